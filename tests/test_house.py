"""The house as it is drawn: who may know whom, how large a function gets, what no file may say."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent

# From left to right: each room may know those before it. What stands together is one rank, whose
# rooms do not know each other.
LAST = {"__init__", "app", "serve"}
AROUND = tuple(
    f"widget.{path.stem}"
    for path in sorted((ROOT / "widget").glob("*.py"))
    if path.stem not in LAST
)  # loose modules beside the rooms: what the doors share, and what stands around them
RANKS: tuple[tuple[str, ...], ...] = (
    ("policy_pages",),
    ("widget.cases",),
    ("widget.practice",),
    ("widget.box", "widget.paper"),  # the parser box knows nobody, nor does paper
    ("widget.storage",),
    ("widget.mail",),
    ("widget.desk",),
    AROUND,
    ("widget.asking",),  # forms and what they ask, for the doors that have or relay them
    ("widget.public", "widget.inbox", "widget.relay", "plugin_shopify"),
    ("widget.app",),
    ("widget.serve",),
    ("widget.demo",),
    ("widget.cli",),
)
RANK = {room: rank for rank, rooms in enumerate(RANKS) for room in rooms}
DOORS = {"widget.public", "widget.inbox", "widget.relay", "plugin_shopify"}
PURE = ("policy_pages", "widget/cases", "widget/practice")

# What the pure rooms may not know: the world, its clock and its chance.
WORLDLY = {
    "flask",
    "flask_babel",
    "flask_wtf",
    "werkzeug",
    "jinja2",
    "sqlalchemy",
    "alembic",
    "smtplib",
    "socket",
    "http",
    "urllib.request",
    "time",
    "random",
    "secrets",
    "os",
    "subprocess",
    "threading",
    "sqlite3",
}
# Texts are Jinja2 templates from files of ours; publishing is the one thing that writes a disk.
WORLDLY_ALL_THE_SAME = {"policy_pages.texts": {"jinja2"}, "policy_pages.publish": {"os"}}
WORLDLY_CALLS = re.compile(
    r"\b(datetime\.(now|today|utcnow)|date\.today|time\.time\w*|os\.urandom|uuid[14]?)\("
)

LONGEST_FUNCTION = 60  # lines

# Registries and the like are named nowhere: who builds a desk has settings of their own for them.
REGISTRIES = re.compile(
    r"pypi\.org|pythonhosted\.org|npmjs\.(org|com)|registry\.npm|deb\.debian\.org|proxy\.golang\.org"
)
MACHINE_PATHS = re.compile(r"(?<![\w.:/])/(work|root|home|Users|tmp|mnt)/\w")


def modules(*folders: str) -> list[Path]:
    """The Python files of some folders, in order."""
    return [path for name in folders for path in sorted((ROOT / name).rglob("*.py"))]


@cache
def tree_of(path: Path) -> ast.Module:
    return ast.parse(path.read_text(encoding="utf-8"))


def name_of(path: Path) -> str:
    """A file's name as one imports it."""
    parts = path.relative_to(ROOT).with_suffix("").parts
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def room_of(module: str) -> str | None:
    """The room in which a module stands; ``None`` for what is not ours."""
    found = [room for room in RANK if module == room or module.startswith(f"{room}.")]
    return max(found, key=len, default=None)


