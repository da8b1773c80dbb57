"""The command line as a person uses it, on a data folder of its own."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import click.testing
import pytest

from widget.cli import main

Amends = Callable[..., click.testing.Result]

INIT = (
    "init",
    "--yes",
    *("--name", "Wren & Tide"),
    *("--owner", "Orla Byrne"),
    *("--email", "orla@wrenandtide.example"),
    *("--zone", "Europe/Dublin"),
)


@pytest.fixture
def data(tmp_path: Path) -> Path:
    """A data folder that does not exist yet."""
    return tmp_path / "desk"


@pytest.fixture
def amends(data: Path, monkeypatch: pytest.MonkeyPatch) -> Amends:
    """Run a command; keywords are environment variables without their AMENDS_."""
    for name in list(os.environ):
        if name.startswith("AMENDS_") or name in {"LC_ALL", "LC_MESSAGES"}:
            monkeypatch.delenv(name)
    monkeypatch.setenv("LANG", "en_IE.UTF-8")
    # Commands tighten it for themselves and all that they write.
    before = os.umask(0o022)
    os.umask(before)

    def run(*arguments: str, input: str = "", **settings: str) -> click.testing.Result:  # noqa: A002
        environ = {"AMENDS_DATA": str(data)}
        environ |= {f"AMENDS_{name}": text for name, text in settings.items()}
        try:
            return click.testing.CliRunner().invoke(main, arguments, input=input, env=environ)
        finally:
            os.umask(before)

    return run


@pytest.fixture
def made(amends: Amends, data: Path) -> Path:
    """A data folder with a desk in it, whose mail goes to a folder."""
    result = amends(*INIT, "--smtp-url", f"folder://{data}/mails")
    assert result.exit_code == 0, result.output
    return data
