"""Gettext words: are the catalogues complete? And bringing them up to date.

`python tests/check_words.py` extracts the words (babel.cfg says from which files) and compares
them with every .po file: nothing missing, fuzzy, empty or obsolete, and the same placeholders on
both sides. It prints a line for each fault and ends with 1 if there is one.

`python tests/check_words.py --update` (or `tests/words`) writes new words into the .po files and
drops those that nobody uses; translating them is left to a person, so nothing is guessed.

The words in the code are English, so English needs no catalogue.
"""

import re
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from babel import Locale
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import parse_keywords, parse_mapping_cfg
from babel.messages.pofile import read_po, write_po

ROOT = Path(__file__).resolve().parent.parent

KEYWORDS = (
    "_ gettext ngettext:1,2 pgettext:1c,2 npgettext:1c,2,3"
    " _l lazy_gettext lazy_ngettext:1,2 lazy_pgettext:1c,2 lazy_npgettext:1c,2,3"
    " N_"
)


@dataclass(frozen=True)
class Domain:
    """One set of words: all that are marked with its keywords in the files of one room.

    Its catalogues are `<room>/locale/<language>/LC_MESSAGES/<name>.po`; `languages` must exist,
    others may. A second domain in a room is told apart by keywords of its own.
    """

    room: str
    name: str = "messages"
    languages: tuple[str, ...] = ("de",)
    keywords: str = KEYWORDS

    def catalogue(self, root: Path, language: str) -> Path:
        return root / self.room / "locale" / language / "LC_MESSAGES" / f"{self.name}.po"

    def catalogues(self, root: Path) -> dict[str, Path]:
        """Return the file for each language: those that must exist and those that do."""
        files = {language: self.catalogue(root, language) for language in self.languages}
        for po in sorted(root.glob(f"{self.room}/locale/*/LC_MESSAGES/{self.name}.po")):
            files[po.parent.parent.name] = po
        return files


# What the law lets everybody say in their own language: all the official ones of the EU.
EU_LANGUAGES = tuple(
    "bg cs da de el es et fi fr ga hr hu it lt lv mt nl pl pt ro sk sl sv".split()  # noqa: SIM905
)

DOMAINS = (
    Domain("widget"),
    Domain("widget", "withdrawal", EU_LANGUAGES, "_w W_ ngettext_w:1,2"),
    Domain("policy_pages"),
)

# `%(name)s` with its kind; `%%`; and a lone `%`, which fails as soon as the text is formatted.
PLACEHOLDER = re.compile(r"%(?:\(\w+\)[-#0-9.]*[a-z]|%)?")


def extract(root: Path, domain: Domain) -> Catalog:
    """Return the domain's words as the files have them now."""
    template = Catalog(project="amends", charset="utf-8", fuzzy=False)
    with (root / "babel.cfg").open() as mapping:
        methods, options = parse_mapping_cfg(mapping, "babel.cfg")
    room = root / domain.room

    def is_ours(folder: str) -> bool:
        # babel would by itself leave out folders that start with _.
        path = Path(folder)
        return (path == room or room in path.parents) and not path.name.startswith(".")

    last_begun = ""

    def begin(file: str, _method: str, _options: dict[str, object]) -> None:
        nonlocal last_begun
        last_begun = file

    found = extract_from_dir(
        str(root),
        methods,
        options,
        keywords=parse_keywords(domain.keywords.split()),
        comment_tags=("Translators:",),
        callback=begin,
        directory_filter=is_ours,
    )
    try:
        for file, line, message, comments, context in found:
            template.add(message, None, [(file, line)], auto_comments=comments, context=context)
    except Exception as error:
        # A template that does not parse is reported by Jinja as "<unknown>".
        error.add_note(f"This happened while reading {last_begun} for its words.")
        raise
    return template


def read(po: Path, language: str) -> Catalog:
    with po.open("rb") as source:
        return read_po(source, locale=language, abort_invalid=True)


def words(catalog: Catalog) -> Iterator[Message]:
    """Yield the messages without the header, which gettext keeps under the empty text."""
    return (message for message in catalog if message.id)


def forms(text: str | list[str] | tuple[str, ...] | None) -> tuple[str, ...]:
    """Return a text's forms: one, or one for each plural."""
    if isinstance(text, (list, tuple)):
        return tuple(text)
    return (text or "",)


