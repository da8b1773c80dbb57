"""A body with files as browsers make it."""

from __future__ import annotations

BOUNDARY = "----a-boundary-of-a-browser"
MULTIPART = f"multipart/form-data; boundary={BOUNDARY}"

File = tuple[str, bytes]  # its name, what is in it


def multipart(fields: dict[str, str], *files: File) -> bytes:
    """Fields and files as one body: names percent-escaped where they would break a header."""
    parts = [
        f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{text}\r\n'.encode()
        for name, text in fields.items()
    ]
    for name, body in files:
        escaped = "".join(f"%{ord(sign):02X}" if sign in '"\r\n' else sign for sign in name)
        head = (
            f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="photos"; '
            f'filename="{escaped}"\r\nContent-Type: application/octet-stream\r\n\r\n'
        )
        parts.append(head.encode() + body + b"\r\n")
    return b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()
