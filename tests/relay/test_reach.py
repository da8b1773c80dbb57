"""The one way out: which addresses are called, what a connection is held to, and when it ends."""

from __future__ import annotations

import socket
import ssl
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from ipaddress import ip_address

import pytest

from tests.mail.wire import Certificate, make_certificate
from widget.relay.public_addresses import is_plainly_public, plain_host
from widget.relay.reach import LARGEST_BYTES, Answer, NoAnswer, NotReached, Reach

OK = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}"


class Listener:
    """A port on loopback that counts who comes, and says what it was given to say."""

    def __init__(self, say: Callable[[socket.socket], None], read: bool) -> None:
        """``say`` answers one connection, whose request was read if ``read``."""
        self.heard: list[bytes] = []
        self.read = read
        self.say = say
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.socket.getsockname()[1]

    def run(self) -> None:
        """Answer until the port is closed."""
        while True:
            try:
                line, _ = self.socket.accept()
            except OSError:
                return
            with line, suppress(OSError):
                self.heard.append(whole(line) if self.read else b"")
                self.say(line)


def whole(line: socket.socket) -> bytes:
    """A request to its end: what is left unread would break the line before its answer."""
    read = b""
    while not read.endswith(b"\r\n\r\n{}") and (some := line.recv(65536)):
        read += some
    return read


@contextmanager
def listening(
    say: Callable[[socket.socket], None] | bytes = OK, *, read: bool = True
) -> Iterator[Listener]:
    """Have a port answer."""
    if isinstance(say, bytes):
        answer = say
        listener = Listener(lambda line: line.sendall(answer), read)
    else:
        listener = Listener(say, read)
    thread = threading.Thread(target=listener.run, daemon=True)
    thread.start()
    try:
        yield listener
    finally:
        listener.socket.shutdown(socket.SHUT_RDWR)
        listener.socket.close()
        thread.join()


def ask(reach: Reach, url: str) -> Answer:
    return reach.post(url, b"{}", {"Content-Type": "application/json"})


# What must not be called: hosts as somebody might spell them. `{port}` is a port that listens.
SPELLINGS = [
    "https://127.0.0.1:{port}/",
    "https://127.1:{port}/",
    "https://127.0.1:{port}/",
    "https://2130706433:{port}/",
    "https://017700000001:{port}/",
    "https://0x7f000001:{port}/",
    "https://0x7f.1:{port}/",
    "https://0177.0.0.1:{port}/",
    "https://127.0.0.1.:{port}/",
    "https://①②⑦.0.0.1:{port}/",
    "https://127。0。0。1:{port}/",
    "https://１２７.0.0.1:{port}/",
    "https://localhost:{port}/",
    "https://LOCALHOST:{port}/",
    "https://localhost.:{port}/",
    "https://shop.localhost:{port}/",
    "https://[::1]:{port}/",
    "https://[::]:{port}/",
    "https://[::127.0.0.1]:{port}/",
    "https://[::ffff:127.0.0.1]:{port}/",
    "https://[::ffff:7f00:1]:{port}/",
    "https://[64:ff9b::7f00:1]:{port}/",
    "https://[64:ff9b:1::7f00:1]:{port}/",
    "https://[2002:7f00:1::]:{port}/",
    "https://[2001:0:7f00:1::]:{port}/",
    "https://[fe80::1%25lo]:{port}/",
    "https://[fd00::1]:{port}/",
    "https://[ff02::1]:{port}/",
    "https://0.0.0.0:{port}/",
    "https://0:{port}/",
    "https://10.0.0.1/",
    "https://100.64.0.1/",
    "https://169.254.169.254/latest/meta-data/",
    "https://172.16.0.1/",
    "https://192.168.1.1/",
    "https://192.0.0.8/",
    "https://198.18.0.1/",
    "https://203.0.113.9/",
    "https://224.0.0.1/",
    "https://255.255.255.255/",
    "https://user@127.0.0.1:{port}/",
    "https://shop.example@127.0.0.1:{port}/",
    "http://127.0.0.1:{port}/",
    "http://shop.example/",
    "https://shop.example:22/",
    "https://shop.example:25/",
    "https://shop.example:{port}/",
    "ftp://shop.example/",
    "file:///etc/passwd",
    "gopher://127.0.0.1:{port}/",
    "//127.0.0.1:{port}/",
    "127.0.0.1:{port}",
    "https://",
    "https://[/",
    "https://shop.example:99999/",
    "https://shop.example/\r\nX: y",
    "https://shop.example/ a",
    "https://shop..example/",
    "https://-shop.example/",
    "",
]


