"""The colours of the program, and the measure that they are held to."""

from __future__ import annotations

from dataclasses import dataclass

MIN_CONTRAST = 4.5


@dataclass(frozen=True, slots=True)
class Colours:
    """One scheme: three greys, one accent, and a colour for each kind of label. All are `#rrggbb`."""

    window: str
    panel: str
    raised: str
    line: str
    text: str
    quiet: str
    accent: str
    on_accent: str
    chosen: str
    classes: tuple[str, ...]
    neutral: str
    warning: str
    is_dark: bool

    def of_class(self, index: int) -> str:
        """Models with more classes than there are colours start again from the first."""
        return self.classes[index % len(self.classes)]


LIGHT = Colours(
    window="#fafafa",
    panel="#f1f1f3",
    raised="#ffffff",
    line="#dcdce0",
    text="#1b1c1f",
    quiet="#5b5e66",
    accent="#0b6e66",
    on_accent="#ffffff",
    chosen="#dfeeec",
    classes=("#2f6fde", "#b85400", "#7b3fb5", "#2c7a3f", "#a8324f"),
    neutral="#5b5e66",
    warning="#b3261e",
    is_dark=False,
)
DARK = Colours(
    window="#17181a",
    panel="#1f2023",
    raised="#2a2b2f",
    line="#3a3b40",
    text="#ececee",
    quiet="#a9abb2",
    accent="#5fcabc",
    on_accent="#06201d",
    chosen="#23403d",
    classes=("#7fb0ff", "#ffb066", "#c9a2f2", "#7fd196", "#f29ab0"),
    neutral="#a9abb2",
    warning="#ff8a80",
    is_dark=True,
)
SURROUND = "#0e0f10"


def contrast(one: str, other: str) -> float:
    """The WCAG 2 contrast ratio of two colours, from 1 to 21."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(colour: str) -> float:
    red, green, blue = (_linear(int(colour[at : at + 2], 16) / 255) for at in (1, 3, 5))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(channel: float) -> float:
    return channel / 12.92 if channel <= 0.04045 else ((channel + 0.055) / 1.055) ** 2.4
