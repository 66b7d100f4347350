"""Small charts as inline SVG. Colours are classes of the page's style sheet, so that they follow light and dark."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from html import escape

Point = tuple[float, float]

_LEFT, _RIGHT, _TOP, _BOTTOM = 66, 24, 12, 40
_TICKS = 5
_DOT, _LINE = 3.5, 14


@dataclass(frozen=True)
class Axis:
    """A linear scale from `low` to `high`; `percent` shows shares as percentages."""

    title: str
    low: float
    high: float
    percent: bool = False

    def share(self, value: float) -> float:
        """Where `value` lies between the ends, kept within 0..1."""
        span = self.high - self.low
        return min(1.0, max(0.0, (value - self.low) / span)) if span else 0.5

    def ticks(self) -> list[float]:
        """Round numbers within the axis."""
        step = _round_step((self.high - self.low) / _TICKS)
        first = math.ceil(self.low / step - 1e-9)
        return [count * step for count in range(first, math.floor(self.high / step + 1e-9) + 1)]

    def label(self, value: float) -> str:
        if not self.percent:
            return f"{value:,.6g}"
        digits = 0 if self.high - self.low > 0.05 else 1 if self.high - self.low > 0.005 else 2
        return f"{100 * value:.{digits}f} %"


@dataclass(frozen=True)
class Frame:
    """The area of a chart, in pixels of its own view box."""

    x: Axis
    y: Axis
    width: int = 460
    height: int = 280

    def at(self, x: float, y: float) -> Point:
        across, down = self.width - _LEFT - _RIGHT, self.height - _TOP - _BOTTOM
        return _LEFT + self.x.share(x) * across, _TOP + (1 - self.y.share(y)) * down

    def path(self, points: Iterable[Point]) -> str:
        return "M" + "L".join(f"{across:.1f} {down:.1f}" for across, down in (self.at(*point) for point in points))

    def bar(self, low: float, high: float, value: float, style: str, tooltip: str) -> str:
        """A bar from the x axis to `value`, with a tooltip."""
        left, top = self.at(low, value)
        right, bottom = self.at(high, self.y.low)
        size = f'width="{max(0.5, right - left - 1):.1f}" height="{max(0.0, bottom - top):.1f}"'
        return (
            f'<rect class="{style}" x="{left + 0.5:.1f}" y="{top:.1f}" {size}><title>{escape(tooltip)}</title></rect>'
        )

    def line(self, points: Sequence[Point], style: str) -> str:
        return f'<path class="line {style}" d="{self.path(points)}"/>' if points else ""

    def dots(
        self, points: Sequence[Point], style: str, tooltips: Sequence[str], radii: Sequence[float] | None = None
    ) -> str:
        """A dot with a tooltip at each point; radii in pixels."""
        drawn = []
        for point, tooltip, radius in zip(points, tooltips, radii or [_DOT] * len(points), strict=True):
            across, down = self.at(*point)
            title = f"<title>{escape(tooltip)}</title>"
            drawn.append(
                f'<circle class="dot {style}" cx="{across:.1f}" cy="{down:.1f}" r="{radius:.1f}">{title}</circle>'
            )
        return "".join(drawn)

    def names(self, points: Sequence[Point], names: Sequence[str]) -> str:
        """A name to the left of each point, moved up where it would cover the name of a lower one."""
        drawn = []
        free_above = math.inf
        for name, (across, down) in sorted(
            zip(names, (self.at(*point) for point in points), strict=True), key=_descending_height
        ):
            baseline = min(down - _DOT, free_above)
            drawn.append(_text(across - 2 * _DOT, baseline, name, "end", "name"))
            free_above = baseline - _LINE
        return "".join(drawn)

    def to_svg(self, title: str, *marks: str) -> str:
        """The whole SVG: grid, labels, then `marks`."""
        return (
            f'<svg viewBox="0 0 {self.width} {self.height}" role="img" aria-label="{escape(title)}">'
            f"{self._grid()}{''.join(marks)}</svg>"
        )

    def _grid(self) -> str:
        left, bottom = self.at(self.x.low, self.y.low)
        right, top = self.at(self.x.high, self.y.high)
        parts = []
        for value in self.y.ticks():
            _, down = self.at(self.x.low, value)
            parts.append(f'<path class="grid" d="M{left} {down:.1f}H{right:.1f}"/>')
            parts.append(_text(left - 7, down + 4, self.y.label(value), "end"))
        for value in self.x.ticks():
            across, _ = self.at(value, self.y.low)
            parts.append(f'<path class="grid" d="M{across:.1f} {bottom:.1f}v4"/>')
            parts.append(_text(across, bottom + 17, self.x.label(value), "middle"))
        parts.append(f'<path class="axis" d="M{left} {bottom:.1f}H{right:.1f}"/>')
        parts.append(_text((left + right) / 2, self.height - 5, self.x.title, "middle", "title"))
        parts.append(
            f'<g transform="translate(11 {(top + bottom) / 2:.1f}) rotate(-90)">'
            f"{_text(0, 0, self.y.title, 'middle', 'title')}</g>"
        )
        return "".join(parts)


def nice_range(values: Iterable[float], *, floor: float | None = None) -> tuple[float, float]:
    """Round ends around `values`; `floor` fixes the low one."""
    found = [value for value in values if math.isfinite(value)] or [0.0, 1.0]
    low, high = (min(found) if floor is None else floor), max(found)
    if high <= low:
        high = low + (abs(low) or 1.0) * 0.1
    step = _round_step((high - low) / _TICKS)
    return math.floor(low / step + 1e-9) * step, math.ceil(high / step - 1e-9) * step


def _descending_height(named: tuple[str, Point]) -> float:
    return -named[1][1]


def _round_step(rough: float) -> float:
    magnitude = 10.0 ** math.floor(math.log10(max(rough, 1e-9)))
    return next(factor * magnitude for factor in (1, 2, 2.5, 5, 10) if factor * magnitude >= rough * (1 - 1e-9))


def _text(across: float, down: float, text: str, anchor: str, style: str = "tick") -> str:
    return f'<text class="{style}" x="{across:.1f}" y="{down:.1f}" text-anchor="{anchor}">{escape(text)}</text>'
