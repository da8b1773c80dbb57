"""``amends plugin woocommerce``: what is in the zip, and that it is the same each time."""

from __future__ import annotations

import gettext
import io
import shutil
import subprocess
import zipfile
from pathlib import Path

from click.testing import CliRunner

from widget.cli import main
from widget.cli.plugin import SOURCE, packed_plugin

ROOT = Path(__file__).resolve().parents[2]
FOLDER = "plugin_woocommerce/amends-desk/"


def files_of_git() -> set[str]:
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard", FOLDER]
    told = subprocess.run(command, cwd=ROOT, check=True, capture_output=True, text=True).stdout
    return {name for name in told.split("\0") if name}


def test_zip_holds_every_file_of_the_plugin_and_its_compiled_words(tmp_path):
    ended = CliRunner().invoke(main, ["plugin", "woocommerce", str(tmp_path / "a.zip")])

    assert ended.exit_code == 0, ended.output
    with zipfile.ZipFile(tmp_path / "a.zip") as bundle:
        assert bundle.testzip() is None
        names = bundle.namelist()
        words = io.BytesIO(bundle.read("amends-desk/languages/amends-desk-de_DE.mo"))
    tracked = {f"amends-desk/{name.removeprefix(FOLDER)}" for name in files_of_git()}
    assert set(names) - tracked == {"amends-desk/languages/amends-desk-de_DE.mo"}
    assert tracked - set(names) == set()
    assert names == sorted(names)
    assert gettext.GNUTranslations(words).gettext("Disconnect") == "Trennen"


def test_zip_is_the_same_bytes_wherever_and_whenever_it_is_made(tmp_path):
    copy = tmp_path / "elsewhere"
    shutil.copytree(SOURCE, copy, copy_function=shutil.copyfile)
    (copy / "includes" / ".Signature.php.swp").write_bytes(b"an editor's")

    assert packed_plugin(copy) == packed_plugin(SOURCE)


def test_file_that_is_there_stays_unless_it_is_to_be_replaced(tmp_path):
    file = tmp_path / "a.zip"
    file.write_text("mine")
    runner = CliRunner()

    refused = runner.invoke(main, ["plugin", "woocommerce", str(file)])
    assert (refused.exit_code, file.read_text()) == (1, "mine")
    assert "--replace takes its place" in refused.output

    replaced = runner.invoke(main, ["plugin", "woocommerce", "--replace", str(file)])
    assert replaced.exit_code == 0
    assert zipfile.is_zipfile(file)
