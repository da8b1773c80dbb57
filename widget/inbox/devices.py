"""Which device a session belongs to, in two known words: a browser's own text is never kept."""

from __future__ import annotations

# The first that fits counts, for browsers also claim to be the ones they descend from.
_BROWSERS = (
    ("Edg", "Edge"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("FxiOS", "Firefox"),
    ("CriOS", "Chrome"),
    ("Chrom", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Android", "Android"),
    ("Windows", "Windows"),
    ("Mac OS", "Mac"),
    ("CrOS", "ChromeOS"),
    ("Linux", "Linux"),
)


def device_word(user_agent: str) -> str:
    """The browser and system in a User-Agent: "Firefox, Linux"; empty where neither is known."""
    text = user_agent[:512]
    browser = next((word for sign, word in _BROWSERS if sign in text), "")
    system = next((word for sign, word in _SYSTEMS if sign in text), "")
    return ", ".join(word for word in (browser, system) if word)
