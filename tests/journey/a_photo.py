"""A small photo for tests, drawn here."""

from __future__ import annotations

import io

from PIL import Image
from playwright.sync_api import FilePayload


def _draw() -> bytes:
    body = io.BytesIO()
    Image.linear_gradient("L").resize((320, 200)).convert("RGB").save(body, "JPEG")
    return body.getvalue()


PHOTO: FilePayload = {"name": "cracked.jpg", "mimeType": "image/jpeg", "buffer": _draw()}
