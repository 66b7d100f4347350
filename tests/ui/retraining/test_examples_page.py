"""What is learned from, looked at and chosen; and what a new model changed, before anything moves."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from ui_fakes import RED, FakeBackend, colour_model, draw

from catdog_gui.classify.scorer import Scorer
from catdog_gui.paths import Paths
from catdog_gui.retraining.events import Notice, Succeeded
from catdog_gui.retraining.models import (
    AcceptanceReport,
    AcceptanceResult,
    ChangedDecision,
    Comparison,
    ModelFigures,
    Release,
)
from catdog_gui.ui.retraining.examples_page import ExamplesPage
from catdog_gui.ui.retraining.sheet import RetrainSheet
from catdog_gui.ui.retraining.tile_model import Role
from catdog_gui.ui.session.backend import LoadedModel
from catdog_gui.ui.session.filtering import CHANGED, EVERYTHING, Order
from catdog_gui.ui.shell.application import Application


class TwoModels(FakeBackend):
    """Another model once `swapped` is set: it takes red for a dog and blue for a cat."""

    swapped = False

    def open_model(self, engine: str, on_warning: object) -> LoadedModel:
        model = colour_model()
        if self.swapped:
            head = replace(model.head, weight=model.head.weight[::-1].copy())
            model = replace(model, id="colours-2", head=head)
        return LoadedModel(Scorer.of_one_look(model, self.engine))


@pytest.fixture
def taught(qapp: QApplication, paths: Paths, pets: Path, qtbot: QtBot) -> Iterator[Application]:
    """Five reds are cats, one red and three blues are dogs: that one may be wrong."""
    made = Application(qapp, TwoModels(paths))
    with qtbot.waitSignal(made.session.scan_ended, timeout=10_000):
        made.start(pets)
    rows = made.session.pictures.table
    reds = [row for row in range(len(rows)) if rows.name(row).startswith("red")]
    blues = [row for row in range(len(rows)) if rows.name(row).startswith("blue")]
    made.session.correct(reds[:5], 0)
    made.session.correct([reds[5], *blues[:3]], 1)
    qtbot.waitUntil(lambda: made.retrain_service.new_corrections == 9)
    yield made
    made.close()
    assert made.ended_in_time
    made.deleteLater()
    qapp.processEvents()


def opened_sheet(application: Application, qtbot: QtBot) -> RetrainSheet:
    sheet = application.window.retrain_sheet
    application.window.retrain_controller.open_sheet()
    qtbot.waitUntil(sheet._primary_button.isEnabled)
    qtbot.waitUntil(lambda: bool(sheet.examples_page._label_issues), timeout=10_000)
    return sheet


def kinds(page: ExamplesPage) -> list[str]:
    return [button.text() for button in page._filter_group.buttons()]


def test_what_may_be_wrong_stands_first_and_says_why(taught: Application, qtbot: QtBot) -> None:
    sheet = opened_sheet(taught, qtbot)
    assert kinds(sheet.examples_page) == ["All  9", "May be wrong  1", "Cat  5", "Dog  4"]
    first = sheet.examples_page._tiles.tile(0)
    assert (first.path.name[:3], first.caption, first.marked) == ("red", "Dog", True)
    assert "Looks more like: Cat" in sheet.examples_page._tiles.index(0).data(Qt.ItemDataRole.ToolTipRole)
    sheet.examples_page._filter_group.buttons()[1].click()
    assert sheet.examples_page._tiles.rowCount() == 1


def test_a_picture_that_is_unticked_is_not_learned(taught: Application, qtbot: QtBot) -> None:
    sheet = opened_sheet(taught, qtbot)
    view, tiles = sheet.examples_page.view, sheet.examples_page._tiles
    left_out = tiles.tile(0).path
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(tiles.index(0)).center())
    assert sheet._title.text() == "Learn from 8 pictures"
    assert left_out not in [picture.path for picture in sheet.examples_page.request.pictures]
    sheet.examples_page._filter_group.buttons()[2].click()
    sheet.examples_page._filter_group.buttons()[0].click()
    assert sheet._title.text() == "Learn from 8 pictures"
    view.setFocus()
    view.setCurrentIndex(tiles.index(0))
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert sheet._title.text() == "Learn from 9 pictures"


def test_thumbnails_are_loaded_for_what_is_seen(taught: Application, qtbot: QtBot) -> None:
    sheet = opened_sheet(taught, qtbot)
    qtbot.waitUntil(lambda: taught.retrain_service.thumbnails.get(0) is not None)
    assert sheet.examples_page._tiles.index(0).data(Role.TILE).number in range(9)


def test_an_example_folder_is_dropped_and_taken_away_again(taught: Application, tmp_path: Path, qtbot: QtBot) -> None:
    sheet = opened_sheet(taught, qtbot)
    for number in range(4):
        draw(tmp_path / "examples" / "luna", f"{number}.png", RED)
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(tmp_path / "examples"))])
    buttons = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    sheet.dropEvent(QDropEvent(QPointF(5, 5), Qt.DropAction.CopyAction, mime, *buttons))
    qtbot.waitUntil(lambda: sheet._title.text() == "Learn from 13 pictures")
    assert "Luna  4" in kinds(sheet.examples_page)
    sheet.examples_page._remove_folders.click()
    qtbot.waitUntil(lambda: sheet._title.text() == "Learn from 9 pictures")


def test_a_folder_that_holds_no_examples_is_refused_in_words(taught: Application, tmp_path: Path, qtbot: QtBot) -> None:
    sheet = opened_sheet(taught, qtbot)
    (tmp_path / "nothing").mkdir()
    sheet.examples_page.add_folder(tmp_path / "nothing")
    qtbot.waitUntil(lambda: "has no pictures in sub-folders" in sheet._problem.text())
    qtbot.waitUntil(sheet._primary_button.isEnabled)
    assert sheet.examples_page.folders == ()


def test_a_refused_folder_makes_nothing_possible_that_was_not(
    taught: Application, tmp_path: Path, qtbot: QtBot
) -> None:
    sheet = opened_sheet(taught, qtbot)
    sheet.examples_page.mode_choice.show_missing(
        "a full retrain needs more packages; to install them: pip install '.[train]'"
    )
    sheet.examples_page.mode_choice._full.click()
    sheet.examples_page.add_folder(tmp_path / "missing")
    qtbot.waitUntil(lambda: "cannot be read" in sheet._problem.text())
    assert not sheet._primary_button.isEnabled()
    assert sheet._state.isHidden()


def test_the_buttons_stay_on_the_card_in_a_low_window(taught: Application, pets: Path, qtbot: QtBot) -> None:
    window, sheet = taught.window, taught.window.retrain_sheet
    side = ModelFigures(2, 2, 0)
    twenty = tuple(ChangedDecision(str(pets / f"red{number % 10}.png"), "cat", "dog", "cat") for number in range(20))
    compared = Comparison(20, side, side, 1, 1, 0.004)
    report = AcceptanceReport(AcceptanceResult.WORSE, "it forgot", compared, compared, twenty)
    opened_sheet(taught, qtbot)
    sheet._show_progress()
    for number in range(3):
        sheet._on_event_received(Notice(f"skipped torn{number}.jpg: the file is cut off"))
    sheet._on_ended(Succeeded(Release("new", pets, None, report=report)))

    def fits(height: int) -> bool:
        window.resize(window.minimumWidth(), height)
        qtbot.waitUntil(lambda: sheet.height() == window._central.height() and window.height() == height)
        sheet.fit_to_parent()
        return sheet.rect().contains(sheet._card.geometry())

    assert fits(window.minimumHeight())
    low = sheet._card.height()
    assert fits(1000)
    assert sheet._card.height() > low


def test_a_full_retrain_says_what_is_missing(taught: Application, qtbot: QtBot) -> None:
    sheet = opened_sheet(taught, qtbot)
    way = sheet.examples_page.mode_choice
    way.show_missing("a full retrain needs more packages; to install them: pip install '.[train]'")
    assert sheet._primary_button.isEnabled()
    way._full.click()
    assert "pip install '.[train]'" in way._note.text()
    assert not sheet._primary_button.isEnabled()
    way.show_missing("")
    assert sheet._primary_button.isEnabled()
    way._base.setCurrentIndex(2)
    way._base.activated.emit(2)
    assert (sheet.examples_page.request.full, sheet.examples_page.request.base) == (True, "microsoft/resnet-50")
    way._quick.click()
    assert not sheet.examples_page.request.full


def test_the_pictures_on_which_two_models_differ_are_shown(taught: Application, pets: Path, qtbot: QtBot) -> None:
    sheet = taught.window.retrain_sheet
    side = ModelFigures(2, 2, 0)
    better = ChangedDecision(str(pets / "red0.png"), "cat", "dog", "cat")
    worse = ChangedDecision(str(pets / "red1.png"), "cat", "cat", "dog")
    report = AcceptanceReport(AcceptanceResult.GOOD, "", Comparison(2, side, side, 1, 1, 0.004), None, (better, worse))
    sheet.result_page.show_report(report)
    captions = [sheet.result_page._tiles.tile(row).caption for row in range(2)]
    assert captions == ["Cat →\nDog", "Dog →\nCat"]
    assert [sheet.result_page._tiles.tile(row).marked for row in range(2)] == [True, False]
    assert sheet.result_page._heading.text() == "On 2 pictures they differ"


def test_what_a_new_model_changed_is_told_and_shown(taught: Application, qtbot: QtBot) -> None:
    parts, pictures = taught.session.backend, taught.session.pictures
    parts.swapped = True
    with qtbot.waitSignal(taught.session.scan_ended, timeout=10_000):
        taught.session.load_model()
    # Of ten reds and eight blues nine are corrected: those are the user's to decide.
    assert taught.window.changes_bar.text == "The new model changed 9 decisions. Nothing has been moved."
    taught.window.changes_bar._show.click()
    assert pictures.filter == CHANGED
    assert pictures.rowCount() == 9
    assert not taught.window.decisions.currentIndex().isValid()
    assert taught.window.changes_bar._show.text() == "Show everything"
    taught.window.changes_bar._show.click()
    assert pictures.filter == EVERYTHING
    taught.window.changes_bar.dismissed.emit()
    assert taught.window.changes_bar.text == ""
    assert pictures.counts().changed == 0


def test_the_most_useful_ones_come_first(taught: Application, qtbot: QtBot) -> None:
    pictures = taught.session.pictures
    order = taught.window.header._order
    place = order.findData(str(Order.USEFUL))
    order.setCurrentIndex(place)
    with qtbot.waitSignal(taught.window.retrain_controller.ranked, timeout=10_000):
        order.activated.emit(place)
    names = [pictures.table.name(row) for row in pictures.shown]
    assert names[0].startswith("pale")
    ranked = list(pictures.table.usefulness_places)
    assert len(set(ranked)) == len(ranked)
    assert not np.isin(ranked, np.flatnonzero(pictures.table.corrected)).any()
    assert list(pictures.shown[: len(ranked)]) == ranked


def test_a_picture_that_is_gone_is_neither_counted_nor_learned(taught: Application, qtbot: QtBot) -> None:
    rows = taught.session.pictures.table
    blues = [row for row in range(len(rows)) if rows.name(row).startswith("blue")]
    rows.path(blues[0]).unlink()
    taught.session.correct([blues[5]], 1)
    qtbot.waitUntil(lambda: taught.window.header._retrain.badge == "9")
    rows.path(blues[5]).unlink()
    taught.retrain_service.count_new_corrections()
    qtbot.waitUntil(lambda: taught.window.header._retrain.badge == "8")
    taught.window.retrain_controller.open_sheet()
    qtbot.waitUntil(lambda: taught.window.retrain_sheet._title.text() == "Learn from 8 pictures")
