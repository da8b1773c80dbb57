"""Forms with files in them, read as they arrive: words stay few, and what is too much goes nowhere.

Files stand in the data folder while their request lasts, where the desk watches how much room there
is. What does not fit is read and thrown away, so that the words around it still arrive.
"""

from __future__ import annotations

import tempfile
from typing import IO, Any

from flask import request
from werkzeug.datastructures import FileStorage
from werkzeug.exceptions import BadRequest, RequestEntityTooLarge
from werkzeug.formparser import FormDataParser
from werkzeug.sansio.multipart import Data, Epilogue, Field, File, MultipartDecoder, NeedData

from widget.box.limits import MOST_FILE_BYTES
from widget.desk import MOST_PHOTOS
from widget.doors import the_desk

MOST_REQUEST_BYTES = 30 * 1024 * 1024  # of files that are looked at
MOST_READ_BYTES = 100 * 1024 * 1024  # until a body is cut off unread, words and all
_AT_ONCE = 64 * 1024
_IN_MEMORY = 512 * 1024
_LOOK_EVERY = 1024 * 1024  # bytes between two looks at the disk


def let_files_in(most: int = MOST_READ_BYTES) -> None:
    """Let this request bring up to ``most`` bytes where it brings files; to be called first."""
    if request.mimetype == "multipart/form-data":
        request.max_content_length = most
        request.form_data_parser_class = FormWithFiles


class ComingFile(tempfile.SpooledTemporaryFile[bytes]):
    """A file on its way in. ``why`` says what it was thrown away for: ``many sum room``, or empty.

    One that is larger than may be is cut off just behind the limit, and is thereby known.
    """

    def __init__(self, why: str) -> None:
        """``why`` as it is known before the first byte."""
        folder = the_desk().data
        super().__init__(max_size=_IN_MEMORY, dir=str(folder) if folder else None)
        self.why = why
        self._kept = 0
        self._look_at = 0

    def take(self, some: bytes) -> None:
        """Keep a piece, or throw away the file."""
        if not self.why and self._kept >= self._look_at:
            self._look_at += _LOOK_EVERY
            if not the_desk().store.has_room():
                self.give_up("room")
        if not self.why:
            some = some[: MOST_FILE_BYTES + 1 - self._kept]
            self._kept += len(some)
            self.write(some)

    def give_up(self, why: str) -> None:
        """Throw away what is there, and all that comes."""
        self.why = why
        self.seek(0)
        self.truncate()


class FormWithFiles(FormDataParser):
    """Reads ``multipart/form-data``; see this module."""

    def parse(
        self,
        stream: IO[bytes],
        mimetype: str,
        content_length: int | None,
        options: dict[str, str] | None = None,
    ) -> Any:
        """The stream, the words and the files.

        Raises ``RequestEntityTooLarge`` for too many words or parts, ``BadRequest`` for a body that
        ends too early.
        """
        boundary = (options or {}).get("boundary", "").encode("ascii", "replace")
        if mimetype != "multipart/form-data" or not boundary:
            return super().parse(stream, mimetype, content_length, options)
        reading = _Reading(self.max_form_memory_size or 0)
        decoder = MultipartDecoder(
            boundary, self.max_form_memory_size, max_parts=self.max_form_parts
        )
        try:
            while not isinstance(event := decoder.next_event(), Epilogue):
                if isinstance(event, NeedData):
                    decoder.receive_data(stream.read(_AT_ONCE) or None)
                else:
                    reading.hear(event)
        except Exception as error:
            reading.close()
            if isinstance(error, ValueError):
                raise BadRequest from None
            raise
        return stream, self.cls(reading.words), self.cls(reading.files)


class _Reading:
    """The parts of one body, so far."""

    def __init__(self, most_words: int) -> None:
        self.words: list[tuple[str, str]] = []
        self.files: list[tuple[str, FileStorage]] = []
        self._words_left = most_words  # bytes
        self._files_left = MOST_REQUEST_BYTES
        self._text = bytearray()
        self._part: Field | File | None = None
        self._file: ComingFile | None = None

    def hear(self, event: object) -> None:
        """Take the next event of the decoder."""
        if isinstance(event, Field | File):
            self._part, self._text, self._file = event, bytearray(), None
            if isinstance(event, File):
                self._file = ComingFile("many" if len(self.files) >= 2 * MOST_PHOTOS else "")
                self.files.append((event.name, self._storage(event, self._file)))
        elif isinstance(event, Data):
            if self._file is not None:
                self._take_file(self._file, event.data)
            else:
                self._take_words(event)

    def _take_file(self, file: ComingFile, some: bytes) -> None:
        if not file.why:
            self._files_left -= len(some)
            if self._files_left < 0:
                file.give_up("sum")
        file.take(some)

    def _take_words(self, event: Data) -> None:
        self._words_left -= len(event.data)
        if self._words_left < 0:
            raise RequestEntityTooLarge
        self._text += event.data
        if not event.more_data and isinstance(self._part, Field):
            self.words.append((self._part.name, self._text.decode("utf-8", "replace")))

    @staticmethod
    def _storage(event: File, file: ComingFile) -> FileStorage:
        return FileStorage(file, event.filename, event.name, headers=event.headers)

    def close(self) -> None:
        """Let go of every file."""
        for _, file in self.files:
            file.close()
