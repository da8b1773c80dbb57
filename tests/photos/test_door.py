"""Photos at the customer's door, without script: chosen, kept, shown, sent, opened."""

from __future__ import annotations

import json
import re
import socket
import threading
from collections.abc import Callable, Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.serving import make_server

from tests.conftest import Clock
from tests.live import free_port
from tests.photos.conftest import Sender, complaints, tiles
from tests.photos.pictures import FILMS, HEIC, opened, photo, saved, two_halves, zipped
from tests.photos.sending import MULTIPART, multipart
from tests.public.conftest import TYPED
from tests.public.reading import Page
from widget.asking.photo_words import FileFinding, shown_name
from widget.box.limits import MOST_FILE_BYTES
from widget.cases.model import Shop
from widget.desk import Desk, inbox_page, make_shop
from widget.logs import masked
from widget.public.bodies import MOST_READ_BYTES, MOST_REQUEST_BYTES
from widget.settings import Settings
from widget.storage import Store

FORM = "/s/wren-tide/complaint"


# ---------- The way of a message ----------


def test_photos_are_kept_by_every_step_and_arrive_with_the_message(
    sender: Sender, desk: Desk, shop: Shop
) -> None:
    form = sender.check(sender.open(), ("one.jpg", photo(1)), happened="")
    assert sender.status == 422
    assert complaints(form) == []
    assert len(tiles(form)) == 1
    review = sender.check(form, ("two.png", saved(two_halves(), "PNG")))
    assert sender.status == 200
    assert "Two photos show it." in review.says
    assert len(tiles(review)) == 2
    for tile in tiles(review):
        assert opened(sender.get(tile).data).format == "JPEG"
    form = sender.press(review, "Change the photos")
    assert len(tiles(form)) == 2
    review = sender.press(form, "Go on and check")
    sender.press(review, "Send")
    assert sender.status == 303
    path = sender.location.removesuffix("/receipt")
    assert "with both photos" in sender.open(sender.location).text
    status = sender.open(path)
    assert [tile.rpartition("/")[2] for tile in tiles(status)] == ["1", "2"]
    thread = status.find("ul", class_="photos")[0]
    assert [link.attrs["href"] for link in thread.find("a")] == tiles(status)
    assert opened(sender.get(tiles(status)[1]).data).size == (400, 300)
    [case] = inbox_page(desk, shop.id, "open").cases
    assert case.email == TYPED["email"]


@pytest.mark.parametrize(
    ("count", "lead", "review"),
    [
        (1, "with the photo.", "One photo shows it."),
        (3, "with all three photos.", "Three photos show it."),
    ],
)
def test_the_words_count_photos_as_people_do(
    sender: Sender, count: int, lead: str, review: str
) -> None:
    files = [(f"{number}.jpg", photo(number)) for number in range(count)]
    page = sender.check(sender.open(), *files)
    assert review in page.says
    sender.press(page, "Send")
    receipt = sender.open(sender.location)
    assert lead in receipt.text
    assert f"Photos {count}" in receipt.text


def test_without_photos_nothing_speaks_of_them(sender: Sender) -> None:
    review = sender.check(sender.open())
    assert not tiles(review)
    assert "photo" not in " ".join(review.says)
    sender.press(review, "Send")
    assert "photo" not in sender.open(sender.location).one("div", class_="receipt").text.lower()


def test_a_photo_is_removed_by_its_button_and_nothing_else_is_lost(sender: Sender) -> None:
    form = sender.check(sender.open(), ("a.jpg", photo(1)), ("b.jpg", photo(2)), name="")
    gone, stays = tiles(form)
    form = sender.press(form, "Remove photo 1")
    assert sender.status == 200
    assert tiles(form) == [stays]
    assert form.errors == {}
    assert form.fields()["happened"] == TYPED["happened"]
    assert sender.get(gone).status_code == 404


def test_the_same_photo_chosen_twice_is_shown_once(sender: Sender) -> None:
    form = sender.check(sender.open(), ("a.jpg", photo(1)), ("copy.jpg", photo(1)), name="")
    form = sender.press(form, "Go on and check", ("again.jpg", photo(1)))
    assert len(tiles(form)) == 1
    assert complaints(form) == []


@pytest.mark.parametrize("words", ["What happened", "Deutsch"])
def test_other_buttons_keep_what_was_chosen_too(sender: Sender, words: str) -> None:
    page = sender.press(sender.open(), words, ("a.jpg", photo(1)), **TYPED)
    assert sender.status == 200
    if words == "What happened":
        page = sender.press(page, _choice(page, "I would like my money back"))
        assert page.action().startswith("/s/wren-tide/refund")
    assert len(tiles(page)) == 1
    assert page.fields()["happened"] == TYPED["happened"]


