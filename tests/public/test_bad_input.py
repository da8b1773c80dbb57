"""What bad input gets, at every field of the door: a sentence, the text kept, never a 5xx."""

from __future__ import annotations

import io
import json
from urllib.parse import quote_from_bytes

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.public.conftest import TYPED, Customer
from tests.public.reading import Page
from widget.cases.model import Shop
from widget.cases.text import clean_line, clean_text
from widget.desk import Desk, case_file, inbox_page

LONGEST = {
    "order": 64,
    "items": 500,
    "happened": 5_000,
    "meant": 5_000,
    "name": 120,
    "email": 254,
    "phone": 40,
}
LINES = ("order", "ordered", "wish", "name", "email", "phone", "reach")
TEXTS = ("items", "happened", "meant")
FREE = ("order", "items", "happened", "meant", "name")
PAYLOAD_NAME = {"order": "order_number"}

HOSTILE = [
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "</textarea><script>alert(1)</script>",
    "' onfocus='alert(1)",
    "{{ 7*7 }}{% raw %}",
    "%(name)s %s %d {0.__class__}",
    "javascript:alert(1)",
    "<!--",
    "]]>",
    "&lt;b&gt;&amp;",
    "$(touch x) `id`",
    "a\u202eb",
    "=cmd|' /C calc'!A0",
    "🧼 שלום مرحبا",
]


def test_nothing_is_cut_off_and_nothing_too_long_passes(customer: Customer) -> None:
    for name, longest in LONGEST.items():
        typed = "é" * (longest + 1)
        page = customer.check(customer.open_form(), **{name: typed})
        assert customer.status == 422, name
        assert page.errors[name] == (
            f"This is {longest + 1:,} characters long, and {longest:,} fit."
            " Shorten it; nothing has been cut off."
        )
        assert page.fields()[name] == typed
        assert page.one(id="summary").find("a")[0].text.startswith("Shorten “")


@pytest.mark.parametrize("name", FREE)
def test_text_of_just_the_longest_length_passes(customer: Customer, name: str) -> None:
    customer.review(**{name: "é" * LONGEST[name]})


@pytest.mark.parametrize("hostile", HOSTILE)
@pytest.mark.parametrize("name", FREE)
def test_T18_T21_hostile_text_stays_text(
    customer: Customer, desk: Desk, shop: Shop, name: str, hostile: str
) -> None:
    form = customer.press(customer.review(**{name: hostile}), "Back to the details")
    kept = form.fields()[name]
    assert kept == (clean_text if name in TEXTS else clean_line)(hostile)
    review = customer.press(form, "Go on and check")
    assert kept in " ".join(review.says)
    assert no_script_of_theirs(review)
    customer.press(review, "Send")
    receipt = customer.get(customer.location)
    assert no_script_of_theirs(receipt)
    # What looks like an attack may stand among the suspects; it is a case all the same.
    [case] = [*inbox_page(desk, shop.id, "open").cases, *inbox_page(desk, shop.id, "suspect").cases]
    said = case_file(desk, shop.id, case.reference).events[0].payload or {}
    assert said[PAYLOAD_NAME.get(name, name)] == kept
    status = customer.get(f"/c/{link(receipt)}")
    assert no_script_of_theirs(status)


def link(receipt: Page) -> str:
    """The token of the private page, as the receipt spells it out."""
    return receipt.one(id="private-url").text.rpartition("/")[2]


def no_script_of_theirs(page: Page) -> bool:
    scripts = [tag.attrs.get("src", "inline") for tag in page.find("script")]
    handlers = [name for tag in page.root.all() for name in tag.attrs if name.startswith("on")]
    return all(src.startswith("/static/") for src in scripts) and not (
        handlers or page.find("img") or page.find("style")
    )


@pytest.mark.parametrize("name", [*LINES, *TEXTS])
@pytest.mark.parametrize(
    "raw",
    [
        b"a\x00b",
        b"\x00",
        b"\xff\xfe\xfa",
        b"\xed\xa0\x80",
        b"caf\xc3\xa9\xc3",
        b"\x1b[31m\x08\x7f",
        b"line\r\nBcc: a@b.de",
        "e\u0301\u2028\u2029".encode(),
    ],
    ids=["nul", "only nul", "not utf-8", "surrogate", "cut utf-8", "controls", "newline", "nfd"],
)
def test_bytes_that_are_no_text_never_break_the_form(
    customer: Customer, name: str, raw: bytes
) -> None:
    where, fields = customer.open_form().press("Go on and check")
    body = "&".join(
        f"{key}={quote_from_bytes(raw if key == name else text.encode())}"
        for key, text in (fields | dict(TYPED) | ({name: ""} if name == "phone" else {})).items()
    )
    page = customer.post(where, body, content_type="application/x-www-form-urlencoded")
    assert customer.status in {200, 422}
    kept = page.fields().get(name, "")
    assert "\x00" not in kept
    assert "\r" not in kept or name in TEXTS
    if name not in {"wish", "reach"} and customer.status == 422 and name not in page.errors:
        # Whatever was refused elsewhere, a field without a sentence still holds its words.
        assert set(page.errors) != set()


