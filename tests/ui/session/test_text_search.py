"""Finding pictures by the words of their names, folders, dates and labels."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QLocale

from catdog_gui.pictures.models import Group
from catdog_gui.ui.common.labels import Labels
from catdog_gui.ui.session.batches import PictureBatch, ScoreBatch
from catdog_gui.ui.session.filtering import Filter
from catdog_gui.ui.session.picture_model import PictureModel
from catdog_gui.ui.session.text_search import TextSearch

FOLDER = Path("/pictures/2019")
JULY, MAY = (datetime(2019, month, 14, 23, 30).astimezone().timestamp() for month in (7, 5))


def _batch(folder: Path, first: int, names: list[str], time: float) -> PictureBatch:
    batch = PictureBatch(folder, first)
    for name in names:
        batch.add(Group(folder / name), 1, time)
    return batch


@pytest.fixture
def model(qapp: object) -> PictureModel:
    """Rows 0 and 1 are a cat and a dog of July, row 2 waits, and is of May and in a sub-folder."""
    made = PictureModel(Labels())
    made.set_threshold(0.9)
    made.add([_batch(FOLDER, 0, ["IMG_1.jpg", "Rex.jpg"], JULY), _batch(FOLDER / "Beach", 2, ["IMG_2.jpg"], MAY)])
    made.apply_scores([ScoreBatch.of([(0, (0.99, 0.01)), (1, (0.01, 0.99))], {}, 2)])
    return made


@pytest.mark.parametrize(
    ("text", "rows"),
    [
        ("img", [0, 2]),
        ("REX", [1]),
        ("img beach", [2]),
        ("2019", [0, 1, 2]),
        ("2019-05", [2]),
        ("2019-07-14", [0, 1]),
        ("jul", [0, 1]),
        ("dog", [1]),
        ("img cat", [0]),
        ("wait", [2]),
        ("og", []),
        ("7", []),
        ("   ", [0, 1, 2]),
    ],
)
def test_every_word_is_looked_for_in_name_folder_date_and_label(
    model: PictureModel, text: str, rows: list[int]
) -> None:
    QLocale.setDefault(QLocale("en_US"))
    model.set_search(TextSearch(text, FOLDER))
    assert model.shown.tolist() == rows


def test_it_finds_what_comes_later_and_what_changes_its_label(model: PictureModel) -> None:
    model.set_search(TextSearch("cat", FOLDER))
    model.add([_batch(FOLDER, 3, ["the cat.jpg"], MAY)])
    assert model.shown.tolist() == [0, 3]
    model.apply_scores([ScoreBatch.of([(2, (0.99, 0.01))], {}, 2)])
    assert sorted(model.shown.tolist()) == [0, 2, 3]
    model.correct([0], 1)
    assert 0 not in model.shown.tolist()


def test_it_is_a_filter_of_what_the_filter_shows(model: PictureModel) -> None:
    model.set_filter(Filter(1))
    model.set_search(TextSearch("img", FOLDER))
    assert model.shown.tolist() == []
    model.set_search(None)
    assert model.shown.tolist() == [1]


def test_dates_beyond_the_calendar_are_no_match(model: PictureModel) -> None:
    model.add([_batch(FOLDER, 3, ["odd.jpg", "old.jpg"], 9e17), _batch(FOLDER, 5, ["older.jpg"], -9e17)])
    model.set_search(TextSearch("2019-05", FOLDER))
    assert np.array_equal(model.shown, [2])
