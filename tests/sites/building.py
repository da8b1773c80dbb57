"""Builds an example site with its real generator, as docs/static-sites.md says."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from tests.live import ROOT
from tests.needs import NODE_MODULES, path_of

EXAMPLES = ROOT / "examples"
PATIENCE_S = 120


@dataclass(frozen=True)
class Recipe:
    """How one generator builds: its command, where the site then is, and where pages stand in it.

    ``out`` is the folder that ``policy build`` writes into, seen from the example.
    """

    name: str
    command: Callable[[], list[str]]
    finished: str
    needs: tuple[str, ...] = ()
    page: str = "{folder}policy/{page}/index.html"
    out: str = "."


def _node(script: str, *arguments: str) -> Callable[[], list[str]]:
    return lambda: [str(path_of("newer node")), str(path_of(script)), *arguments]


def _program(name: str, *arguments: str) -> Callable[[], list[str]]:
    return lambda: [str(path_of(name)), *arguments]


def _module(name: str, *arguments: str) -> Callable[[], list[str]]:
    return lambda: [sys.executable, "-m", name, *arguments]


RECIPES = (
    Recipe("hugo", _program("hugo", "--quiet"), "public", ("hugo",)),
    Recipe("jekyll", _program("jekyll", "build", "--quiet"), "_site", ("jekyll",)),
    Recipe("eleventy", _node("eleventy", "--quiet"), "_site", ("eleventy", "newer node")),
    Recipe("astro", _node("astro", "build"), "dist", ("astro", "newer node")),
    Recipe("pelican", _module("pelican", "--quiet", "--fatal=warnings"), "output"),
    Recipe("mkdocs", _module("mkdocs", "build", "--quiet", "--strict"), "site"),
    # Nothing to build: the files are the site.
    Recipe("html", lambda: ["true"], ".", page="policy/{folder}{page}.html", out="policy"),
)


def copy_example(recipe: Recipe, folder: Path) -> Path:
    """A copy of the example as git holds it, with the policy that its readme speaks of beside it.

    What npm would install lies below ``tests/``.
    """
    shutil.copy(EXAMPLES / "policy.toml", folder / "policy.toml")
    listed = subprocess.run(
        ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"],
        cwd=EXAMPLES / recipe.name,
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    site = folder / recipe.name
    for name in filter(None, listed.split("\0")):
        (site / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(EXAMPLES / recipe.name / name, site / name)
    if (site / "package.json").exists():
        (site / "node_modules").symlink_to(NODE_MODULES)
    return site


def build_site(recipe: Recipe, site: Path) -> Path:
    """Run the generator; returns the finished site."""
    built = subprocess.run(
        recipe.command(),
        cwd=site,
        env=os.environ | {"ASTRO_TELEMETRY_DISABLED": "1", "PYTHONDONTWRITEBYTECODE": "1"},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
        check=False,
    )
    assert built.returncode == 0, built.stdout + built.stderr
    return site / recipe.finished
