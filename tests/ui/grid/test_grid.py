"""The grid alone: geometry, thumbnails, painting, selection by key and mouse."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QItemSelectionModel, QPoint, QRect, Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from ui_pages import wait_settled

from catdog_gui.messages import Text
from catdog_gui.pictures.models import Group, PictureError, PictureErrorKind
from catdog_gui.ui.common.labels import Labels
from catdog_gui.ui.common.settings import Appearance
from catdog_gui.ui.common.theme import Theme
from catdog_gui.ui.common.thumbnail_cache import MAX_BYTES, ThumbnailCache, ThumbnailRequest
from catdog_gui.ui.grid.geometry import Grid
from catdog_gui.ui.grid.view import GridView
from catdog_gui.ui.session.batches import NewPicture, PictureBatch, ScoreBatch
from catdog_gui.ui.session.filtering import Filter, Order
from catdog_gui.ui.session.picture_model import PictureModel


def _paint(_path: Path, side: int) -> np.ndarray:
    return np.full((side, side, 3), (200, 40, 40), np.uint8)


@pytest.fixture
def thumbnails(qapp: QApplication) -> Iterator[ThumbnailCache]:
    made = ThumbnailCache(load=_paint)
    yield made
    assert made.close(2)


@pytest.fixture
def grid(qapp: QApplication, thumbnails: ThumbnailCache, qtbot: QtBot) -> Iterator[GridView]:
    model = PictureModel(Labels())
    batch = PictureBatch(Path("/pictures"), 0)
    for number in range(200):
        batch.add(Group(Path(f"/pictures/{number}.jpg")), 1, 1.0)
    model.add([batch])
    theme = Theme(qapp, Appearance.LIGHT)
    view = GridView(model, thumbnails, theme)
    qtbot.addWidget(view)
    view.resize(800, 600)
    view.show()
    qtbot.waitExposed(view)
    yield view
    view.close()


def _wait_for_thumbnails(grid: GridView, thumbnails: ThumbnailCache, qtbot: QtBot) -> None:
    """Until those in view are there, and have faded in."""
    qtbot.waitUntil(lambda: all(thumbnails.get(row) is not None for row in range(12)))
    wait_settled(grid, qtbot)


def test_every_point_of_a_tile_maps_to_its_index() -> None:
    grid = Grid(800, 23, 176, 28)
    assert grid.columns == 4
    for place in range(23):
        rect = grid.rect(place)
        assert grid.place_at(rect.center().x(), rect.center().y()) == place
        assert grid.place_at(rect.left(), rect.top()) == place
        assert grid.place_at(rect.right(), rect.bottom()) == place
        assert grid.places_in(rect) == [place]
    assert grid.place_at(2, 2) is None
    assert grid.places_in(QRect(0, 0, 800, grid.height)) == list(range(23))
    assert grid.rect(22).bottom() < grid.height


@pytest.mark.parametrize("width", [420, 478, 700, 764, 1200, 2560])
@pytest.mark.parametrize("side", [96, 176, 384])
def test_every_row_is_filled_with_gaps_of_twelve_pixels(width: int, side: int) -> None:
    grid = Grid(width, 100, side, 28)
    row = [grid.rect(place) for place in range(grid.columns)]
    gaps = [after.left() - before.right() - 1 for before, after in pairwise(row)]
    assert set(gaps) <= {12}
    left, right = row[0].left(), width - row[-1].right() - 1
    assert left in range(12, 12 + grid.columns)
    assert right - left in (0, 1)
    assert side * 2 / 3 < row[0].width() <= 1.5 * side
    assert row[0].width() >= side or grid.columns == 2
    assert grid.rect(grid.columns).top() - row[0].bottom() - 1 == 12


def test_a_narrow_window_has_one_column() -> None:
    grid = Grid(100, 3, 176, 28)
    assert grid.columns == 1
    assert Grid(800, 0, 176, 28).height == 0


def test_thumbnails_are_loaded_for_visible_tiles_only(grid: GridView, thumbnails: ThumbnailCache, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: not thumbnails.is_missing(11))
    assert thumbnails.get(199) is None
    grid.verticalScrollBar().setValue(grid.verticalScrollBar().maximum())
    qtbot.waitUntil(lambda: thumbnails.get(199) is not None)


def test_the_newest_request_is_served_first_and_stale_ones_never(qapp: QApplication, qtbot: QtBot) -> None:
    asked: list[str] = []
    proceed = threading.Event()

    def load(path: Path, side: int) -> np.ndarray:
        asked.append(path.name)
        proceed.wait(2)
        return _paint(path, side)

    thumbnails = ThumbnailCache(load=load)
    thumbnails.request([ThumbnailRequest(row, Path(f"/{row}")) for row in range(50)])
    qtbot.waitUntil(lambda: len(asked) == 2)
    thumbnails.request([ThumbnailRequest(row, Path(f"/{row}")) for row in (100, 101)])
    proceed.set()
    qtbot.waitUntil(lambda: thumbnails.get(101) is not None)
    assert asked == ["0", "1", "100", "101"]
    assert thumbnails.close(2)


def test_thumbnails_stay_within_their_bytes(qapp: QApplication, qtbot: QtBot) -> None:
    thumbnails = ThumbnailCache(load=_paint)
    thumbnails.set_size(768, 8)
    for first in range(0, 60, 20):
        rows = range(first, first + 20)
        thumbnails.request([ThumbnailRequest(row, Path(f"/{row}")) for row in rows])
        qtbot.waitUntil(lambda rows=rows: all(thumbnails.get(row) is not None for row in rows), timeout=10_000)
    assert thumbnails.bytes <= MAX_BYTES
    assert thumbnails.get(0) is None
    assert thumbnails.close(2)


def test_a_picture_that_cannot_be_read_is_asked_for_once(qapp: QApplication, qtbot: QtBot) -> None:
    asked: list[Path] = []

    def load(path: Path, _side: int) -> np.ndarray:
        asked.append(path)
        raise PictureError(PictureErrorKind.CORRUPT, Text.CUT_OFF())

    thumbnails = ThumbnailCache(load=load)
    thumbnails.request([ThumbnailRequest(1, Path("/1"))])
    qtbot.waitUntil(lambda: thumbnails.get(1) is not None)
    assert thumbnails.get(1).pixmap.isNull()
    assert not thumbnails.is_missing(1)
    assert thumbnails.close(2)


def test_each_label_is_painted_differently(grid: GridView, thumbnails: ThumbnailCache, qtbot: QtBot) -> None:
    _wait_for_thumbnails(grid, thumbnails, qtbot)
    before = grid.viewport().grab().toImage()
    model = grid.model()
    scores = [(0, (0.99, 0.01)), (1, (0.01, 0.99)), (2, (0.5, 0.4)), (3, (0.99, 0.99))]
    model.apply_scores([ScoreBatch.of(scores, {4: "the file is empty"}, 2)])
    model.correct([0], 1)
    after = grid.viewport().grab().toImage()
    for place in range(5):
        rect = grid.visualRect(model.index(place))
        label = QRect(rect.left(), rect.top() + rect.width(), rect.width(), rect.height() - rect.width())
        assert before.copy(label) != after.copy(label), place
        assert after.copy(label) != after.copy(grid.visualRect(model.index(5))), place


def test_arrow_keys_work_as_in_a_file_manager(grid: GridView, qtbot: QtBot) -> None:
    grid.setCurrentIndex(grid.model().index(0))
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    assert grid.current_row() == 1
    qtbot.keyClick(grid, Qt.Key.Key_Down)
    assert grid.current_row() == 5
    qtbot.keyClick(grid, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert grid.selected_rows() == [5, 6, 7, 8, 9]
    qtbot.keyClick(grid, Qt.Key.Key_End)
    assert grid.current_row() == 199
    assert grid.verticalScrollBar().value() == grid.verticalScrollBar().maximum()
    qtbot.keyClick(grid, Qt.Key.Key_Home)
    qtbot.keyClick(grid, Qt.Key.Key_Up)
    assert grid.current_row() == 0
    qtbot.keyClick(grid, Qt.Key.Key_PageDown)
    assert grid.current_row() == 8


def test_a_rubber_band_selects_what_it_touches(grid: GridView, qtbot: QtBot) -> None:
    viewport = grid.viewport()
    first, last = grid.visualRect(grid.model().index(0)), grid.visualRect(grid.model().index(5))
    start = QPoint(first.left() - 6, first.top() - 6)
    qtbot.mousePress(viewport, Qt.MouseButton.LeftButton, pos=start)
    qtbot.mouseMove(viewport, start + QPoint(30, 30))
    qtbot.mouseMove(viewport, last.center())
    qtbot.mouseRelease(viewport, Qt.MouseButton.LeftButton, pos=last.center())
    assert grid.selected_rows() == [0, 1, 4, 5]
    third = grid.visualRect(grid.model().index(2)).center()
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.ControlModifier, third)
    assert grid.selected_rows() == [0, 1, 2, 4, 5]
    qtbot.mouseClick(viewport, Qt.MouseButton.LeftButton, pos=third)
    assert grid.selected_rows() == [2]


def test_a_filter_keeps_the_selection_that_is_still_there(grid: GridView) -> None:
    model = grid.model()
    model.set_threshold(0.9)
    model.apply_scores([ScoreBatch.of([(3, (0.99, 0.01)), (9, (0.99, 0.01))], {}, 2)])
    flags = QItemSelectionModel.SelectionFlag
    grid.selectionModel().select(model.index(3), flags.ClearAndSelect)
    grid.selectionModel().select(model.index(4), flags.Select)
    model.set_filter(Filter(0))
    assert grid.selected_rows() == [3]


def _first_in_view(grid: GridView) -> tuple[int, int]:
    """The row of the first picture in view, and how far from the top it stands."""
    index = next(index for y in range(600) if (index := grid.indexAt(QPoint(40, y))).isValid())
    return grid.model().row_at(index), grid.visualRect(index).top()


def _columns(grid: GridView) -> int:
    rects = [grid.visualRect(grid.model().index(row)) for row in range(20)]
    return sum(rect.top() == rects[0].top() for rect in rects)


def _arrive(grid: GridView, number: int) -> None:
    grid.model().add_or_update([NewPicture(Group(Path(f"/pictures/0{place}.jpg")), 1, 1.0) for place in range(number)])


def test_new_pictures_keep_the_scroll_position(grid: GridView) -> None:
    grid.select_row(2)
    grid.verticalScrollBar().setValue(2000)
    row, top = _first_in_view(grid)
    _arrive(grid, _columns(grid))
    assert _first_in_view(grid) == (row, top)
    assert grid.current_row() == 2
    grid.model().set_present([row], present=False)
    assert _first_in_view(grid) == (row + 1, top)


def test_new_pictures_keep_the_current_picture_in_place(grid: GridView) -> None:
    grid.verticalScrollBar().setValue(2000)
    grid.select_row(_first_in_view(grid)[0] + _columns(grid))
    top = grid.visualRect(grid.currentIndex()).top()
    _arrive(grid, _columns(grid))
    assert grid.visualRect(grid.currentIndex()).top() == top


def test_new_pictures_are_visible_while_scrolled_to_the_top(grid: GridView) -> None:
    grid.select_row(2)
    _arrive(grid, 40)
    assert grid.verticalOffset() == 0


def test_zoom_keeps_the_picture_in_view(grid: GridView) -> None:
    index = grid.model().index(100)
    grid.setCurrentIndex(index)
    grid.set_side(260)
    assert grid.visualRect(index).intersects(grid.viewport().rect())
    grid.set_side(10_000)
    assert grid.side == 384


def test_each_step_of_the_zoom_changes_the_tiles(grid: GridView) -> None:
    for zoom in (grid.zoom_in, grid.zoom_out):
        widths = []
        for _ in range(3):
            widths.append(grid.visualRect(grid.model().index(0)).width())
            zoom()
        assert len(set(widths)) == 3


def test_the_first_picture_is_chosen_until_the_user_chooses(grid: GridView, qtbot: QtBot) -> None:
    model = grid.model()
    assert grid.selected_rows() == [int(model.shown[0])]
    model.set_order(Order.DATE)
    model.add_or_update([NewPicture(Group(Path("/pictures/new.jpg")), 1, 9.0, "")])
    assert model.table.name(grid.selected_rows()[0]) == "new.jpg", "it is the newest, and so comes first"
    qtbot.keyClick(grid, Qt.Key.Key_Right)
    chosen = grid.selected_rows()
    model.set_order(Order.NAME)
    assert grid.selected_rows() == chosen


def test_painting_is_fast(grid: GridView, thumbnails: ThumbnailCache, qtbot: QtBot) -> None:
    _wait_for_thumbnails(grid, thumbnails, qtbot)
    started = time.thread_time()
    for _ in range(20):
        grid.viewport().repaint()
    assert (time.thread_time() - started) / 20 < 0.03
