"""The minimizers, against those of scipy and against what convexity promises."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import optimize

from trainer.optimization import Doubles, Quadratic, minimize_convex, minimize_on_interval

TOLERANCE = 1e-12
SEEDS = st.integers(0, 2**32 - 1)


class Logistic:
    """Ridge logistic regression without a bias on seeded random data, in double precision."""

    def __init__(self, seed: int, strength: float = 1.0, rows: int = 40, columns: int = 6) -> None:
        generator = np.random.default_rng(seed)
        self.inputs = generator.normal(size=(rows, columns)) * 10 ** generator.uniform(-1, 1, columns)
        self.signs = np.where(generator.random(rows) < 0.5, -1.0, 1.0)
        self.strength = strength
        self.start = generator.normal(size=columns) * 3

    def __call__(self, point: Doubles) -> Quadratic:
        margins = self.signs * (self.inputs @ point)
        chances = np.exp(-np.logaddexp(0, margins))
        curvature = chances * (1 - chances)
        return Quadratic(
            float(np.logaddexp(0, -margins).sum() + self.strength / 2 * point @ point),
            -self.inputs.T @ (chances * self.signs) + self.strength * point,
            lambda change: self.inputs.T @ (curvature * (self.inputs @ change)) + self.strength * change,
        )

    def scipy_solution(self) -> Doubles:
        return optimize.minimize(
            lambda point: self(point)[:2], self.start, jac=True, method="BFGS", options={"gtol": 1e-9}
        ).x


@pytest.mark.parametrize("strength", [0.01, 1.0, 100.0])
@given(seed=SEEDS)
@settings(max_examples=10)
def test_the_solution_is_that_of_scipy(strength: float, seed: int) -> None:
    problem = Logistic(seed, strength)
    found = minimize_convex(problem, problem.start, TOLERANCE)
    np.testing.assert_allclose(found, problem.scipy_solution(), rtol=1e-4, atol=1e-4)


@given(seed=SEEDS)
@settings(max_examples=10)
def test_no_other_point_is_lower(seed: int) -> None:
    problem = Logistic(seed)
    found = minimize_convex(problem, problem.start, TOLERANCE)
    others = found + np.random.default_rng(seed).normal(size=(20, len(found))) * 0.1
    assert all(problem(other).value >= problem(found).value - 1e-9 for other in others)


@given(seed=SEEDS)
@settings(max_examples=10)
def test_where_it_starts_makes_no_difference(seed: int) -> None:
    problem = Logistic(seed)
    found = minimize_convex(problem, problem.start, TOLERANCE)
    again = minimize_convex(problem, found, TOLERANCE)
    np.testing.assert_allclose(found, minimize_convex(problem, -problem.start, TOLERANCE), atol=1e-4)
    np.testing.assert_allclose(found, again, atol=1e-4)


@given(seed=SEEDS)
@settings(max_examples=10)
def test_a_coarse_tolerance_bounds_the_value(seed: int) -> None:
    problem = Logistic(seed)
    least = problem(minimize_convex(problem, problem.start, TOLERANCE)).value
    coarse = problem(minimize_convex(problem, problem.start, 1e-3)).value
    assert coarse - least <= 2e-3 * max(coarse, 1.0)


def test_a_quadratic_is_solved_exactly() -> None:
    matrix = np.array([[4.0, 1, 0], [1, 3, 0], [0, 0, 1e-3]])
    target = np.array([1.0, -2, 3])
    found = minimize_convex(
        lambda point: Quadratic(
            float((point - target) @ matrix @ (point - target) / 2), matrix @ (point - target), lambda by: matrix @ by
        ),
        np.zeros(3),
        1e-14,
    )
    np.testing.assert_allclose(found, target, atol=1e-4)


def test_a_minimum_that_is_infinitely_far_ends_the_search_all_the_same() -> None:
    """exp(-x) falls for ever, and the second direction has no curvature."""

    def falling(point: Doubles) -> Quadratic:
        value = np.exp(-point[0])
        return Quadratic(float(value), np.array([-value, 0.0]), lambda change: np.array([value, 0.0]) * change)

    found = minimize_convex(falling, np.zeros(2), 1e-9)
    assert found[0] > 15
    assert found[1] == 0


def test_at_the_minimum_nothing_moves() -> None:
    start = np.array([1.0, 2.0])
    found = minimize_convex(lambda _: Quadratic(0.0, np.zeros(2), np.zeros_like), start, TOLERANCE)
    assert found.tolist() == start.tolist()


@settings(max_examples=30)
@given(minimum=st.floats(-2, 3), steep=st.floats(0.1, 10), low=st.floats(-5, -2.5), high=st.floats(3.5, 6))
def test_on_an_interval_it_finds_what_scipy_finds(minimum: float, steep: float, low: float, high: float) -> None:
    def function(at: float) -> float:
        return steep * (at - minimum) ** 2 + abs(at - minimum)

    found = minimize_on_interval(function, low, high, 1e-6)
    of_scipy = optimize.minimize_scalar(function, bounds=(low, high), method="bounded", options={"xatol": 1e-7}).x
    assert found == pytest.approx(minimum, abs=1e-6)
    assert found == pytest.approx(of_scipy, abs=1e-5)


@pytest.mark.parametrize(("slope", "expected"), [(1.0, -1.0), (-1.0, 2.0)])
def test_on_an_interval_the_least_value_may_be_at_an_end(slope: float, expected: float) -> None:
    assert minimize_on_interval(lambda at: slope * at, -1.0, 2.0, 1e-6) == pytest.approx(expected, abs=1e-6)
