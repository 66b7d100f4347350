"""McNemar's test against the binomial distribution that it is."""

from __future__ import annotations

import math

import pytest

from catdog_gui.classify.statistics import is_significantly_worse, mcnemar_p


@pytest.mark.parametrize(
    ("only_first", "only_second", "p"),
    [(0, 0, 1.0), (1, 0, 1.0), (5, 0, 0.0625), (0, 6, 0.03125), (3, 3, 1.0), (10, 2, 0.03857421875)],
)
def test_mcnemar_p(only_first: int, only_second: int, p: float) -> None:
    assert mcnemar_p(only_first, only_second) == pytest.approx(p)


def test_mcnemar_p_is_that_of_a_binomial_test() -> None:
    tail = sum(math.comb(11, count) for count in range(4)) / 2**11
    assert mcnemar_p(8, 3) == mcnemar_p(3, 8) == pytest.approx(2 * tail)


def test_mcnemar_p_of_very_many_pictures() -> None:
    assert mcnemar_p(3000, 3000) == 1.0
    assert mcnemar_p(4000, 2000) < 1e-100


@pytest.mark.parametrize(
    ("lost", "gained", "worse"), [(4, 0, False), (5, 0, True), (6, 2, False), (9, 2, True), (2, 9, False)]
)
def test_a_change_is_worse_if_it_loses_more_than_chance_explains(lost: int, gained: int, worse: bool) -> None:
    assert is_significantly_worse(lost, gained) is worse
