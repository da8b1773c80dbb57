"""A letter on sheets of A4, drawn with fpdf2. Lengths are millimetres, type sizes points."""

from __future__ import annotations

import io
from datetime import UTC, datetime
from typing import assert_never

from fpdf import FPDF
from fpdf.enums import Align, XPos, YPos

from widget.paper.letter import Block, Facts, Heading, Letter, Paragraph, Picture, Quote
from widget.paper.signs import BOLD, REGULAR, as_drawn

_FONT = "DejaVu Sans"
_LEFT, _TOP, _RIGHT, _BOTTOM = 22.0, 20.0, 20.0, 22.0
_LABELS = 52.0  # the column of the labels
_TEXT, _SMALL, _HEADING, _TITLE = 10.0, 8.0, 11.5, 16.0
_INK, _FAINT, _RULE = (24, 24, 27), (95, 95, 105), (150, 150, 160)
_WIDEST, _HIGHEST = 110.0, 95.0  # a photo
# Becomes the number of pages. Nobody's words hold it: it is no sign of any script, and such signs
# are written as their code points.
_ALL_PAGES = "\ue000"


def _line(size: float) -> float:
    return size * 0.3528 * 1.42


def _size_of(picture: Picture) -> tuple[float, float]:
    scale = min(_WIDEST / picture.width, _HIGHEST / picture.height)
    return picture.width * scale, picture.height * scale


class Sheets(FPDF):
    """The pages of one letter."""

    def __init__(self, letter: Letter) -> None:
        super().__init__(orientation="P", unit="mm", format="A4")
        self._letter = letter
        self._has_numbers = False
        self._foot = self._seen(letter.foot)
        self.add_font(_FONT, "", REGULAR)
        self.add_font(_FONT, "B", BOLD)
        self.set_margins(_LEFT, _TOP, _RIGHT)
        self.set_auto_page_break(True, _BOTTOM)
        self.alias_nb_pages(_ALL_PAGES)
        self.set_title(self._seen(letter.title))
        self.set_lang(letter.language)
        self.set_creator("Amends")
        self.set_creation_date(datetime.fromtimestamp(letter.at / 1000, UTC))
        self.c_margin = 0

    def draw(self) -> None:
        """Draw it from the sender to the note."""
        letter = self._letter
        self.add_page()
        if letter.sender:
            self._write(letter.sender, _TEXT, colour=_FAINT)
            self.ln(4)
        self._write(letter.title, _TITLE, bold=True)
        self.ln(3)
        for block, after in zip(letter.blocks, (*letter.blocks, None)[1:], strict=True):
            if isinstance(block, Heading):
                self._keep_with(after)
            self._draw(block)
        if self._has_numbers:
            self.ln(3)
            self._write(letter.note, _SMALL, colour=_FAINT)

    def footer(self) -> None:
        """What stands at the foot of each page: what it belongs to, and its number."""
        inset, self.c_margin = self.c_margin, 0
        self.set_y(-_BOTTOM + 6)
        self._pen(_SMALL, colour=_FAINT)
        number = f"{self.page_no()} / {_ALL_PAGES}"
        height = _line(_SMALL)
        self.cell(self.epw - 25, height, self._short(self._foot, self.epw - 30))
        self.cell(25, height, number, align=Align.R)
        self.c_margin = inset

    def _draw(self, block: Block) -> None:
        match block:
            case Heading():
                self.ln(4)
                self._write(block.text, _HEADING, bold=True)
                self.ln(1)
            case Paragraph():
                size = _SMALL if block.small else _TEXT
                self._write(block.text, size, colour=_FAINT if block.small else _INK)
                self.ln(2)
            case Quote():
                self._quote(block.text)
            case Facts():
                for label, value in block.lines:
                    self._fact(label, value)
                self.ln(2)
            case Picture():
                self._picture(block)
            case _:
                assert_never(block)

    def _keep_with(self, after: Block | None) -> None:
        """Put a heading on the page of what it belongs to."""
        below = 3 * _line(_TEXT)
        if isinstance(after, Picture):
            below = _size_of(after)[1] + 2 * _line(_SMALL)
        self._make_room(5 + _line(_HEADING) + below)

    def _fact(self, label: str, value: str) -> None:
        told, valued = self._seen(label), self._seen(value)
        self._pen(_TEXT, colour=_FAINT)
        self._make_room(self._height_of(told, _LABELS - 4))
        page, top = self.page, self.get_y()
        self._cells(told, _LABELS - 4, _line(_TEXT))
        below = self.get_y()
        self.set_xy(_LEFT + _LABELS, top)
        self._pen(_TEXT)
        self._cells(valued, self.epw - _LABELS, _line(_TEXT))
        if self.page == page:
            self.set_y(max(below, self.get_y()))
        self.ln(0.8)

    def _height_of(self, text: str, width: float) -> float:
        """How high a text gets in a column, with the pen at hand."""
        height = self.multi_cell(
            width, _line(_TEXT), text, align=Align.L, dry_run=True, output="HEIGHT"
        )
        assert isinstance(height, float | int)  # noqa: S101 - what it gives depends on ``output``
        return height

    def _quote(self, text: str) -> None:
        self._pen(_TEXT)
        self.set_draw_color(*_RULE)
        self.set_line_width(0.6)
        self.set_x(_LEFT + 1)
        self.c_margin = 3
        self._cells(self._seen(text), self.epw - 1, _line(_TEXT), border="L")
        self.c_margin = 0
        self.ln(2.5)

    def _picture(self, picture: Picture) -> None:
        width, height = _size_of(picture)
        self._make_room(height + 2 * _line(_SMALL))
        caption = self._seen(picture.caption)
        self.image(io.BytesIO(picture.body), x=_LEFT, w=width, h=height, alt_text=caption)
        self.ln(1)
        self._write(picture.caption, _SMALL, colour=_FAINT)
        self.ln(2)

    def _write(
        self, text: str, size: float, *, bold: bool = False, colour: tuple[int, int, int] = _INK
    ) -> None:
        self._pen(size, bold=bold, colour=colour)
        self._cells(self._seen(text), self.epw, _line(size))

    def _cells(self, text: str, width: float, height: float, border: str = "") -> None:
        self.multi_cell(
            width,
            height,
            text,
            border=border or 0,
            align=Align.L,
            new_x=XPos.LMARGIN,
            new_y=YPos.NEXT,
        )

    def _pen(self, size: float, *, bold: bool = False, colour: tuple[int, int, int] = _INK) -> None:
        self.set_font(_FONT, "B" if bold else "", size)
        self.set_text_color(*colour)

    def _make_room(self, height: float) -> None:
        if self.get_y() + height > self.page_break_trigger:
            self.add_page()

    def _seen(self, text: str) -> str:
        told, numbered = as_drawn(text)
        self._has_numbers = self._has_numbers or numbered
        return told

    def _short(self, text: str, width: float) -> str:
        text = " ".join(text.split())
        while text and self.get_string_width(text) > width:
            text = text[:-2].rstrip() + "…"
        return text
