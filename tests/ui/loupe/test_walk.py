"""The walk of the loupe: from where to where, and what an answer does."""

from __future__ import annotations

from catdog_gui.ui.loupe.walk import Walk

ROWS = (7, 3, 9, 4)


def test_looking_stops_at_both_ends_and_an_answer_stays() -> None:
    walk = Walk(ROWS)
    assert walk.moved_by(-1) == walk
    assert walk.moved_by(9).row == 4
    assert walk.moved_by(1).answered().row == 3


def test_in_a_review_an_answer_moves_on_and_after_the_last_comes_the_end() -> None:
    walk = Walk(ROWS, 3, is_review=True)
    assert not walk.is_at_end
    assert walk.answered().is_at_end
    assert walk.answered().row == 4
    assert walk.answered().answered() == walk.answered()


def test_what_comes_next_is_ready_first_and_then_what_was_before() -> None:
    assert Walk(ROWS).neighbourhood == (7, 3, 9)
    assert Walk(ROWS, 1).neighbourhood == (3, 9, 4, 7)
    assert Walk(ROWS, 4, is_review=True).neighbourhood == (4, 4)


def test_the_nearest_pictures_come_first() -> None:
    assert Walk(ROWS, 2).nearest_first == (9, 4, 3, 7)
