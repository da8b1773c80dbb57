"""Reads the texts of a language: the pages' templates, single words, the official model texts."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from functools import lru_cache
from importlib.resources import files
from types import MappingProxyType
from typing import Any, cast

from jinja2 import Environment, FunctionLoader, StrictUndefined

from policy_pages.marks import Marked, as_markdown

LOCALES = ("en", "de")


@lru_cache(maxsize=8)
def words_of(locale: str) -> Mapping[str, Any]:
    """The single words of a language, by table and key (``texts/<locale>/words.toml``)."""
    text = _text(f"texts/{locale}/words.toml")
    return MappingProxyType(tomllib.loads(text))


@lru_cache(maxsize=8)
def model_texts(locale: str) -> Mapping[str, Any]:
    """The official texts of a language: parts, variants and lines of the form, each with source."""
    text = _text(f"jurisdictions/model_texts/{locale}.toml")
    return MappingProxyType(tomllib.loads(text))


@lru_cache(maxsize=8)
def stylesheet() -> bytes:
    """The style of the pages, on a screen and on paper."""
    return _text("templates/policy.css").encode()


@lru_cache(maxsize=1)
def writing() -> Environment:
    """Templates that give Markdown: every value is told as it is, unless it is Markdown already."""
    return Environment(
        loader=FunctionLoader(lambda name: _text(f"texts/{name}")),
        finalize=_told,
        comment_start_string="<!--",
        comment_end_string="-->",
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        # Markdown, not HTML; `_told` shields it, and the HTML made from it is cleaned.
        autoescape=False,  # noqa: S701
    )


@lru_cache(maxsize=1)
def framing() -> Environment:
    """Templates that give HTML."""
    return Environment(
        loader=FunctionLoader(lambda name: _text(f"templates/{name}")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        autoescape=True,
    )


def _told(value: Any) -> Any:
    if isinstance(value, Marked) or not isinstance(value, str):
        return value
    return as_markdown(value)


@lru_cache(maxsize=64)
def _text(path: str) -> str:
    found = files("policy_pages")
    for part in path.split("/"):
        found = cast(Any, found / part)
    return found.read_text(encoding="utf-8")