def imports_of(path: Path) -> Iterator[tuple[int, str]]:
    """Every module that a file imports, wherever in it, with the line."""
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.Import):
            yield from ((node.lineno, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path}:{node.lineno} imports by dots"
            for alias in node.names:
                whole = f"{node.module}.{alias.name}"
                # ``from widget import inbox`` names a module, ``from widget.app import x`` not.
                is_module = (ROOT / whole.replace(".", "/")).is_dir() or (
                    ROOT / f"{whole.replace('.', '/')}.py"
                ).is_file()
                yield node.lineno, whole if is_module else str(node.module)


def our_imports() -> Iterator[tuple[str, str, str]]:
    """Place, importing room and imported room of each import between rooms of the house."""
    for path in modules("widget", "policy_pages", "plugin_shopify"):
        importing = room_of(name_of(path))
        for line, module in imports_of(path):
            imported = room_of(module)
            if module == "widget":
                continue  # the bare package holds nothing
            if imported != importing and module.split(".")[0] in {
                "widget",
                "policy_pages",
                "plugin_shopify",
            }:
                place = f"{path.relative_to(ROOT)}:{line}"
                assert importing is not None or path.name == "__init__.py", place
                assert imported is not None, f"{place} imports {module}, which has no room"
                yield place, str(importing), imported


def test_every_module_has_a_room():
    homeless = [
        name_of(path)
        for path in modules("widget", "policy_pages", "plugin_shopify")
        if room_of(name_of(path)) is None and name_of(path) != "widget"
    ]

    assert homeless == []


def test_arrows_point_one_way():
    against = [
        f"{place}: {importing} imports {imported}"
        for place, importing, imported in our_imports()
        if RANK[imported] >= RANK[importing] and not {importing, imported} <= set(AROUND)
    ]

    assert against == []


def test_rooms_around_the_doors_know_each_other_one_way():
    known: dict[str, set[str]] = {}
    for _, importing, imported in our_imports():
        if {importing, imported} <= set(AROUND):
            known.setdefault(importing, set()).add(imported)
    while known:
        ends = [room for room in known if not known[room] & set(known)]
        assert ends, f"these know each other in a ring: {known}"
        for room in ends:
            del known[room]


def test_doors_never_import_each_other():
    between = [
        (place, imported)
        for place, importing, imported in our_imports()
        if importing in DOORS and imported in DOORS
    ]

    assert between == []


def test_settings_are_read_by_doors_app_and_commands_only():
    readers = {
        importing
        for _, importing, imported in our_imports()
        if imported in {"widget.settings", "widget.errors"}
    }

    rooms_before = {room for rank in RANKS[:7] for room in rank}
    assert readers & rooms_before == set()


@pytest.mark.parametrize("room", ["widget.box", "widget.paper"])
def test_parser_box_and_paper_know_nobody(room: str):
    assert [place for place, importing, _ in our_imports() if importing == room] == []


@pytest.mark.parametrize("path", modules(*PURE), ids=name_of)
def test_pure_rooms_know_no_world_no_clock_and_no_chance(path: Path):
    for line, module in imports_of(path):
        parts = module.split(".")
        heads = {".".join(parts[: length + 1]) for length in range(len(parts))}
        allowed = WORLDLY_ALL_THE_SAME.get(name_of(path), set())
        assert not heads & WORLDLY - allowed, f"line {line} imports {module}"
    told = WORLDLY_CALLS.search(path.read_text(encoding="utf-8"))
    assert told is None, f"it asks for {told.group()}"


def test_storage_speaks_sql_and_desk_and_doors_do_not_open_databases():
    for path in modules("widget/desk", "widget/public", "widget/inbox"):
        told = [module for _, module in imports_of(path) if module.startswith("sqlite3")]
        assert told == [], path


# Size.


def functions(path: Path) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef]:
    for node in ast.walk(tree_of(path)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            yield node


def test_no_function_is_longer_than_a_screen():
    long = [
        f"{path.relative_to(ROOT)}:{function.lineno} {function.name}: {lines} lines"
        for path in modules("widget", "policy_pages", "plugin_shopify")
        if "migrations" not in path.parts
        for function in functions(path)
        if (lines := (function.end_lineno or 0) - function.lineno + 1) > LONGEST_FUNCTION
    ]

    assert long == []


# Words.


def public_definitions(
    path: Path,
) -> Iterator[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """What others may use: functions and classes at the top, and the methods of those classes."""
    for node in tree_of(path).body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            if node.name.startswith("_"):
                continue
            yield node
            if isinstance(node, ast.ClassDef):
                for inner in node.body:
                    if isinstance(inner, ast.FunctionDef) and not inner.name.startswith("_"):
                        yield inner


def test_public_functions_and_classes_say_what_they_are_for():
    silent = [
        f"{path.relative_to(ROOT)}:{node.lineno} {node.name}"
        for path in modules("widget", "policy_pages", "plugin_shopify")
        for node in public_definitions(path)
        if not ast.get_docstring(node)
    ]

    assert silent == []


def test_every_module_says_what_it_is_for():
    silent = [
        str(path.relative_to(ROOT))
        for path in modules("widget", "policy_pages", "plugin_shopify")
        if not ast.get_docstring(tree_of(path))
    ]

    assert silent == []


# Pages.


def templates() -> list[Path]:
    """Every page template; mails have styles of their own, since no mail program loads a file."""
    return [
        path
        for folder in (ROOT / "widget").rglob("templates")
        for path in sorted(folder.rglob("*"))
        if path.is_file() and folder.parent.name != "mail"
    ]


def test_T18_user_text_is_never_called_safe():
    for path in (*templates(), *(ROOT / "widget/mail").rglob("*.html")):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"\|\s*safe\b", text), path
        assert "autoescape false" not in text, path
    for path in modules("widget"):
        for node in ast.walk(tree_of(path)):
            called = ast.unparse(node.func) if isinstance(node, ast.Call) else ""
            assert called.rpartition(".")[2] != "Markup", f"{path}:{getattr(node, 'lineno', 0)}"


@pytest.mark.parametrize("path", templates(), ids=lambda path: path.name)
def test_T18_pages_have_no_style_or_script_of_their_own(path: Path):
    written = path.read_text(encoding="utf-8")
    text = re.sub(r"\{#.*?#\}|\{%.*?%\}|\{\{.*?\}\}", "", written, flags=re.DOTALL)

    assert not re.search(r"<[^>]*\sstyle\s*=", text), "a style in a tag"
    assert "<style" not in text
    assert not re.search(r"<script(?![^>]*\ssrc=)", text), "a script without src"
    assert not re.search(r"<[^>]*\son[a-z]+\s*=", text), "a script in a tag"
    assert "javascript:" not in text


# What no file says.


def texts() -> Iterator[tuple[Path, str]]:
    for path in sorted((ROOT / "widget").rglob("*")):
        if path.is_file() and path.suffix not in {
            ".pyc",
            ".mo",
            ".jpg",
            ".png",
            ".webp",
            ".woff2",
            ".ttf",
        }:
            yield path, path.read_text(encoding="utf-8")


def test_no_file_names_a_registry_or_a_path_of_one_machine():
    for path, text in texts():
        assert not REGISTRIES.search(text), path
        for found in MACHINE_PATHS.finditer(text):
            raise AssertionError(f"{path}: {text[found.start() : found.start() + 60]!r}")
