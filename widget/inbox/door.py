"""The inbox's blueprint, alone, so that every module of views can hang its own on it."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("inbox", "widget.inbox", template_folder="templates")
