"""A letter on paper: every language of the EU is drawn, and nothing is lost where a sign is not."""

from __future__ import annotations

import io
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

import pytest
from babel.messages.pofile import read_po
from PIL import Image

from tests.needs import needs, path_of
from widget.paper.letter import (
    Block,
    Facts,
    Heading,
    Letter,
    Paragraph,
    Picture,
    Quote,
    facts,
    is_there,
    pdf_of,
)
from widget.paper.signs import BOLD, FONTS, REGULAR, as_drawn, drawn

ROOT = Path(__file__).resolve().parents[2]
NOTE = "Signs that this letter cannot draw stand as their numbers."

# The letters that each official language of the EU has beside those of English.
ALPHABETS = {
    "bg": "абвгдежзийклмнопрстуфхцчшщъьюяѝ„“№",
    "cs": "áčďéěíňóřšťúůýž„“",
    "da": "æøå»«",
    "de": "äöüßẞ„“‚‘€",
    "el": "αβγδεζηθικλμνξοπρσςτυφχψωάέήίόύώϊϋΐΰ«»·",
    "en": "‘’“”–—…",
    "es": "áéíñóúü¿¡ªº",
    "et": "äõöüšž",
    "fi": "äåöšž”",
    "fr": "àâæçéèêëîïôœùûüÿ« »\u202f",
    "ga": "áéíóúḃċḋḟġṁṗṡṫ",
    "hr": "čćđšž",
    "hu": "áéíóöőúüű",
    "it": "àèéìîòù",
    "lt": "ąčęėįšųūž",
    "lv": "āčēģīķļņšūž",
    "mt": "ċġħżàèìòù",
    "nl": "áéëïóöüĳ",
    "pl": "ąćęłńóśźż",
    "pt": "ãáàâçéêíõóôú",
    "ro": "ăâîșțşţ",
    "sk": "áäčďéíĺľňóôŕšťúýž",
    "sl": "čšž",
    "sv": "åäö",
}


def letter(*blocks: Block, **more: str) -> Letter:
    return Letter(title=more.pop("title", "A letter"), blocks=blocks, note=NOTE, **more)  # type: ignore[arg-type]


def read(body: bytes, tmp_path: Path) -> str:
    """What a reader of the PDF can copy out of it, with single spaces."""
    file = tmp_path / "letter.pdf"
    file.write_bytes(body)
    done = subprocess.run(
        [path_of("pdftotext"), file, "-"], check=True, capture_output=True, text=True
    )
    return " ".join(done.stdout.split())


def pages(body: bytes) -> int:
    return len(re.findall(rb"/Type /Page\b", body))


def photo(width: int = 800, height: int = 600) -> Picture:
    body = io.BytesIO()
    Image.new("RGB", (width, height), (200, 120, 60)).save(body, "JPEG")
    return Picture(body.getvalue(), width, height, "Photo 1")


@pytest.mark.parametrize("language", ALPHABETS)
def test_every_letter_of_every_language_of_the_eu_is_drawn(language: str):
    text = unicodedata.normalize("NFC", ALPHABETS[language] + ALPHABETS[language].upper())

    assert as_drawn(text) == (text, False)


@pytest.mark.parametrize(
    "file",
    sorted((ROOT / "widget/locale").glob("*/LC_MESSAGES/*.po")),
    ids=lambda file: f"{file.parts[-3]}-{file.stem}",
)
def test_every_word_that_the_desk_says_is_drawn(file: Path):
    with file.open("rb") as opened:
        catalog = read_po(opened)
    for message in catalog:
        said = message.string if isinstance(message.string, tuple) else (message.string,)
        for text in said:
            if message.id and text:
                assert as_drawn(str(text))[1] is False, text


@pytest.mark.parametrize(
    ("typed", "told"),
    [
        ("soap 🧼", "soap [U+1F9FC]"),
        ("👩\u200d🔬", "[U+1F469][U+200D][U+1F52C]"),
        ("שלום", "[U+05E9][U+05DC][U+05D5][U+05DD]"),
        ("日本", "[U+65E5][U+672C]"),
        ("a\u202eb", "a[U+202E]b"),
        ("\ue000", "[U+E000]"),
        ("\x07", "[U+0007]"),
        ("\u00ad", "[U+00AD]"),
        ("a\u2028b", "a[U+2028]b"),
    ],
)
def test_what_the_font_cannot_draw_is_written_as_its_number(typed: str, told: str):
    assert as_drawn(typed) == (told, True)


