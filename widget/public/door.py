"""The customer's blueprint, alone, so that every module of views can hang its own on it."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("public", "widget.public", template_folder="templates")
