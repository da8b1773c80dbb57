"""Migrations that are killed half-way, each of them, and started again."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.live import ROOT


@pytest.mark.skipif(sys.platform != "linux", reason="a child kills itself")
def test_every_migration_that_is_killed_half_way_is_finished_by_the_next_start(tmp_path: Path):
    done = subprocess.run(
        [sys.executable, "-m", "tests.keeping.killed_migrations", str(tmp_path), "5"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    assert int(done.stdout) >= 10
