"""The wheel: nothing forgotten, nothing stale, and the words compiled."""

import configparser
import email.message
import email.parser
import gettext
import io
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PLUGIN = "plugin_woocommerce/amends-desk"
ROOMS = ("widget", "policy_pages", "plugin_shopify", "plugin_woocommerce")

# Made up, so that compiling is tried whatever catalogues there are.
MADE_UP_PO = "policy_pages/locale/de/LC_MESSAGES/made_up.po"
MADE_UP_WORDS = """
msgid ""
msgstr "Content-Type: text/plain; charset=utf-8\\n"

msgid "refund"
msgstr "Rückzahlung"
"""

# None of it is in git. A build must neither take it along nor be led astray by it.
LEFT_OVERS = {
    "build/lib/widget/deleted.py": "",
    "amends.egg-info/SOURCES.txt": "widget/deleted.py\n",
    "widget/__pycache__/deleted.cpython-311.pyc": "",
    "policy_pages/locale/__pycache__/deleted.cpython-311.pyc": "",
}


def files_of_git(*patterns: str) -> list[str]:
    """Return the files that git holds or would take, seen from the top of the checkout."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", *patterns]
    names = subprocess.run(command, cwd=ROOT, check=True, capture_output=True).stdout.decode()
    # A file that is deleted and not yet committed is still listed.
    return sorted(name for name in names.split("\0") if name and (ROOT / name).is_file())


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")


@pytest.fixture(scope="module")
def source(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of what git holds, littered as a checkout is after a while."""
    copy = tmp_path_factory.mktemp("source")
    for name in files_of_git():
        (copy / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(ROOT / name, copy / name)
    write(copy / MADE_UP_PO, MADE_UP_WORDS)
    for name, text in LEFT_OVERS.items():
        write(copy / name, text)
    return copy


@pytest.fixture(scope="module")
def wheel(source: Path, tmp_path_factory: pytest.TempPathFactory) -> zipfile.ZipFile:
    target = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(target)]
    built = subprocess.run(
        command, cwd=source, capture_output=True, text=True, env=os.environ | {"PYTHONWARNINGS": ""}
    )
    assert built.returncode == 0, built.stdout + built.stderr
    [path] = target.glob("*.whl")
    return zipfile.ZipFile(io.BytesIO(path.read_bytes()))


def metadata_of(wheel: zipfile.ZipFile) -> email.message.Message:
    [name] = [name for name in wheel.namelist() if name.endswith(".dist-info/METADATA")]
    return email.parser.BytesParser().parsebytes(wheel.read(name))


def test_wheel_holds_every_tracked_file_of_the_packages_and_the_compiled_words(wheel):
    tracked = {*files_of_git(*ROOMS), MADE_UP_PO}
    # The WooCommerce plugin's own words are compiled when its zip is made.
    compiled = {
        name.removesuffix(".po") + ".mo"
        for name in tracked
        if name.endswith(".po") and "/LC_MESSAGES/" in name
    }

    held = {name for name in wheel.namelist() if ".dist-info/" not in name}

    assert sorted(held - tracked - compiled) == []
    assert sorted((tracked | compiled) - held) == []


def test_compiled_words_in_the_wheel_are_the_translations(wheel):
    compiled = io.BytesIO(wheel.read(MADE_UP_PO.removesuffix(".po") + ".mo"))

    assert gettext.GNUTranslations(compiled).gettext("refund") == "Rückzahlung"


def test_wheel_has_the_name_version_licence_and_command_of_setup_cfg(wheel):
    setup = configparser.ConfigParser()
    setup.read(ROOT / "setup.cfg", encoding="utf-8")

    metadata = metadata_of(wheel)
    prefix = f"amends-{setup['metadata']['version']}"

    assert metadata["Name"] == "amends"
    assert metadata["Version"] == setup["metadata"]["version"]
    assert metadata["Requires-Python"] == ">=3.11"
    assert metadata["License-Expression"] == "MIT AND GPL-2.0-or-later AND Bitstream-Vera"
    for name in ("LICENSE", "widget/fonts/LICENSE.txt", f"{PLUGIN}/LICENSE.txt"):
        assert f"{prefix}.dist-info/licenses/{name}" in wheel.namelist()
    commands = wheel.read(f"{prefix}.dist-info/entry_points.txt").decode()
    assert "amends = widget.cli:main" in commands


def test_no_compiled_words_are_in_git():
    assert files_of_git("*.mo") == []
