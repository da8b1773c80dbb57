"""A PostgreSQL server for tests: its own folder, its own socket, gone at the end."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

PATIENCE_S = 30


@contextmanager
def serve_postgres(program: Path) -> Iterator[str]:
    """Start ``program`` (the path of ``postgres``) and give the URL of an empty database.

    It listens on a socket in its folder alone, no network. It refuses to run as root, so there it
    runs as somebody else.
    """
    # A short path: a socket's name may have 107 letters.
    folder = Path(tempfile.mkdtemp(prefix="amends-pg-", dir="/tmp"))
    as_whom = _unprivileged(folder)
    try:
        _run([program.with_name("initdb"), "-D", folder / "data", *_INIT], as_whom)
        log = (folder / "log").open("wb")
        server = subprocess.Popen(
            [program, "-D", folder / "data", "-k", folder, *_QUICK],
            stdout=log,
            stderr=log,
            cwd=folder,
            **as_whom,
        )
        try:
            _wait_for(program.with_name("pg_isready"), folder, server)
            yield f"postgresql+psycopg://tester@/postgres?host={folder}"
        finally:
            server.terminate()
            server.wait(PATIENCE_S)
            log.close()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


_INIT = ["-U", "tester", "--auth=trust", "--encoding=UTF8", "--no-locale", "--no-sync"]
# What is lost when the machine stops is of no use to anybody.
_QUICK = ["-c", "listen_addresses=", "-c", "fsync=off", "-c", "full_page_writes=off"]


def _unprivileged(folder: Path) -> dict[str, Any]:
    """How to start a program as somebody who is not root; the folder becomes theirs."""
    if os.geteuid() != 0:
        return {}
    names = {entry.pw_name for entry in pwd.getpwall()}
    user = pwd.getpwnam("postgres" if "postgres" in names else "nobody")
    os.chown(folder, user.pw_uid, user.pw_gid)
    return {"user": user.pw_uid, "group": user.pw_gid, "extra_groups": []}


def _run(command: list[Any], as_whom: dict[str, Any]) -> None:
    done = subprocess.run(command, capture_output=True, check=False, cwd="/", **as_whom)
    assert done.returncode == 0, done.stdout.decode() + done.stderr.decode()


def _wait_for(is_ready: Path, folder: Path, server: subprocess.Popen[bytes]) -> None:
    end = time.monotonic() + PATIENCE_S
    while subprocess.run([is_ready, "-q", "-h", folder, "-t", "1"], check=False).returncode:
        if server.poll() is not None or time.monotonic() > end:
            raise AssertionError((folder / "log").read_text())
        time.sleep(0.05)
