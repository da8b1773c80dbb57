"""The posts of ``benchmarks.attack`` at django-helpdesk, in an environment of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
from pathlib import Path

from benchmarks.attack_posts import Post
from tests.live import open_wire

HELPDESK = "django-helpdesk==2.6.0"


def helpdesk(posts: list[Post]) -> str:
    """What django-helpdesk sends for the same posts, in a sentence; or why that is not known."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        why = ""
        for _ in range(2):
            why = _install(folder)
            if not why:
                break
        if why:
            return f"{HELPDESK} could not be installed: {why}"
        with open_wire() as wire:
            python = folder / "venv" / "bin" / "python"
            site = Path(__file__).parent / "helpdesk_site.py"
            run = subprocess.run(
                [python, site, folder, str(wire.port)],
                input=json.dumps([[post.email, post.words] for post in posts]),
                capture_output=True,
                text=True,
                check=False,
                timeout=1800,
            )
            if run.returncode:
                return f"{HELPDESK} did not run: {run.stderr.strip()[-300:]}"
            strangers = {post.email for post in posts}
            mails = [mail for to, mail in wire.mails if to in strangers]
            words = sum(1 for mail in mails if "of the box" in str(mail["Subject"]) + _text(mail))
            others = len(wire.mails) - len(mails)
        return (
            f"{HELPDESK}: {run.stdout.strip()}; {len(mails)} mails to the addresses that were "
            f"typed, {words} of them with the words that were typed, and {others} to the owner"
        )


def _text(mail: object) -> str:
    get_body = getattr(mail, "get_body", None)
    body = get_body(("plain", "html")) if get_body else None
    return str(body.get_content()) if body is not None else ""


def _install(folder: Path) -> str:
    """Install it; the reason where that does not work."""
    try:
        subprocess.run([sys.executable, "-m", "venv", "--clear", folder / "venv"], check=True)
        subprocess.run(
            [folder / "venv" / "bin" / "pip", "install", "--quiet", HELPDESK],
            check=True,
            capture_output=True,
            text=True,
            timeout=600,
        )
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired, OSError) as error:
        return str(getattr(error, "stderr", "") or error).strip()[-300:]
    return ""