def test_lines_stay_and_tabs_become_spaces():
    assert as_drawn("a\r\nb\rc\td") == ("a\nb\nc d", False)
    assert as_drawn("a\nb") == ("a\nb", False)
    assert as_drawn("e\u0301")[0] == "é"


@needs("pdftotext")
def test_letter_says_everything_and_the_note_only_where_it_is_needed(tmp_path: Path):
    told = letter(
        Paragraph("This confirms that your statement has arrived."),
        Facts((("Reference", "AM-7K3Q-9F2"), ("Received on", "22 November 2026"))),
        Heading("Your statement"),
        Quote("I, Łukasz, withdraw.\n\nΕυχαριστώ, Благодаря."),
        Paragraph("ab" * 32, small=True),
        sender="Wren & Tide",
        foot="AM-7K3Q-9F2 · Wren & Tide",
    )
    text = read(pdf_of(told), tmp_path)

    for words in ("Wren & Tide A letter", "Łukasz, withdraw.", "Ευχαριστώ, Благодаря."):
        assert words in text
    assert "ab" * 32 in text
    assert "1/1" in text.replace(" ", "")
    assert NOTE not in text
    text = read(pdf_of(letter(Quote("🧼"))), tmp_path)
    assert "[U+1F9FC]" in text
    assert NOTE in text


@needs("pdftotext")
def test_nothing_that_is_typed_means_anything_to_the_paper(tmp_path: Path):
    typed = "{nb} **bold** __x__ [link](https://evil.example) <b>b</b> %PDF \\( ) endstream"
    body = pdf_of(letter(Quote(typed), title=typed, foot=typed))

    assert (
        read(body, tmp_path).count("{nb} **bold** __x__ [link](https://evil.example) <b>b</b>") == 3
    )
    assert b"/URI" not in body


def test_same_letter_is_the_same_file():
    told = letter(Paragraph("x"), photo())

    assert pdf_of(told) == pdf_of(told)


def test_fonts_are_in_the_file():
    body = pdf_of(letter(Heading("Bold"), Paragraph("plain")))

    assert body.count(b"/FontFile2") == 2


@needs("pdftotext")
def test_long_words_long_texts_and_photos_go_on_over_pages(tmp_path: Path):
    body = pdf_of(
        letter(
            Quote("A" * 900),
            Facts((("A label that takes several lines " * 3, "value " * 900),)),
            Heading("Photos"),
            *[photo(600, 800)] * 3,
            Paragraph("The end."),
        )
    )
    text = read(body, tmp_path)

    assert pages(body) >= 4
    assert text.count("A" * 20) >= 1
    assert text.replace(" ", "").count("A") >= 900
    assert text.count("value") == 900
    assert text.count("Photo 1") == 3
    assert "The end." in text
    assert f"{pages(body)}/{pages(body)}" in text.replace(" ", "")


@pytest.mark.parametrize("size", [(1, 4000), (4000, 1), (1, 1)])
def test_photo_of_any_shape_fits(size: tuple[int, int]):
    assert pages(pdf_of(letter(photo(*size)))) == 1


def test_empty_letter_is_a_page():
    assert pages(pdf_of(Letter("", (), ""))) == 1


def test_facts_without_value_are_left_out():
    assert facts([("a", ""), ("b", "c")]) == Facts((("b", "c"),))


def test_licence_of_the_font_lies_beside_it():
    assert {path.name for path in FONTS.iterdir()} == {REGULAR.name, BOLD.name, "LICENSE.txt"}
    licence = (FONTS / "LICENSE.txt").read_text(encoding="utf-8")
    assert "Bitstream Vera Fonts Copyright" in licence
    assert "Arev Fonts Copyright" in licence
    assert len(drawn()) > 5000


def test_without_the_extra_the_desk_says_so_and_imports_all_the_same():
    """In a process of its own: here fpdf2 is installed."""
    assert is_there()
    code = (
        "import importlib.util as u; found = u.find_spec\n"
        "u.find_spec = lambda name, *more: None if name == 'fpdf' else found(name, *more)\n"
        "import widget.app, sys; from widget.paper.letter import is_there\n"
        "print(is_there(), 'fpdf' in sys.modules)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=ROOT, check=True, capture_output=True, text=True
    )
    assert done.stdout.split() == ["False", "False"]
