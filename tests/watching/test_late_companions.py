from __future__ import annotations

import pytest

from catdog_gui.sorting.models import FileStamp
from catdog_gui.watching.late_companions import LateCompanions
from catdog_gui.watching.models import WatchOptions

STAMP = FileStamp(6, 1)


@pytest.fixture
def sorted_picture(tmp_path):
    """Where `a.jpg` lies after it was sorted and renamed."""
    path = tmp_path / "cat" / "a (2).jpg"
    path.parent.mkdir()
    path.touch()
    return path


@pytest.fixture
def late_companions(tmp_path, sorted_picture):
    companions = LateCompanions(WatchOptions(tmp_path))
    companions.record_move(tmp_path / "a.jpg", sorted_picture, "cat")
    return companions


def test_a_late_companion_moves_to_its_picture_and_takes_its_new_name(tmp_path, late_companions, sorted_picture):
    (tmp_path / "a.mov").touch()
    plan = late_companions.plan(tmp_path / "a.mov", STAMP)
    assert [(move.source, move.target, move.label) for move in plan.moves] == [
        (tmp_path / "a.mov", sorted_picture.with_suffix(".mov"), "cat")
    ]


def test_a_late_companion_stays_when_the_user_took_its_picture_elsewhere(tmp_path, late_companions, sorted_picture):
    (tmp_path / "a.mov").touch()
    sorted_picture.unlink()
    assert late_companions.plan(tmp_path / "a.mov", STAMP) is None


def test_a_late_companion_stays_with_a_picture_that_has_the_same_name_again(tmp_path, late_companions):
    (tmp_path / "a.mov").touch()
    (tmp_path / "a.jpg").touch()
    assert late_companions.plan(tmp_path / "a.mov", STAMP) is None
