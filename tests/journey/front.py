"""Debian's nginx with the very file we ship, https with a certificate of its own, on loopback."""

from __future__ import annotations

import contextlib
import re
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.live import ROOT, free_port, wait_until
from tests.needs import path_of

HOST = "desk.example"


@dataclass(frozen=True)
class Front:
    """A running nginx: its https port and where it logs."""

    port: int
    folder: Path

    @property
    def url(self) -> str:
        """The address that browsers see."""
        return f"https://{HOST}:{self.port}"

    @property
    def logs(self) -> str:
        """Everything it has logged."""
        return "".join(file.read_text() for file in sorted(self.folder.glob("*.log")))


@contextlib.contextmanager
def run_front(folder: Path, desk_port: int, port: int) -> Iterator[Front]:
    """Run nginx in front of a desk. Only ports, paths and the certificate differ from our file."""
    folder.mkdir(parents=True, exist_ok=True)
    key, certificate = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2",
         "-keyout", key, "-out", certificate, "-subj", f"/CN={HOST}",
         "-addext", f"subjectAltName=DNS:{HOST}"],
        check=True, capture_output=True,
    )  # fmt: skip
    shipped = (ROOT / "deploy" / "nginx.conf").read_text()
    ours = re.sub(r"^\s*listen \[::\].*\n", "", shipped, flags=re.MULTILINE)
    for old, new in (
        ("listen 80;", f"listen 127.0.0.1:{free_port()};"),
        ("listen 443", f"listen 127.0.0.1:{port}"),
        ("server 127.0.0.1:8000;", f"server 127.0.0.1:{desk_port};"),
        (f"/etc/letsencrypt/live/{HOST}/fullchain.pem", str(certificate)),
        (f"/etc/letsencrypt/live/{HOST}/privkey.pem", str(key)),
        ("/var/log/nginx/", f"{folder}/"),
    ):
        assert old in ours, old
        ours = ours.replace(old, new)
    whole = folder / "nginx.conf"
    temp = " ".join(
        f"{name}_temp_path {folder}/{name};"
        for name in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    whole.write_text(
        f"daemon off; pid {folder}/pid; error_log {folder}/start.log warn;\n"
        f"events {{}}\nhttp {{ {temp}\n{ours}\n}}\n"
    )
    process = subprocess.Popen([path_of("nginx"), "-p", folder, "-c", whole])
    try:
        wait_until(lambda: _listens(port), "nginx to listen")
        yield Front(port, folder)
    finally:
        process.terminate()
        process.wait(timeout=10)


def _listens(port: int) -> bool:
    import socket

    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0
