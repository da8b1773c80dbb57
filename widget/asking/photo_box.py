"""The box for photos in a form: what is kept so far, and what could not be."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from wtforms.fields import Field

from widget.asking.photo_words import FileFinding
from widget.desk import Photo


class PhotosField(Field):
    """The photos of a form. They come as files or stand with the desk, never among the words."""

    def __init__(self, **more: Any) -> None:
        """An empty box."""
        super().__init__(**more)
        self.kept: list[Photo] = []
        self.findings: list[FileFinding] = []

    def tell(self, kept: list[Photo], findings: list[FileFinding]) -> None:
        """Say which photos the desk holds and what it could not keep."""
        self.kept, self.findings, self.errors = kept, findings, findings

    def process_formdata(self, valuelist: list[Any]) -> None:
        """Take nothing: text under this name is no photo."""

    def validate(self, form: Any, extra_validators: Sequence[Any] = ()) -> bool:
        """Every file that was chosen is kept."""
        del form, extra_validators
        self.errors = self.findings
        return not self.findings
