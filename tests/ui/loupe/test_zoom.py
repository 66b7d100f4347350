"""Where a picture lies in the view: fitted, at 100 %, moved, and in a view of another size."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QPointF, QRectF, QSizeF

from catdog_gui.ui.loupe.zoom import Zoom

VIEW = QSizeF(1000, 500)
MIDDLE = QPointF(500, 250)


@pytest.mark.parametrize(
    ("picture", "rect"),
    [
        ((4000, 3000), (167, 0, 2000 / 3, 500)),
        ((3000, 600), (0, 150, 1000, 200)),
        ((100, 50), (350, 175, 300, 150)),
        ((1000, 500), (0, 0, 1000, 500)),
    ],
    ids=["tall", "wide", "tiny", "exact"],
)
def test_all_of_it_is_shown_in_the_middle(picture: tuple[int, int], rect: tuple[float, ...]) -> None:
    zoom = Zoom.fit(QSizeF(*picture), VIEW)
    assert zoom.is_fit
    assert zoom.rect.getRect() == pytest.approx(rect)


def test_hundred_per_cent_keeps_the_point_under_the_pointer_and_back_is_the_whole() -> None:
    fitted = Zoom.fit(QSizeF(4000, 3000), VIEW)
    pointer = QPointF(600, 300)
    under = (pointer - fitted.rect.topLeft()) / fitted.scale
    zoom = fitted.toggled(pointer)
    assert zoom.scale == 1
    moved = pointer - zoom.rect.topLeft() - under
    assert moved.manhattanLength() < 4
    assert zoom.toggled(pointer) == fitted


def test_the_edge_of_the_picture_stays_at_the_edge_of_the_view() -> None:
    zoom = Zoom.fit(QSizeF(4000, 3000), VIEW).toggled(MIDDLE)
    assert zoom.panned(QPointF(1e6, 1e6)).rect == QRectF(0, 0, 4000, 3000)
    assert zoom.panned(QPointF(-1e6, -1e6)).rect == QRectF(-3000, -2500, 4000, 3000)
    narrow = Zoom.fit(QSizeF(400, 4000), VIEW).toggled(MIDDLE)
    assert narrow.panned(QPointF(1e6, 0)).rect.x() == 300, "what fits across stays in the middle"


def test_zooming_out_ends_with_the_whole_and_in_with_a_limit() -> None:
    fitted = Zoom.fit(QSizeF(4000, 3000), VIEW)
    closer = fitted.at_scale(2, QPointF(200, 100))
    assert closer.at_scale(0, MIDDLE) == fitted
    assert closer.at_scale(1000, MIDDLE).scale == 8


def test_a_view_of_another_size_shows_the_whole_or_the_same_middle() -> None:
    fitted, larger = Zoom.fit(QSizeF(4000, 3000), VIEW), QSizeF(1200, 900)
    assert fitted.in_view(larger) == Zoom.fit(QSizeF(4000, 3000), larger)
    closer = fitted.toggled(MIDDLE)
    assert closer.in_view(larger).centre == closer.centre
    assert closer.in_view(larger).scale == 1
