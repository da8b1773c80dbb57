"""What is wrong with a file that was to be a photo, as a sentence with the file's name in it."""

from __future__ import annotations

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l

from widget.asking.boxes import Finding
from widget.cases.text import clean_line

_LONGEST_NAME = 60  # letters
_PLACE = "\0"  # where the name goes; no cleaned text has one
_ISOLATED = "\u2068%s\u2069"  # what <bdi> is for plain text

_SENTENCES = {
    "film": _l("“%(name)s” is a film, and only photos can be read here."),
    "other": _l(
        "“%(name)s” is not a photo that can be read here. JPEG, PNG, WebP and AVIF are fine."
    ),
    "heic": _l(
        "“%(name)s” is in Apple’s HEIC format, which cannot be read here. A screenshot of it works,"
        " or a new photo after choosing Settings, Camera, Formats, Most Compatible."
    ),
    "broken": _l("“%(name)s” cannot be opened. It may be damaged; a screenshot of it works."),
    "empty": _l("“%(name)s” is empty. Choose it once more."),
    "large": _l("“%(name)s” is larger than 12 MB. Send a smaller copy or a screenshot of it."),
    "pixels": _l(
        "“%(name)s” has more than 60 million pixels. Send a smaller copy or a screenshot of it."
    ),
    "heavy": _l(
        "“%(name)s” takes too much to open. Send a smaller copy as JPEG, or a screenshot of it."
    ),
    "many": _l("“%(name)s” was left out: five photos fit into one message."),
    "sum": _l(
        "“%(name)s” was left out: more than 30 MB came at once."
        " Choose it again, by itself or with fewer."
    ),
    "busy": _l("“%(name)s” could not be looked at in time. Choose it once more."),
    "full": _l(
        "“%(name)s” was left out: there is no room for photos just now."
        " Everything else can be sent, and photos can be added later."
    ),
}
# Where files are left out for no fault of their own, one sentence does for all of them.
_TOGETHER = {
    "many": _l("“%(name)s” and %(count)s more were left out: five photos fit into one message."),
    "sum": _l(
        "“%(name)s” and %(count)s more were left out: more than 30 MB came at once."
        " Choose them again, fewer at a time."
    ),
    "busy": _l("“%(name)s” and %(count)s more could not be looked at in time. Choose them again."),
    "full": _l(
        "“%(name)s” and %(count)s more were left out: there is no room for photos just now."
        " Everything else can be sent, and photos can be added later."
    ),
}
_SENTENCES["room"], _TOGETHER["room"] = _SENTENCES["full"], _TOGETHER["full"]


class FileFinding(Finding):
    """A finding about a file: ``before``, ``name`` and ``after`` make the sentence.

    A page puts the name into ``<bdi>``; the text itself has it between isolating marks.
    """

    before: str
    name: str
    after: str

    def __new__(cls, why: str, file_name: str, more: int = 0) -> FileFinding:
        """``why`` as in ``PhotoRefused``; ``file_name`` as it came; ``more`` files beside it."""
        sentence = str(_TOGETHER[why] if more else _SENTENCES[why])
        before, _at, after = (sentence % {"name": _PLACE, "count": more}).partition(_PLACE)
        name = shown_name(file_name)
        finding = str.__new__(cls, before + _ISOLATED % name + after)
        finding.short = str(finding)
        finding.before, finding.name, finding.after = before, name, after
        return finding


def findings_of(left_out: Sequence[tuple[str, str]]) -> list[FileFinding]:
    """A sentence for each file, given as (why, name), or for several that have the same fate."""
    findings = []
    told = set()
    for why, name in left_out:
        same = [other for other in left_out if other[0] == why]
        if why not in _TOGETHER:
            findings.append(FileFinding(why, name))
        elif why not in told:
            told.add(why)
            findings.append(FileFinding(why, name, len(same) - 1))
    return findings


def shown_name(file_name: str) -> str:
    """A file's own name as it may be shown: one line, without its folders, not too long."""
    name = clean_line(file_name).replace("\\", "/").rpartition("/")[2].strip()
    if len(name) > _LONGEST_NAME:
        name = f"{name[: _LONGEST_NAME - 10]}…{name[-9:]}"
    return name or _("a file without a name")