def test_newline_in_a_name_becomes_a_space(customer: Customer, desk: Desk, shop: Shop) -> None:
    customer.send(name="Hanna\r\nBcc: everybody@post.example")
    case = inbox_page(desk, shop.id, "open").cases[0]
    assert case.name == "Hanna Bcc: everybody@post.example"


@pytest.mark.parametrize("name", [*LINES, *TEXTS])
def test_a_list_for_a_field_counts_as_its_first_entry(customer: Customer, name: str) -> None:
    where, fields = customer.open_form().press("Go on and check")
    several = {key: [text] for key, text in (fields | dict(TYPED)).items()}
    several[name] = [TYPED.get(name, ""), "another", "third"]
    customer.post(where, several)
    assert customer.status == 200


@pytest.mark.parametrize("name", [*LINES, *TEXTS])
def test_brackets_and_files_for_a_field_are_no_answer(customer: Customer, name: str) -> None:
    where, fields = customer.open_form().press("Go on and check")
    sent: dict[str, object] = dict(fields | dict(TYPED))
    sent.pop(name, None)
    page = customer.post(where, sent | {f"{name}[]": "x", f"{name}[a]": "y"})
    assert customer.status in {200, 422}
    assert name in page.errors or name in {"order", "ordered", "items", "phone", "reach"}
    sent[name] = (io.BytesIO(b"\x89PNG\x00"), "b.png")
    page = customer.post(where, sent, content_type="multipart/form-data")
    assert customer.status in {200, 422}
    assert "PNG" not in page.html


@pytest.mark.parametrize("name", ["wish", "reach"])
@pytest.mark.parametrize("value", ["nothing", "<b>", "refund\x00", "email " * 50, "__class__"])
def test_choice_that_is_not_offered_gets_a_sentence(
    customer: Customer, name: str, value: str
) -> None:
    page = customer.check(customer.open_form(), **{name: value})
    assert customer.status in {200, 422}
    if clean_line(value) not in {"refund", "email"}:
        assert set(page.errors) == {name}
        assert "<b>" not in page.error(name)


@pytest.mark.parametrize(
    ("body", "mimetype"),
    [
        (json.dumps(dict(TYPED)), "application/json"),
        ("[" * 10_000, "application/json"),
        ("just text", "text/plain"),
        ("", ""),
        (b"\x00\x01\x02", "application/octet-stream"),
        ("--x\r\nbroken", "multipart/form-data; boundary=x"),
        ("--x", "multipart/form-data"),
        ("happened=%zz&name=%", "application/x-www-form-urlencoded"),
        ("&&&===&", "application/x-www-form-urlencoded; charset=utf-16"),
    ],
)
@pytest.mark.parametrize("place", ["/s/wren-tide/complaint", "/s/wren-tide/cancel"])
def test_body_of_another_kind_gets_the_form_with_its_sentences(
    customer: Customer, place: str, body: str | bytes, mimetype: str
) -> None:
    page = customer.post(place, body, content_type=mimetype)
    assert customer.status in {400, 422}
    assert page.heading


@pytest.mark.parametrize("step", ["", "nothing", "send\x00", "SEND", "<b>", "edit[]"])
def test_unknown_step_only_checks(customer: Customer, desk: Desk, shop: Shop, step: str) -> None:
    page = customer.press(customer.review(), "Send", step=step)
    assert customer.status == 200
    assert page.heading == "If we understand correctly:"
    assert inbox_page(desk, shop.id, "open").cases == []


def test_ten_megabytes_are_too_much(customer: Customer) -> None:
    page = customer.post("/s/wren-tide/complaint", {"happened": "x" * 10_000_000})
    assert customer.status == 413
    assert page.heading


@pytest.mark.parametrize("method", ["PUT", "DELETE", "PATCH"])
def test_other_methods_are_refused(customer: Customer, method: str) -> None:
    for path in ["/s/wren-tide", "/s/wren-tide/complaint", "/p/wren-tide/privacy"]:
        assert customer.client.open(path, method=method).status_code == 405


NAMES = st.sampled_from(
    [*TYPED, "phone", "skip", "token", "step", "edit", "frame", "email_kept", "use_email", "odd"]
)


@settings(
    max_examples=100,  # thousands are drawn by `python -m benchmarks.fuzz`
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(
    changes=st.dictionaries(NAMES, st.binary(max_size=80) | st.text(max_size=80).map(str.encode)),
    path=st.sampled_from(["complaint", "refund", "return", "cancel"]),
    step=st.sampled_from([b"check", b"send", b"edit", b"choose"]),
    lang=st.sampled_from(["", "?lang=de", "?lang=%00", "?lang=xx&frame=1", "?frame=%ff"]),
)
def test_fuzzed_forms_never_break_the_door(
    customer: Customer, changes: dict[str, bytes], path: str, step: bytes, lang: str
) -> None:
    fields = {name: text.encode() for name, text in TYPED.items()} | {"step": step} | changes
    body = "&".join(f"{name}={quote_from_bytes(value)}" for name, value in fields.items())
    customer.post(
        f"/s/wren-tide/{path}{lang}", body, content_type="application/x-www-form-urlencoded"
    )
    assert customer.status in {200, 422}
