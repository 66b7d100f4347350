"""How a picture lies in a view: all of it, or a part of it larger. Lengths are in pixels of the screen."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QPointF, QRectF, QSizeF

_MAX_FIT_SCALE = 3.0
_MAX_SCALE = 8.0


@dataclass(frozen=True, slots=True)
class Zoom:
    """How large a picture is shown, and which part of it.

    `scale` is in pixels of the screen for a pixel of the picture; `centre` is the point of the picture in the middle of
    the view.
    """

    picture: QSizeF
    view: QSizeF
    scale: float
    centre: QPointF

    @classmethod
    def fit(cls, picture: QSizeF, view: QSizeF) -> Zoom:
        """As large as fits, but a tiny picture is enlarged only so far."""
        scale = min(view.width() / picture.width(), view.height() / picture.height(), _MAX_FIT_SCALE)
        return cls(picture, view, scale, QPointF(picture.width() / 2, picture.height() / 2))

    @property
    def is_fit(self) -> bool:
        return self.scale == self._fit_scale

    @property
    def rect(self) -> QRectF:
        """Where the picture is in the view."""
        size = self.picture * self.scale
        left = self.view.width() / 2 - self.centre.x() * self.scale
        top = self.view.height() / 2 - self.centre.y() * self.scale
        return QRectF(QPointF(round(left), round(top)), size)

    def at_scale(self, scale: float, anchor: QPointF) -> Zoom:
        """The point of the picture under `anchor`, a point of the view, stays there."""
        low, high = sorted((self._fit_scale, 1.0))
        scale = min(max(scale, low), max(high, _MAX_SCALE))
        offset = anchor - QPointF(self.view.width() / 2, self.view.height() / 2)
        return _inside(replace(self, scale=scale, centre=self.centre + offset / self.scale - offset / scale))

    def toggled(self, anchor: QPointF) -> Zoom:
        """100 %, or all of it again."""
        return self.at_scale(1.0, anchor) if self.is_fit else Zoom.fit(self.picture, self.view)

    def panned(self, by: QPointF) -> Zoom:
        """The picture follows the pointer."""
        return _inside(replace(self, centre=self.centre - by / self.scale))

    def in_view(self, view: QSizeF) -> Zoom:
        """The view has another size."""
        return Zoom.fit(self.picture, view) if self.is_fit else _inside(replace(self, view=view))

    @property
    def _fit_scale(self) -> float:
        return Zoom.fit(self.picture, self.view).scale


def _inside(zoom: Zoom) -> Zoom:
    """No empty space at a side while there is more of the picture at the other one."""
    x = _clamped(zoom.centre.x(), zoom.picture.width(), zoom.view.width() / zoom.scale)
    y = _clamped(zoom.centre.y(), zoom.picture.height(), zoom.view.height() / zoom.scale)
    return replace(zoom, centre=QPointF(x, y))


def _clamped(centre: float, length: float, seen: float) -> float:
    return length / 2 if seen >= length else min(max(centre, seen / 2), length - seen / 2)