def _choice(page: Page, begins: str) -> str:
    return next(tag.text for tag in page.find("button") if tag.text.startswith(begins))


def test_an_old_token_keeps_its_photos(sender: Sender, clock: Clock) -> None:
    form = sender.check(sender.open(), ("a.jpg", photo(1)), name="")
    clock.forward(days=8)
    review = sender.check(form)
    assert len(tiles(review)) == 1


def test_photos_that_were_forgotten_meanwhile_are_said_before_anything_is_sent(
    sender: Sender, desk: Desk, shop: Shop, clock: Clock
) -> None:
    from widget.desk import do_upkeep

    review = sender.check(sender.open(), ("a.jpg", photo(1)))
    clock.forward(hours=25)
    do_upkeep(desk)
    again = sender.press(review, "Send")
    assert sender.status == 422
    assert "Your photos are not here any more." in again.text
    assert inbox_page(desk, shop.id, "open").cases == []
    sender.press(again, "Send")
    assert sender.status == 303


def test_send_pressed_twice_is_one_case_and_one_receipt(
    sender: Sender, desk: Desk, shop: Shop
) -> None:
    review = sender.check(sender.open(), ("a.jpg", photo(1)))
    sender.press(review, "Send")
    first = sender.location
    sender.press(review, "Send")
    assert sender.location == first
    assert len(inbox_page(desk, shop.id, "open").cases) == 1


def test_a_sixth_different_message_keeps_its_photos_for_the_fresh_form(sender: Sender) -> None:
    form = sender.open()
    for number in range(5):
        sender.press(sender.check(form, happened=f"Message {number}."), "Send")
        assert sender.status == 303
    review = sender.check(form, ("a.jpg", photo(1)), happened="The sixth.")
    again = sender.press(review, "Send")
    assert sender.status == 422
    assert len(tiles(again)) == 1
    sender.press(again, "Send")
    assert sender.status == 303
    assert len(tiles(sender.open(sender.location.removesuffix("/receipt")))) == 1


# ---------- Replies ----------


def test_photos_go_with_a_reply_and_alone(sender: Sender, desk: Desk, shop: Shop) -> None:
    sender.press(sender.check(sender.open(), ("a.jpg", photo(1))), "Send")
    path = sender.location.removesuffix("/receipt")
    page = sender.press(
        sender.open(path), "Send", ("x.zip", zipped()), ("b.jpg", photo(2)), form="reply"
    )
    assert sender.status == 422
    assert complaints(page) == [
        "“x.zip” is not a photo that can be read here. JPEG, PNG, WebP and AVIF are fine."
        " Your photo below is kept."
    ]
    sender.press(page, "Send", form="reply")
    assert sender.status == 303
    page = sender.open(path)
    assert [tile.rpartition("/")[2] for tile in tiles(page)] == ["1", "2"]
    assert sender.get(f"{path}/photo/2").status_code == 200
    text = sender.get(f"{path}/transcript.txt").text
    assert "Photo: 2" in text
    assert "Photo: 1" in sender.get(f"{path}/transcript.html").text


def test_a_photo_is_removed_from_a_reply_and_the_words_stay(sender: Sender) -> None:
    sender.press(sender.check(sender.open()), "Send")
    path = sender.location.removesuffix("/receipt")
    page = sender.press(
        sender.open(path), "Send", ("a.jpg", photo(1)), ("b.zip", b"PK"), form="reply"
    )
    page = sender.press(page, "Remove photo 1", form="reply", text="These are my words.")
    assert sender.status == 200
    assert tiles(page) == []
    assert page.fields("reply")["text"] == "These are my words."


# ---------- What is no photo ----------


WHAT_IS_NONE = {
    "a film": ("unboxing.mov", FILMS["quicktime"], "is a film, and only photos can be read here."),
    "a zip": ("holiday.jpg", zipped(), "is not a photo that can be read here."),
    "broken": ("half.jpg", photo()[:200], "cannot be opened. It may be damaged;"),
    "empty": ("nothing.jpg", b"", "is empty."),
    "large": ("big.jpg", photo() + bytes(MOST_FILE_BYTES), "is larger than 12 MB."),
}


