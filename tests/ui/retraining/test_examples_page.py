"""The page of examples before a retrain, and the bar that counts what a new model changed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from ui_fakes import RED, FakeBackend, colour_model, draw
from ui_pages import RetrainResultPage, RetrainSheetPage, WindowPage, choose, drop

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
def corrected(qapp: QApplication, paths: Paths, pets: Path, qtbot: QtBot) -> Iterator[Application]:
    """Five reds are cats, one red and three blues are dogs: that one may be wrong."""
    made = Application(qapp, TwoModels(paths))
    with qtbot.waitSignal(made.session.scan_ended, timeout=10_000):
        made.start(pets)
    rows = made.session.pictures.table
    reds = [row for row in range(len(rows)) if rows.name(row).startswith("red")]
    blues = [row for row in range(len(rows)) if rows.name(row).startswith("blue")]
    made.session.corrections.correct(reds[:5], 0)
    made.session.corrections.correct([reds[5], *blues[:3]], 1)
    qtbot.waitUntil(lambda: made.retrain_service.new_corrections == 9)
    yield made
    made.close()
    assert made.ended_in_time
    made.deleteLater()
    qapp.processEvents()


def opened_sheet(application: Application, qtbot: QtBot) -> RetrainSheetPage:
    """Until it was found which labels may be wrong."""
    page = WindowPage(application).open_retrain_sheet(qtbot)
    qtbot.waitUntil(lambda: "May be wrong  1" in page.examples.filter_texts, timeout=10_000)
    return page


def test_doubtful_labels_come_first_with_a_reason(corrected: Application, qtbot: QtBot) -> None:
    page = opened_sheet(corrected, qtbot)
    assert page.examples.filter_texts == ["All  9", "May be wrong  1", "Cat  5", "Dog  4"]
    first = page.examples.tiles[0]
    assert (first.path.name[:3], first.caption, first.marked) == ("red", "Dog", True)
    assert first.note == "Looks more like: Cat"
    page.examples.filters[1].click()
    assert page.examples.tiles == [first]


def test_a_picture_that_is_unticked_is_not_learned(corrected: Application, qtbot: QtBot) -> None:
    sheet, page = corrected.window.retrain_sheet, opened_sheet(corrected, qtbot)
    view, left_out = sheet.examples_page.view, page.examples.tiles[0].path
    qtbot.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=view.visualRect(view.model().index(0, 0)).center())
    assert page.title.text() == "Learn from 8 pictures"
    assert left_out not in [picture.path for picture in sheet.examples_page.request.pictures]
    page.examples.filters[2].click()
    page.examples.filters[0].click()
    assert page.title.text() == "Learn from 8 pictures"
    view.setFocus()
    view.setCurrentIndex(view.model().index(0, 0))
    qtbot.keyClick(view, Qt.Key.Key_Space)
    assert page.title.text() == "Learn from 9 pictures"


def test_thumbnails_are_loaded_for_visible_examples(corrected: Application, qtbot: QtBot) -> None:
    page = opened_sheet(corrected, qtbot)
    qtbot.waitUntil(lambda: corrected.retrain_service.thumbnails.get(0) is not None)
    assert page.examples.tiles[0].number in range(9)


def test_an_example_folder_is_dropped_and_removed_again(corrected: Application, tmp_path: Path, qtbot: QtBot) -> None:
    sheet, page = corrected.window.retrain_sheet, opened_sheet(corrected, qtbot)
    for number in range(4):
        draw(tmp_path / "examples" / "luna", f"{number}.png", RED)
    drop(sheet, tmp_path / "examples")
    qtbot.waitUntil(lambda: page.title.text() == "Learn from 13 pictures")
    assert "Luna  4" in page.examples.filter_texts
    page.examples.remove_folders.click()
    qtbot.waitUntil(lambda: page.title.text() == "Learn from 9 pictures")


def test_a_folder_that_holds_no_examples_is_refused_in_words(
    corrected: Application, tmp_path: Path, qtbot: QtBot
) -> None:
    sheet, page = corrected.window.retrain_sheet, opened_sheet(corrected, qtbot)
    (tmp_path / "nothing").mkdir()
    sheet.examples_page.add_folder(tmp_path / "nothing")
    qtbot.waitUntil(lambda: "has no pictures in sub-folders" in page.problem.text())
    qtbot.waitUntil(page.primary.isEnabled)
    assert sheet.examples_page.folders == ()


def test_a_refused_folder_does_not_enable_the_retrain_button(
    corrected: Application, tmp_path: Path, qtbot: QtBot
) -> None:
    sheet, page = corrected.window.retrain_sheet, opened_sheet(corrected, qtbot)
    sheet.examples_page.mode_choice.show_missing(
        "a full retrain needs more packages; to install them: pip install '.[train]'"
    )
    page.mode.full.click()
    sheet.examples_page.add_folder(tmp_path / "missing")
    qtbot.waitUntil(lambda: "cannot be read" in page.problem.text())
    assert not page.primary.isEnabled()
    assert page.state.isHidden()


def test_the_buttons_stay_on_the_card_in_a_low_window(
    corrected: Application, pets: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(corrected.retrain_service, "retrain", lambda _request: None)
    window, sheet = corrected.window, corrected.window.retrain_sheet
    side = ModelFigures(2, 2, 0)
    twenty = tuple(ChangedDecision(str(pets / f"red{number % 10}.png"), "cat", "dog", "cat") for number in range(20))
    compared = Comparison(20, side, side, 1, 1, 0.004)
    report = AcceptanceReport(AcceptanceResult.WORSE, "it forgot", compared, compared, twenty)
    page = WindowPage(corrected).open_retrain_sheet(qtbot)
    page.primary.click()
    for number in range(3):
        corrected.retrain_service.event_received.emit(Notice(f"skipped torn{number}.jpg: the file is cut off"))
    corrected.retrain_service.ended.emit(Succeeded(Release("new", pets, None, report=report)))

    def fits(height: int) -> bool:
        window.resize(window.minimumWidth(), height)
        qtbot.waitUntil(lambda: sheet.height() == window.centralWidget().height() and window.height() == height)
        sheet.fit_to_parent()
        return sheet.rect().contains(page.card.geometry())

    assert fits(window.minimumHeight())
    low = page.card.height()
    assert fits(1000)
    assert page.card.height() > low


def test_a_full_retrain_says_what_is_missing(corrected: Application, qtbot: QtBot) -> None:
    sheet, page = corrected.window.retrain_sheet, opened_sheet(corrected, qtbot)
    way = sheet.examples_page.mode_choice
    way.show_missing("a full retrain needs more packages; to install them: pip install '.[train]'")
    assert page.primary.isEnabled()
    page.mode.full.click()
    assert "pip install '.[train]'" in page.mode.note.text()
    assert not page.primary.isEnabled()
    way.show_missing("")
    assert page.primary.isEnabled()
    choose(page.mode.base, 2)
    assert (sheet.examples_page.request.full, sheet.examples_page.request.base) == (True, "microsoft/resnet-50")
    page.mode.quick.click()
    assert not sheet.examples_page.request.full


def test_the_pictures_on_which_two_models_differ_are_shown(corrected: Application, pets: Path, qtbot: QtBot) -> None:
    sheet = corrected.window.retrain_sheet
    side = ModelFigures(2, 2, 0)
    better = ChangedDecision(str(pets / "red0.png"), "cat", "dog", "cat")
    worse = ChangedDecision(str(pets / "red1.png"), "cat", "cat", "dog")
    report = AcceptanceReport(AcceptanceResult.GOOD, "", Comparison(2, side, side, 1, 1, 0.004), None, (better, worse))
    sheet.result_page.show_report(report)
    page = RetrainResultPage(sheet.result_page)
    assert [tile.caption for tile in page.tiles] == ["Cat →\nDog", "Dog →\nCat"]
    assert [tile.marked for tile in page.tiles] == [True, False]
    assert page.heading.text() == "The models differ on 2 pictures"
    assert page.details_text.isHidden()
    page.details.click()
    assert not page.details_text.isHidden()
    assert page.details_text.text() == "Your 2 pictures: McNemar's p < 0.01"


def test_what_a_new_model_changed_is_told_and_shown(corrected: Application, qtbot: QtBot) -> None:
    backend, pictures = corrected.session.backend, corrected.session.pictures
    backend.swapped = True
    with qtbot.waitSignal(corrected.session.scan_ended, timeout=10_000):
        corrected.session.model.load()
    # Of ten reds and eight blues nine are corrected: those are the user's to decide.
    assert corrected.window.changes_bar.text == "The new model changed 9 labels. No files were moved."
    show = WindowPage(corrected).changes_bar.show
    show.click()
    assert pictures.filter == CHANGED
    assert pictures.rowCount() == 9
    assert not corrected.window.decisions.currentIndex().isValid()
    assert show.text() == "Show everything"
    show.click()
    assert pictures.filter == EVERYTHING
    corrected.window.changes_bar.dismissed.emit()
    assert corrected.window.changes_bar.text == ""
    assert pictures.counts().changed == 0


def test_the_most_useful_ones_come_first(corrected: Application, qtbot: QtBot) -> None:
    pictures = corrected.session.pictures
    order = WindowPage(corrected).header.order
    with qtbot.waitSignal(corrected.window.retrain_controller.ranked, timeout=10_000):
        choose(order, order.findData(str(Order.USEFUL)))
    names = [pictures.table.name(row) for row in pictures.shown]
    assert names[0].startswith("pale")
    ranked = list(pictures.table.usefulness_places)
    assert len(set(ranked)) == len(ranked)
    assert not np.isin(ranked, np.flatnonzero(pictures.table.corrected)).any()
    assert list(pictures.shown[: len(ranked)]) == ranked


def test_a_deleted_picture_is_neither_counted_nor_learned(corrected: Application, qtbot: QtBot) -> None:
    rows = corrected.session.pictures.table
    blues = [row for row in range(len(rows)) if rows.name(row).startswith("blue")]
    rows.path(blues[0]).unlink()
    corrected.session.corrections.correct([blues[5]], 1)
    qtbot.waitUntil(lambda: WindowPage(corrected).header.retrain.badge == "9")
    rows.path(blues[5]).unlink()
    corrected.retrain_service.count_new_corrections()
    qtbot.waitUntil(lambda: WindowPage(corrected).header.retrain.badge == "8")
    corrected.window.retrain_controller.open_sheet()
    qtbot.waitUntil(lambda: WindowPage(corrected).retrain_sheet.title.text() == "Learn from 8 pictures")