def quoted(message: Message) -> str:
    text = forms(message.id)[0]
    return f"“{text if len(text) <= 60 else text[:59] + '…'}”"


def placeholders(text: str) -> set[str]:
    return set(PLACEHOLDER.findall(text))


def has_equal_placeholders(message: Message) -> bool:
    """Tell whether each form has the placeholders of its original.

    The first plural form may do without the number (“one case”) or with it, as the original's
    singular and plural do; every other form stands for the original's plural.
    """
    originals = [placeholders(text) for text in forms(message.id)]
    first, *others = [placeholders(text) for text in forms(message.string)]
    return first in originals and all(form == originals[-1] for form in others)


def faults_of_message(message: Message) -> Iterator[str]:
    if message.fuzzy:
        yield f"{quoted(message)} is marked fuzzy: somebody has to look at it"
    if not all(forms(message.string)):
        yield f"{quoted(message)} has no translation, or not in every plural form"
    elif not has_equal_placeholders(message):
        yield f"{quoted(message)} has other placeholders than its translation"


def faults_of_catalogue(template: Catalog, catalog: Catalog) -> Iterator[str]:
    """Yield a sentence for each thing that is not as it should be."""
    wanted = {(word.context, forms(word.id)): word for word in words(template)}
    held = {(word.context, forms(word.id)): word for word in words(catalog)}
    for key, word in wanted.items():
        if key not in held:
            where = ", ".join(file for file, _line in word.locations)
            yield f"{quoted(word)} is missing (it stands in {where})"
    for key, word in held.items():
        if key not in wanted:
            yield f"{quoted(word)} is obsolete: no file has it"
        else:
            yield from faults_of_message(word)
    for word in catalog.obsolete.values():
        yield f"{quoted(word)} is kept as obsolete"


def faults(root: Path, domains: tuple[Domain, ...]) -> Iterator[str]:
    """Yield a sentence for each fault in all domains."""
    count = 0
    known = set()
    for domain in domains:
        template = extract(root, domain)
        count += len(template)
        for language, po in domain.catalogues(root).items():
            known.add(po)
            name = po.relative_to(root)
            if po.exists():
                for fault in faults_of_catalogue(template, read(po, language)):
                    yield f"{name}: {fault}."
            elif len(template):
                yield (
                    f"{name}: there is no such catalogue yet, for {len(template)} words;"
                    " tests/words makes it."
                )
    for room in sorted({domain.room for domain in domains}):
        for po in sorted((root / room).glob("**/*.po")):
            if po not in known:
                yield f"{po.relative_to(root)}: belongs to no domain in tests/check_words.py."
    if not count:
        yield "No words were found at all: babel.cfg no longer fits the folders."


def update(root: Path, domains: tuple[Domain, ...]) -> None:
    """Bring every catalogue up to date, and begin those that are missing."""
    for domain in domains:
        template = extract(root, domain)
        if not len(template):
            continue
        for language, po in domain.catalogues(root).items():
            write(po, renewed(po, language, domain, template))
            open_words = sum(1 for word in words(read(po, language)) if not all(forms(word.string)))
            print(f"{po.relative_to(root)}: {len(template)} words, {open_words} to translate")


def renewed(po: Path, language: str, domain: Domain, template: Catalog) -> Catalog:
    """Return the catalogue with exactly the template's words."""
    if po.exists():
        catalog = read(po, language)
    else:
        name = Locale.parse(language).english_name
        catalog = Catalog(language, domain.name, f"# {name} words of {domain.room}.", "amends")
        catalog.fuzzy = False
    # Otherwise every run would change the date and nothing else.
    created = catalog.creation_date
    catalog.update(template, no_fuzzy_matching=True)
    catalog.creation_date = created
    return catalog


def write(po: Path, catalog: Catalog) -> None:
    po.parent.mkdir(parents=True, exist_ok=True)
    with po.open("wb") as target:
        # Line numbers would change with every edit of a file.
        write_po(
            target,
            catalog,
            width=100,
            sort_by_file=True,
            ignore_obsolete=True,
            include_lineno=False,
        )


def main(arguments: list[str]) -> int:
    if "--update" in arguments:
        update(ROOT, DOMAINS)
        return 0
    found = list(faults(ROOT, DOMAINS))
    for fault in found:
        print(fault)
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