@pytest.mark.parametrize("what", WHAT_IS_NONE)
def test_what_is_no_photo_gets_its_sentence_and_everything_else_is_kept(
    sender: Sender, what: str
) -> None:
    name, data, sentence = WHAT_IS_NONE[what]
    page = sender.check(sender.open(), ("good.jpg", photo(1)), (name, data))
    assert sender.status == 422
    [told] = complaints(page)
    assert told.startswith(f"“{name}” {sentence}")
    assert told.endswith("Your photo below is kept.")
    assert page.title.startswith("Error:")
    assert page.one("div", id="summary").find("a", href="#photos")
    assert len(tiles(page)) == 1
    assert page.fields()["happened"] == TYPED["happened"]
    assert len(tiles(sender.press(page, "Go on and check"))) == 1
    assert sender.status == 200


@pytest.mark.skipif(find_spec("pi_heif") is not None, reason="has the extra")
def test_apples_photos_get_a_sentence_that_says_how_to_send_them(sender: Sender) -> None:
    page = sender.check(sender.open(), ("IMG_0001.HEIC", HEIC))
    assert "Apple’s HEIC format" in complaints(page)[0]
    assert "Most Compatible" in complaints(page)[0]


def test_each_of_several_files_gets_its_own_sentence(sender: Sender) -> None:
    page = sender.check(
        sender.open(),
        ("a.mp4", FILMS["mp4"]),
        ("b.zip", zipped()),
        ("c.jpg", b""),
        happened="",
    )
    told = complaints(page)
    assert len(told) == 3
    assert [sentence.split()[0] for sentence in told] == ["“a.mp4”", "“b.zip”", "“c.jpg”"]
    assert "kept" not in told[2]
    assert page.one("div", id="summary").find("h2")[0].text == "Four things need a look"
    assert "happened" in page.errors


def test_T23_of_forty_photos_five_are_kept_and_one_sentence_speaks_of_the_others(
    sender: Sender,
) -> None:
    files = [(f"{number}.jpg", photo(number)) for number in range(40)]
    page = sender.check(sender.open(), *files)
    assert sender.status == 422
    assert complaints(page) == [
        "“5.jpg” and 34 more were left out: five photos fit into one message."
        " Your 5 photos below are kept."
    ]
    assert len(tiles(page)) == 5


def test_T62_more_than_30_mb_at_once_keeps_what_came_first_and_every_word(sender: Sender) -> None:
    large = [(f"{number}.jpg", photo(number) + bytes(11 * 1024 * 1024)) for number in range(3)]
    page = sender.check(sender.open(), *large)
    assert sender.status == 422
    [told] = complaints(page)
    assert told.startswith("“2.jpg” was left out: more than 30 MB came at once.")
    assert len(tiles(page)) == 2
    assert page.fields()["name"] == TYPED["name"]
    sender.press(page, "Go on and check", large[2])
    assert sender.status == 200


def test_T64_without_room_on_the_disk_photos_are_refused_and_the_words_arrive(
    sender: Sender, desk: Desk, shop: Shop
) -> None:
    form = sender.open()
    desk.store.close()
    desk.store = Store(desk.store.url, free_at=lambda _folder: 1000)
    page = sender.check(form, ("a.jpg", photo(1)), ("b.jpg", photo(2)))
    [told] = complaints(page)
    assert told.startswith(
        "“a.jpg” and 1 more were left out: there is no room for photos just now."
    )
    sender.press(sender.press(page, "Go on and check"), "Send")
    assert sender.status == 303
    assert len(inbox_page(desk, shop.id, "open").cases) == 1


# ---------- Bodies ----------


def test_T62_only_forms_with_files_may_be_large_and_their_words_may_not(
    sender: Sender, shop: Shop
) -> None:
    client, more = sender.client, 300 * 1024
    assert client.post(FORM, data={"happened": "x" * more}).status_code == 413
    sender.post(FORM, {"happened": "x" * more})
    assert sender.status == 413
    # Many fields, each small enough by itself.
    sender.post(FORM, {f"field{number}": "x" * 50_000 for number in range(6)})
    assert sender.status == 413
    sender.post(FORM, {f"field{number}": "x" for number in range(250)})
    assert sender.status == 413
    for path in ("/inbox/login", f"/s/{shop.slug}"):
        answer = client.post(path, data=bytes(more), content_type="multipart/form-data; boundary=x")
        assert answer.status_code in {400, 405, 413}


def test_T62_a_body_beyond_everything_is_cut_off_unread(sender: Sender) -> None:
    answer = sender.client.post(
        FORM,
        data=b"--x",
        content_type="multipart/form-data; boundary=x",
        environ_overrides={"CONTENT_LENGTH": str(MOST_READ_BYTES + 1)},
    )
    assert answer.status_code == 413
    assert MOST_REQUEST_BYTES == 30 * 1024 * 1024


