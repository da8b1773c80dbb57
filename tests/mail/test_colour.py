"""The shop's colour in mails: any pick reads well."""

from __future__ import annotations

import pytest

from widget.mail.colour import HOUSE, ON_DARK, ON_LIGHT, accent_on_dark, accent_on_light, contrast

PICKS = [f"#{red * 17:02x}{green * 17:02x}{blue * 17:02x}"
         for red in range(16) for green in range(16) for blue in range(16)]  # fmt: skip


def test_all_4096_short_colours_read_at_4_5_to_1_on_light_and_on_dark():
    assert len(PICKS) == 4096
    for pick in PICKS:
        light, dark = accent_on_light(pick), accent_on_dark(pick)
        assert contrast(light, "#ffffff") >= 4.5, pick
        assert contrast(light, "#f8faf8") >= 4.5, pick
        assert contrast(light, ON_LIGHT) >= 4.5, pick
        assert contrast(dark, "#19211e") >= 4.5, pick
        assert contrast(dark, "#111715") >= 4.5, pick
        assert contrast(dark, ON_DARK) >= 4.5, pick


def test_a_colour_that_reads_well_is_left_alone():
    assert accent_on_light("#6b3a75") == "#6b3a75"
    assert accent_on_light("#24574c") == "#24574c"


def test_the_hue_stays_the_shops_own():
    dark = accent_on_dark("#6b3a75")
    red, green, blue = (int(dark[at : at + 2], 16) for at in (1, 3, 5))
    assert green < red < blue


@pytest.mark.parametrize("wrong", ["", "red", "#12", "#6b3a75;background:url(x)", "#gggggg"])
def test_what_is_no_colour_becomes_the_houses_own(wrong):
    assert accent_on_light(wrong) == accent_on_light(HOUSE)


def test_black_against_white_is_21_to_1():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