@pytest.mark.parametrize("url", SPELLINGS)
def test_T39_what_is_not_plainly_public_is_not_called_however_it_is_spelled(url: str) -> None:
    def resolve(host: str, port: int) -> list[str]:
        # Names of the web lead to a public address here; nothing may connect to it.
        if host.endswith(".example"):
            return ["127.0.0.1"] if port not in {443, 8443} else ["93.184.216.34"]
        return [str(each[4][0]) for each in socket.getaddrinfo(host, port)]

    with listening() as listener:
        with pytest.raises(NotReached) as refused:
            ask(Reach(resolve=resolve, longest_s=5), url.replace("{port}", str(listener.port)))
        assert refused.value.why in {"address", "name"}
        assert listener.heard == []


@pytest.mark.parametrize(
    "address",
    [
        *("127.0.0.1", "10.1.2.3", "::1", "fe80::1", "::ffff:93.184.216.34", "64:ff9b::5db8:d822"),
        *("2002:5db8:d822::1", "2001:db8::1", "3fff::1", "2001::1", "ff02::1", "224.0.0.251"),
        *("192.88.99.1", "240.0.0.1", "100.127.0.1", "::", "0.0.0.0", "fec0::1", "4000::1"),
    ],
)
def test_T39_an_address_behind_a_public_name_is_checked_too(address: str) -> None:
    with pytest.raises(NotReached) as refused:
        ask(Reach(resolve=lambda _host, _port: [address]), "https://shop.example/")
    assert refused.value.why == "address"
    # One bad address among good ones is a trap.
    both = Reach(resolve=lambda _host, _port: ["93.184.216.34", address])
    with pytest.raises(NotReached) as refused:
        ask(both, "https://shop.example/")
    assert refused.value.why == "address"


@pytest.mark.parametrize("address", ["93.184.216.34", "1.1.1.1", "2606:2800:220:1::1", "2a00::1"])
def test_addresses_of_the_public_web_are_plainly_public(address: str) -> None:
    assert is_plainly_public(ip_address(address))


def test_a_host_has_one_spelling() -> None:
    assert plain_host("Shop.Example.") == "shop.example"
    assert plain_host("[::1]") is None
    assert plain_host("0:0::1") == "::1"
    assert plain_host("a" * 64 + ".example") is None
    assert plain_host("x." * 200 + "example") is None


def test_T39_a_name_is_looked_up_once_and_the_checked_address_is_called() -> None:
    asked: list[str] = []

    def rebinding(host: str, port: int) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    with listening() as listener:
        reach = Reach(private_hosts=("shop.internal",), resolve=rebinding)
        answer = ask(reach, f"http://shop.internal:{listener.port}/a?b=/c")
    assert answer == Answer(200, b"{}")
    assert asked == ["shop.internal"]
    head = listener.heard[0]
    assert head.startswith(b"POST /a?b=/c HTTP/1.1\r\n")
    assert f"Host: shop.internal:{listener.port}".encode() in head


def test_T39_a_desk_on_this_machine_may_call_this_machine_and_no_other_plainly() -> None:
    with listening() as listener:
        reach = Reach(loopback=True)
        for host in ("127.0.0.1", "localhost"):
            assert ask(reach, f"http://{host}:{listener.port}/").status == 200
    for url in ("http://shop.example/", "https://192.168.1.1/", "http://10.0.0.1/"):
        with pytest.raises(NotReached):
            ask(reach, url)
    rebound = Reach(loopback=True, resolve=lambda _host, _port: ["127.0.0.1"])
    with pytest.raises(NotReached):
        ask(rebound, "https://shop.example/")
    elsewhere = Reach(loopback=True, resolve=lambda _host, _port: ["93.184.216.34"])
    with pytest.raises(NotReached):
        ask(elsewhere, "http://localhost/")


