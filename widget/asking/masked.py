"""Addresses and numbers as a page shows them that others may see as well."""

from __future__ import annotations


def masked_address(address: str) -> str:
    """``h…@post.example``; empty text stays empty."""
    local, at, domain = address.rpartition("@")
    return f"{local[:1]}…{at}{domain}" if address else ""


def masked_phone(phone: str) -> str:
    """The last two digits, ``… 47``; empty text stays empty."""
    return f"… {phone[-2:]}" if phone else ""
