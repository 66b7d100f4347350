"""Text and icons have enough contrast on every surface."""

from __future__ import annotations

import pytest

from catdog_gui.ui.common.palette import DARK, LIGHT, MIN_CONTRAST, SURROUND, Colours, contrast

_LEAST_FOR_SHAPES = 3.0  # WCAG 2.2, 1.4.11


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
@pytest.mark.parametrize("surface", ["window", "panel", "raised", "chosen"])
def test_text_and_marks_are_readable(colours: Colours, surface: str) -> None:
    behind = getattr(colours, surface)
    for name in ("text", "quiet", "neutral", "warning", "accent"):
        if surface == "chosen" and name == "warning":
            continue  # nothing that warns is ever chosen
        assert contrast(getattr(colours, name), behind) >= MIN_CONTRAST, name
    # Scores are written in the colour of their class on the window alone; elsewhere only shapes have it.
    needed = MIN_CONTRAST if surface == "window" else _LEAST_FOR_SHAPES
    for number, colour in enumerate(colours.classes):
        assert contrast(colour, behind) >= needed, number


@pytest.mark.parametrize("colours", [LIGHT, DARK], ids=["light", "dark"])
def test_the_primary_button_is_readable(colours: Colours) -> None:
    assert contrast(colours.on_accent, colours.accent) >= MIN_CONTRAST


def test_the_review_screen_is_readable() -> None:
    for behind in (SURROUND, DARK.raised, DARK.panel):
        for colour in (DARK.text, DARK.quiet, *DARK.classes):
            assert contrast(colour, behind) >= MIN_CONTRAST


def test_contrast_is_that_of_wcag() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)