def test_T39_a_redirect_is_not_followed() -> None:
    with listening() as other:
        there = f"http://127.0.0.1:{other.port}/"
        said = f"HTTP/1.1 302 Found\r\nLocation: {there}\r\nContent-Length: 0\r\n\r\n".encode()
        with listening(said) as listener:
            answer = ask(Reach(loopback=True), f"http://127.0.0.1:{listener.port}/")
        assert answer.status == 302
        assert other.heard == []


def test_T39_no_proxy_of_the_environment_is_used(monkeypatch: pytest.MonkeyPatch) -> None:
    with listening() as proxy, listening() as listener:
        for name in ("http_proxy", "https_proxy", "all_proxy", "HTTP_PROXY", "ALL_PROXY"):
            monkeypatch.setenv(name, f"http://127.0.0.1:{proxy.port}")
        assert ask(Reach(loopback=True), f"http://127.0.0.1:{listener.port}/").status == 200
        assert proxy.heard == []


def test_T39_a_site_that_drips_or_never_ends_is_hung_up_on() -> None:
    stop = threading.Event()

    def drip(line: socket.socket) -> None:
        line.sendall(b"HTTP/1.1 200 OK\r\nX: ")
        while not stop.wait(0.02):
            line.sendall(b"a")

    with listening(drip) as listener:
        with pytest.raises(NoAnswer):
            ask(Reach(loopback=True, longest_s=0.3), f"http://127.0.0.1:{listener.port}/")
        stop.set()


@pytest.mark.parametrize(
    "said",
    [
        b"",
        b"rubbish\r\n\r\n",
        b"HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n{}",
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\n{}",
        b"HTTP/1.1 200 OK\r\n\r\n" + b"x" * (LARGEST_BYTES + 1),
    ],
)
def test_T39_half_an_answer_or_too_much_of_one_is_none(said: bytes) -> None:
    with listening(said) as listener, pytest.raises(NoAnswer):
        ask(Reach(loopback=True), f"http://127.0.0.1:{listener.port}/")


def test_nobody_there_or_no_such_name_is_known_before_anything_is_sent() -> None:
    with listening() as listener:
        port = listener.port
    with pytest.raises(NotReached) as refused:
        ask(Reach(loopback=True), f"http://127.0.0.1:{port}/")
    assert refused.value.why == "connect"

    def nowhere(_host: str, _port: int) -> list[str]:
        raise socket.gaierror

    with pytest.raises(NotReached) as refused:
        ask(Reach(resolve=nowhere), "https://shop.example/")
    assert refused.value.why == "name"


def test_a_look_up_that_hangs_ends_in_time() -> None:
    stop = threading.Event()

    def hang(_host: str, _port: int) -> list[str]:
        stop.wait(60)
        return []

    with pytest.raises(NotReached) as refused:
        ask(Reach(resolve=hang, longest_s=0.1), "https://shop.example/")
    stop.set()
    assert refused.value.why == "name"


@pytest.fixture(scope="module")
def shop_internal(tmp_path_factory: pytest.TempPathFactory) -> Certificate:
    """A certificate for the name shop.internal; it is its own authority."""
    return make_certificate(tmp_path_factory.mktemp("tls"), "shop.internal")


def test_T39_a_certificate_is_held_to_the_name_that_was_asked_for(
    shop_internal: Certificate,
) -> None:
    heard: list[bytes] = []
    shows = shop_internal.server_context()
    trust = ssl.create_default_context(cafile=str(shop_internal.certificate))

    def secure(line: socket.socket) -> None:
        line.settimeout(5)
        with shows.wrap_socket(line, server_side=True) as inside:
            heard.append(whole(inside))
            inside.sendall(OK)

    hosts = ("shop.internal", "shop.elsewhere")
    with listening(secure, read=False) as listener:

        def reach(trust: ssl.SSLContext | None) -> Reach:
            return Reach(private_hosts=hosts, resolve=lambda _h, _p: ["127.0.0.1"], trust=trust)

        port = listener.port
        assert ask(reach(trust), f"https://shop.internal:{port}/").status == 200
        assert heard[0].startswith(b"POST / ")
        for url, vouched in (
            (f"https://shop.elsewhere:{port}/", trust),  # a good certificate for another name
            (f"https://shop.internal:{port}/", None),  # nobody vouches for it
        ):
            with pytest.raises(NotReached) as refused:
                ask(reach(vouched), url)
            assert refused.value.why == "certificate"
    assert len(heard) == 1
