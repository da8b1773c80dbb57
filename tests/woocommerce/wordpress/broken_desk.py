"""What stands at a desk's address while the desk is in trouble."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator

TROUBLES = {
    "answers 500": b"HTTP/1.1 500 Internal Server Error\r\nContent-Length: 4\r\n\r\noops",
    "answers 429": b"HTTP/1.1 429 Too Many Requests\r\nRetry-After: 1\r\nContent-Length: 0\r\n\r\n",
    "answers 200 with a page of somebody else": (
        b"HTTP/1.1 200 OK\r\nContent-Type: text/html\r\nContent-Length: 17\r\n\r\n<h1>It works</h1>"
    ),
    "answers rubbish": b"\x00\x01\x02 this is no HTTP\r\n\r\n",
    "hangs up": b"",
}
SLOW = "takes the request and never answers"
AWAY = "is not there"


class _Stand:
    """Takes connections at an address, reads the request, and answers with the trouble."""

    def __init__(self, port: int, answer: bytes | None) -> None:
        self.asked = 0
        self._answer = answer
        self._open: list[socket.socket] = []
        self._socket = socket.create_server(("127.0.0.1", port))
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                line, _ = self._socket.accept()
                self.asked += 1
                line.recv(65536)
                if self._answer is None:
                    self._open.append(line)
                    continue
                with line:
                    line.sendall(self._answer)

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join()
        for line in self._open:
            line.close()


@contextlib.contextmanager
def in_trouble(url: str, trouble: str) -> Iterator[_Stand | None]:
    """Stand at the desk's address as long as this lasts; the desk itself must have stopped."""
    if trouble == AWAY:
        yield None
        return
    stand = _Stand(int(url.rpartition(":")[2]), TROUBLES.get(trouble))
    try:
        yield stand
    finally:
        stand.close()
