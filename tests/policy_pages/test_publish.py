"""Writing the files of a version into a folder."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from policy_pages.publish import compressed, twins_too, write_files
from policy_pages.render import outputs
from tests.policy_pages.editions import edition


def paths_in(folder: Path) -> set[str]:
    return {str(each.relative_to(folder)) for each in folder.rglob("*") if each.is_file()}


def test_every_file_has_a_twin_with_the_same_content(tmp_path):
    files = outputs(edition())

    write_files(tmp_path, files)

    assert paths_in(tmp_path) == {*files, *(f"{path}.gz" for path in files)}
    for path, content in files.items():
        assert (tmp_path / path).read_bytes() == content
        assert gzip.decompress((tmp_path / f"{path}.gz").read_bytes()) == content


def test_the_twin_does_not_know_the_hour():
    assert compressed(b"a" * 1000) == compressed(b"a" * 1000)
    assert compressed(b"a")[4:8] == b"\0\0\0\0"
    assert twins_too({"a": b"1"}) == {"a": b"1", "a.gz": compressed(b"1")}


def test_what_no_longer_belongs_is_removed(tmp_path):
    write_files(tmp_path, {"a.html": b"1", "de/a.html": b"2"})

    write_files(tmp_path, {"a.html": b"3"})

    assert paths_in(tmp_path) == {"a.html", "a.html.gz"}
    assert (tmp_path / "a.html").read_bytes() == b"3"
    assert not (tmp_path / "de").exists()


def test_an_equal_file_is_not_written_again(tmp_path):
    write_files(tmp_path, {"a.html": b"1"})
    before = (tmp_path / "a.html").stat().st_ino

    write_files(tmp_path, {"a.html": b"1"})

    assert (tmp_path / "a.html").stat().st_ino == before


def test_a_file_is_whole_or_not_there(tmp_path, monkeypatch):
    write_files(tmp_path, {"a.html": b"old"})

    def full(_self: Path, _target: Path) -> Path:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="space"):
        write_files(tmp_path, {"a.html": b"new"})

    assert (tmp_path / "a.html").read_bytes() == b"old"
    assert paths_in(tmp_path) == {"a.html", "a.html.gz"}


@pytest.mark.parametrize("path", ["../a.html", "/etc/a.html", "de/../../a.html"])
def test_a_path_that_leads_out_is_refused_before_anything_is_written(tmp_path, path):
    with pytest.raises(ValueError, match="out of the folder"):
        write_files(tmp_path / "pages", {"a.html": b"1", path: b"2"})

    assert not (tmp_path / "pages").exists()


def test_the_files_may_be_read_by_a_web_server(tmp_path):
    write_files(tmp_path, {"a.html": b"1"})

    assert (tmp_path / "a.html").stat().st_mode & 0o777 == 0o644
