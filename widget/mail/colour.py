"""The shop's colour, made readable in a mail: the same guard as in the desk's style sheet.

Style sheets do it with relative colours; mail programs cannot, so it is worked out here.
Lightness and chroma are OKLCH's (Björn Ottosson, 2020), contrast is that of WCAG 2.
"""

from __future__ import annotations

import math
import re

HOUSE = "#24574c"
ON_LIGHT = "#ffffff"  # what stands on the accent
ON_DARK = "#101614"

_HEX = re.compile("#[0-9a-fA-F]{6}")


def accent_on_light(colour: str) -> str:
    """The shop's colour for white ground: lightness at most 0.48, chroma at most 0.15."""
    return _guarded(colour, least=0.0, most=0.48, chroma=0.15)


def accent_on_dark(colour: str) -> str:
    """The shop's colour for dark ground: lightness 0.76 to 0.88, chroma at most 0.095."""
    return _guarded(colour, least=0.76, most=0.88, chroma=0.095)


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _guarded(colour: str, *, least: float, most: float, chroma: float) -> str:
    lightness, its_chroma, hue = _oklch(colour if _HEX.fullmatch(colour) else HOUSE)
    lightness = min(max(lightness, least), most)
    wanted = min(its_chroma, chroma)
    channels = _linear(lightness, wanted, hue)
    # A screen cannot show every pair of lightness and chroma: less chroma, same lightness.
    low, high = 0.0, wanted
    if not _shows(channels):
        for _ in range(20):
            middle = (low + high) / 2
            low, high = (middle, high) if _shows(_linear(lightness, middle, hue)) else (low, middle)
        channels = _linear(lightness, low, hue)
    return "#" + "".join(f"{round(_gamma(channel) * 255):02x}" for channel in channels)


def _shows(channels: tuple[float, float, float]) -> bool:
    return all(-0.0005 <= channel <= 1.0005 for channel in channels)


def _gamma(linear: float) -> float:
    linear = min(max(linear, 0.0), 1.0)
    return 12.92 * linear if linear <= 0.0031308 else 1.055 * linear ** (1 / 2.4) - 0.055


def _channels(colour: str) -> tuple[float, float, float]:
    values = (int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5))
    red, green, blue = (
        value / 12.92 if value <= 0.04045 else ((value + 0.055) / 1.055) ** 2.4 for value in values
    )
    return red, green, blue


def _luminance(colour: str) -> float:
    red, green, blue = _channels(colour)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _oklch(colour: str) -> tuple[float, float, float]:
    red, green, blue = _channels(colour)
    long = math.cbrt(0.4122214708 * red + 0.5363325363 * green + 0.0514459929 * blue)
    medium = math.cbrt(0.2119034982 * red + 0.6806995451 * green + 0.1073969566 * blue)
    short = math.cbrt(0.0883024619 * red + 0.2817188376 * green + 0.6299787005 * blue)
    lightness = 0.2104542553 * long + 0.7936177850 * medium - 0.0040720468 * short
    a = 1.9779984951 * long - 2.4285922050 * medium + 0.4505937099 * short
    b = 0.0259040371 * long + 0.7827717662 * medium - 0.8086757660 * short
    return lightness, math.hypot(a, b), math.atan2(b, a)


def _linear(lightness: float, chroma: float, hue: float) -> tuple[float, float, float]:
    a, b = chroma * math.cos(hue), chroma * math.sin(hue)
    long = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
    medium = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
    short = (lightness - 0.0894841775 * a - 1.2914855480 * b) ** 3
    return (
        4.0767416621 * long - 3.3077115913 * medium + 0.2309699292 * short,
        -1.2684380046 * long + 2.6097574011 * medium - 0.3413193965 * short,
        -0.0041960863 * long - 0.7034186147 * medium + 1.7076147010 * short,
    )
