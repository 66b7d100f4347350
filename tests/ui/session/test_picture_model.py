"""The model of the pictures alone: rows, filters, orders, and what it announces."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from catdog_gui.pictures.models import Group
from catdog_gui.ui.common.labels import FAILED, WAITING, Labels
from catdog_gui.ui.session.batches import PictureBatch, ScoreBatch
from catdog_gui.ui.session.filtering import CORRECTED, EVERYTHING, Filter, Order
from catdog_gui.ui.session.picture_model import ROWS_MIME, PictureModel, Role
from catdog_gui.ui.sidebar.decision_model import DecisionModel

FOLDER = Path("/pictures")
CAT, DOG, UNSURE = (0.99, 0.01), (0.01, 0.98), (0.6, 0.3)


def _found(count: int, first: int = 0) -> PictureBatch:
    batch = PictureBatch(FOLDER, first)
    for number in range(first, first + count):
        batch.add(Group(FOLDER / f"{number:06}.jpg"), 1000 + number, float(1000 - number))
    return batch


def _labelled(scores: dict[int, tuple[float, float]], errors: dict[int, str] | None = None) -> ScoreBatch:
    return ScoreBatch.of(list(scores.items()), errors or {}, 2)


@pytest.fixture
def model(qapp: object) -> PictureModel:
    made = PictureModel(Labels())
    made.set_threshold(0.9)
    QAbstractItemModelTester(made, QAbstractItemModelTester.FailureReportingMode.Warning, made)
    made.add([_found(6)])
    made.apply_scores([_labelled({0: CAT, 1: DOG, 2: UNSURE, 3: CAT, 4: (0.01, 0.02)}, {5: "the file is empty"})])
    return made


def _shown(model: PictureModel) -> list[int]:
    return model.shown.tolist()


def test_counts_and_filters(model: PictureModel) -> None:
    counts = model.counts()
    labels = model.table.labels
    assert (counts.total, counts.of(0), counts.of(1), counts.of(labels.unsure), counts.of(FAILED)) == (6, 2, 1, 1, 1)
    for wanted, rows in ((Filter(0), [0, 3]), (Filter(labels.unsure), [2]), (Filter(FAILED), [5]), (CORRECTED, [])):
        model.set_filter(wanted)
        assert _shown(model) == rows
    model.set_filter(EVERYTHING)
    assert _shown(model) == [0, 1, 2, 3, 4, 5]


def test_orders(model: PictureModel) -> None:
    model.set_order(Order.DOUBT)
    assert _shown(model)[0] == 2
    assert _shown(model)[-1] == 5
    model.set_order(Order.SURE)
    assert _shown(model)[-2:] == [2, 5]
    model.set_order(Order.DATE)
    assert _shown(model) == [0, 1, 2, 3, 4, 5]
    model.set_order(Order.NAME)
    assert _shown(model) == [0, 1, 2, 3, 4, 5]


def test_new_scores_update_only_their_own_tiles(model: PictureModel, qtbot: QtBot) -> None:
    model.add([_found(4, 6)])
    emitted: list[tuple[int, int]] = []
    model.dataChanged.connect(lambda first, last: emitted.append((first.row(), last.row())))
    model.apply_scores([_labelled({6: CAT, 7: DOG, 9: CAT})])
    assert emitted == [(6, 7), (9, 9)]


def test_a_filter_grows_at_its_end_while_labels_arrive(model: PictureModel) -> None:
    model.set_filter(Filter(0))
    model.add([_found(4, 6)])
    assert _shown(model) == [0, 3]
    model.apply_scores([_labelled({8: CAT, 6: CAT, 7: DOG})])
    assert _shown(model) == [0, 3, 8, 6]
    model.put_in_order()
    assert _shown(model) == [0, 3, 6, 8]


def test_a_correction_overrides_the_model_and_leaves_the_filter(model: PictureModel) -> None:
    model.set_filter(Filter(model.table.labels.unsure))
    model.correct([2], 1)
    assert _shown(model) == []
    assert model.table.code(2) == 1
    model.set_threshold(0.5)
    assert model.table.code(2) == 1
    model.correct([2], None)
    assert model.table.code(2) == 0


def test_absent_pictures_return_to_their_rows(model: PictureModel) -> None:
    model.set_present([0, 3], present=False)
    assert _shown(model) == [1, 2, 4, 5]
    assert model.counts().total == 4
    model.set_present([0, 3], present=True)
    assert _shown(model) == [0, 1, 2, 3, 4, 5]


def test_another_model_keeps_corrections_to_classes_it_has(model: PictureModel) -> None:
    model.correct([1], 0)
    model.correct([2], model.table.labels.both)
    model.set_labels(Labels(("fox", "cat")))
    assert model.table.correction(1) == 1
    assert model.table.correction(2) == model.table.labels.both
    assert model.table.code(0) == WAITING
    model.apply_scores([_labelled({0: CAT})])
    assert model.table.code(0) == 0
    model.apply_scores([ScoreBatch.of([(0, (0.1, 0.2, 0.3))], {}, 3)])
    assert model.table.scores(0) == pytest.approx(CAT)


def test_data_for_the_delegate_and_for_screen_readers(model: PictureModel) -> None:
    index = model.index(0)
    assert index.data() == "000000.jpg"
    assert index.data(Role.CODE) == 0
    assert index.data(Role.CORRECTED) is False
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert "Cat" in spoken
    assert "99 %" in spoken
    assert "empty" in model.index(5).data(Qt.ItemDataRole.AccessibleTextRole)
    assert model.index(9).data() is None


def test_companions_and_earlier_corrections_come_with_the_batch(qapp: object) -> None:
    model = PictureModel(Labels())
    batch = PictureBatch(FOLDER, 0)
    batch.add(Group(FOLDER / "a.jpg", (FOLDER / "a.xmp",)), 1, 1.0, "dog")
    batch.add(Group(FOLDER / "b.jpg"), 1, 1.0, "fox")
    model.add([batch])
    assert model.table.group(0).companions == (FOLDER / "a.xmp",)
    assert model.table.correction(0) == 1
    assert model.table.correction(1) is None
    assert model.table.row_of(FOLDER / "b.jpg") == 1
    assert model.table.row_of(Path("/elsewhere/b.jpg")) is None


def test_a_hundred_thousand_rows_are_quick(qapp: object) -> None:
    import time

    model = PictureModel(Labels())
    started = time.thread_time()
    for first in range(0, 100_000, 2000):
        model.add([_found(2000, first)])
    random = np.random.default_rng(1)
    scores = random.random((100_000, 2)).astype(np.float32)
    for first in range(0, 100_000, 2000):
        model.apply_scores(
            [ScoreBatch(np.arange(first, first + 2000, dtype=np.int32), scores[first : first + 2000], {})]
        )
    built = time.thread_time()
    model.set_threshold(0.8)
    model.set_order(Order.DOUBT)
    model.set_filter(Filter(0))
    changed = time.thread_time()
    assert built - started < 5
    assert changed - built < 0.5


def test_drags_drop_on_decisions(model: PictureModel) -> None:
    decisions = DecisionModel(model)
    QAbstractItemModelTester(decisions, QAbstractItemModelTester.FailureReportingMode.Warning, decisions)
    data = model.mimeData([model.index(1), model.index(3)])
    assert data.hasFormat(ROWS_MIME)
    assert data.urls()[0].toLocalFile() == "/pictures/000001.jpg"
    emitted: list[object] = []
    decisions.dropped.connect(lambda rows, code: emitted.append((rows, code)))
    dog = decisions.index_of(Filter(1))
    assert decisions.dropMimeData(data, Qt.DropAction.CopyAction, -1, -1, dog)
    assert emitted == [([1, 3], 1)]
    unsure = decisions.index_of(Filter(model.table.labels.unsure))
    assert not decisions.dropMimeData(data, Qt.DropAction.CopyAction, -1, -1, unsure)
    assert not decisions.dropMimeData(data, Qt.DropAction.CopyAction, -1, -1, QModelIndex())