def test_T62_a_body_that_is_none_is_a_page_and_not_a_defect(sender: Sender) -> None:
    for body in (b"", b"--x", b"--x\r\n", b"--x\r\nnonsense", b"\xff" * 500):
        answer = sender.client.post(FORM, data=body, content_type="multipart/form-data; boundary=x")
        assert answer.status_code in {400, 422}, body
        assert "what you typed is still there" in answer.text or answer.status_code == 422


@pytest.fixture
def served(app: Flask, shop: Shop) -> Iterator[int]:
    """The app on a port of its own, for who speaks to it byte by byte."""
    port = free_port()
    server = make_server("127.0.0.1", port, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield port
    server.shutdown()
    thread.join(timeout=10)
    server.server_close()


def test_T23_an_upload_that_stops_half_way_keeps_nothing_and_hurts_nobody(
    served: int, desk: Desk, shop: Shop, settings: Settings
) -> None:
    head = (
        f"POST {FORM} HTTP/1.1\r\nHost: 127.0.0.1:8000\r\nContent-Type: multipart/form-data; "
        "boundary=x\r\nContent-Length: 5000000\r\n\r\n--x\r\nContent-Disposition: form-data; "
        'name="photos"; filename="a.jpg"\r\nContent-Type: image/jpeg\r\n\r\n'
    )
    with socket.create_connection(("127.0.0.1", served), timeout=20) as line:
        line.sendall(head.encode() + photo() + bytes(1_000_000))
        line.shutdown(socket.SHUT_WR)
        answer = b""
        while some := line.recv(65536):
            answer += some
    assert answer.startswith(b"HTTP/1.1 400")
    assert b"what you typed is still there" in answer
    assert [file.name for file in Path(settings.data).iterdir() if "amends" not in file.name] == []


# ---------- Who may open what ----------


def test_T03_an_unfinished_forms_photo_is_opened_only_by_its_handle(
    sender: Sender, desk: Desk, shop: Shop, other_shop: Shop, app: Flask
) -> None:
    form = sender.check(sender.open(), ("a.jpg", photo(1)), name="")
    [tile] = tiles(form)
    stranger = app.test_client(use_cookies=False)
    base = {"base_url": "http://127.0.0.1:8000"}
    assert stranger.get(tile, **base).status_code == 200
    handle = tile.rpartition("/")[2]
    assert re.fullmatch(r"[\w-]{22}", handle)
    for path in (
        "/s/wren-tide/photo/1",
        f"/s/wren-tide/photo/{handle[:-1]}",
        f"/s/wren-tide/photo/{handle}/x.css",
        f"/s/{other_shop.slug}/photo/{handle}",
        f"/c/{handle}/photo/1",
        "/s/wren-tide/photo",
    ):
        assert stranger.get(path, **base).status_code == 404, path
    sender.press(sender.check(form), "Send")
    assert stranger.get(tile, **base).status_code == 404


def test_T01_photos_of_a_case_are_opened_only_by_its_own_link(
    sender: Sender, make_case: Callable[..., Any]
) -> None:
    sender.press(sender.check(sender.open(), ("a.jpg", photo(1))), "Send")
    path = sender.location.removesuffix("/receipt")
    assert sender.get(f"{path}/photo/1").status_code == 200
    other = make_case(name="Somebody Else")
    for wrong in (
        f"/c/{other.token}/photo/1",
        f"{path}/photo/0",
        f"{path}/photo/2",
        f"{path}/photo/-1",
        f"{path}/photo/1.jpg",
        f"{path}/photo/{'1' * 5000}",
        f"{path}/photo/١",
        f"{path[:-1]}/photo/1",
    ):
        assert sender.get(wrong).status_code == 404, wrong


def test_photos_have_exactly_their_headers_wherever_they_are(sender: Sender) -> None:
    form = sender.check(sender.open(), ('a"\r\nX: y.jpg', photo(1)), name="")
    waiting = sender.get(tiles(form)[0])
    sender.press(sender.check(form), "Send")
    path = sender.location.removesuffix("/receipt")
    for answer in (waiting, sender.get(f"{path}/photo/1")):
        headers = dict(answer.headers)
        headers.pop("Content-Length")
        assert headers == {
            "Content-Type": "image/jpeg",
            "Content-Disposition": 'inline; filename="photo-1.jpg"',
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "Cross-Origin-Resource-Policy": "same-origin",
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
            "Permissions-Policy": (
                "camera=(), geolocation=(), microphone=(), payment=(), usb=(), browsing-topics=()"
            ),
        }
    missing = sender.get(f"{path}/photo/9")
    assert missing.headers["Cache-Control"] == "no-store"
    assert "sandbox" not in missing.headers["Content-Security-Policy"]


def test_T09_handles_are_cut_in_the_log() -> None:
    assert masked("/s/wren-tide/photo/abcdefghijklmnop") == "/s/wren-tide/photo/abcdef…"


# ---------- Names of files ----------


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("unboxing.mov", "unboxing.mov"),
        ("../../etc/passwd", "passwd"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\x00b\x1b[31m.zip", "ab[31m.zip"),
        ('a"\r\nX: y.zip', 'a"%0D%0AX: y.zip'),
        ("<script>alert(1)</script>", "script>"),
        ("<img src=x onerror=alert(1)>", "<img src=x onerror=alert(1)>"),
        ("x" * 300 + ".zip", "x" * 50 + "…" + "xxxxx.zip"),
        ("  ", "a file without a name"),
        ("صورة.zip", "صورة.zip"),
    ],
)
def test_T18_T77_a_files_name_is_one_harmless_line(sender: Sender, name: str, shown: str) -> None:
    page = sender.check(sender.open(), (name, zipped()))
    assert sender.status == 422
    tag = page.find("p", class_="error")[0]
    assert tag.find("bdi")[0].raw == shown
    assert not page.find("img")


def test_a_finding_isolates_the_name_in_plain_text_too(app: Flask) -> None:
    with app.test_request_context("/s/wren-tide/complaint"):
        finding = FileFinding("film", "صورة.mov")
        assert finding == "“\u2068صورة.mov\u2069” is a film, and only photos can be read here."
        assert shown_name("C:\\fakepath/b\\c.jpg") == "c.jpg"
        assert shown_name("a\r\nb.jpg") == "a b.jpg"


# ---------- Sent by script ----------


def _send(sender: Sender, token: str, *files: tuple[str, bytes], **more: str) -> dict[str, Any]:
    sender.last = sender.client.post(
        "/s/wren-tide/photo",
        data=multipart({"token": token, **more}, *files),
        content_type=MULTIPART,
    )
    said: dict[str, Any] = json.loads(sender.last.text)
    return said


def test_a_photo_sent_by_script_stands_in_the_form(sender: Sender) -> None:
    form = sender.open()
    token = form.fields()["token"]
    said = _send(sender, token, ("a.jpg", photo(1)))
    assert sender.status == 200
    [kept] = said["photos"]
    assert set(kept) == {"handle", "url", "alt", "name"}
    assert (kept["alt"], kept["name"]) == ("Photo 1", "photo 1")
    assert sender.get(kept["url"]).status_code == 200
    assert tiles(sender.check(form)) == [kept["url"]]
    assert _send(sender, token)["photos"] == [kept]
    assert _send(sender, token, drop=kept["handle"])["photos"] == []
    assert sender.get(kept["url"]).status_code == 404


def test_what_is_no_photo_is_told_to_the_script_in_a_sentence(sender: Sender) -> None:
    token = sender.open().fields()["token"]
    said = _send(sender, token, ("a.zip", zipped()))
    assert sender.status == 422
    assert "is not a photo" in said["error"]
    assert said["photos"] == []
    assert sender.client.get("/s/wren-tide/photo").status_code == 404


def test_the_script_is_told_where_only_a_whole_page_helps(sender: Sender, clock: Clock) -> None:
    token = sender.open().fields()["token"]
    assert _send(sender, "", ("a.jpg", photo(1))) == {"error": ""}
    assert sender.status == 400
    assert _send(sender, token, ("a.jpg", photo(1) + bytes(13 * 1024 * 1024))) == {"error": ""}
    assert sender.status == 413
    clock.forward(days=8)
    assert _send(sender, token, ("a.jpg", photo(1))) == {"error": ""}
    assert sender.status == 400


def test_a_token_of_another_shop_keeps_no_photo(sender: Sender, desk: Desk) -> None:
    other = make_shop(
        desk, {"slug": "elsewhere", "name": "B", "owner_name": "B", "mailbox": "b@b.example"}
    )
    token = sender.open(f"/s/{other.slug}/complaint").fields()["token"]
    assert _send(sender, token, ("a.jpg", photo(1))) == {"error": ""}
