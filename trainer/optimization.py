"""Minimizes smooth convex functions, in numpy: a trust-region Newton method, and a golden-section search.

The Newton step is found by conjugate gradients within the trust region, so that only products with the Hessian are
needed: Steihaug, "The Conjugate Gradient Method and Trust Regions in Large Scale Optimization", 1983, as algorithms
4.1 and 7.2 of Nocedal and Wright, "Numerical Optimization", 2006; for logistic regression as in Lin, Weng and Keerthi,
"Trust Region Newton Method for Large-Scale Logistic Regression", 2008.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

Doubles = npt.NDArray[np.float64]


class Quadratic(NamedTuple):
    """A function near a point: its value, its gradient (n,), and the product of its Hessian with a direction (n,)."""

    value: float
    gradient: Doubles
    hessian_times: Callable[[Doubles], Doubles]


class _Step(NamedTuple):
    """A change of the point (n,), how much the quadratic falls by it, and whether the region's border ended it."""

    change: Doubles
    predicted_decrease: float
    is_at_border: bool


# Nocedal and Wright, algorithm 4.1: a step is taken if it keeps a small part of what was predicted; the region shrinks
# where less than a quarter is kept, and grows where more than three quarters are.
_LEAST_KEPT, _POOR, _GOOD = 1e-4, 0.25, 0.75
# How much of the gradient may remain when the conjugate gradients end.
_FORCING_TERM = 0.1
_MOST_CG_STEPS = 200
_INVERSE_GOLDEN_RATIO = (math.sqrt(5) - 1) / 2


def minimize_convex(
    function: Callable[[Doubles], Quadratic], start: Doubles, tolerance: float, max_iterations: int = 100
) -> Doubles:
    """The point (n,) where a twice differentiable convex function is least.

    It ends where the quadratic predicts that the value can fall by no more than `tolerance` times the value (or times
    one, if that is more).
    """
    point, here = start, function(start)
    radius = float(np.linalg.norm(here.gradient))
    for _ in range(max_iterations):
        step = _step_within(radius, here)
        if step.predicted_decrease <= tolerance * max(abs(here.value), 1.0):
            break
        trial = function(point + step.change)
        kept = (here.value - trial.value) / step.predicted_decrease
        if kept < _POOR:
            radius = float(np.linalg.norm(step.change)) / 4
        elif kept > _GOOD and step.is_at_border:
            radius *= 2
        if kept > _LEAST_KEPT:
            point, here = point + step.change, trial
    return point


def minimize_on_interval(function: Callable[[float], float], low: float, high: float, tolerance: float) -> float:
    """Where a function that falls and then rises within [low, high] is least, give or take `tolerance`.

    Kiefer, "Sequential Minimax Search for a Maximum", 1953.
    """
    left, right = high - _INVERSE_GOLDEN_RATIO * (high - low), low + _INVERSE_GOLDEN_RATIO * (high - low)
    at_left, at_right = function(left), function(right)
    while high - low > tolerance:
        if at_left < at_right:
            high, right, at_right = right, left, at_left
            left = high - _INVERSE_GOLDEN_RATIO * (high - low)
            at_left = function(left)
        else:
            low, left, at_left = left, right, at_right
            right = low + _INVERSE_GOLDEN_RATIO * (high - low)
            at_right = function(right)
    return (low + high) / 2


def _step_within(radius: float, here: Quadratic) -> _Step:
    """Conjugate gradients from zero until the gradient of the quadratic is small, or the border is reached."""
    change, residual = np.zeros_like(here.gradient), -here.gradient
    direction, square = residual, float(residual @ residual)
    enough = _FORCING_TERM**2 * square
    decrease = 0.0
    for _ in range(_MOST_CG_STEPS):
        product = here.hessian_times(direction)
        curvature = float(direction @ product)
        length = square / curvature if curvature > 0 else math.inf
        if not math.isfinite(length) or np.linalg.norm(change + length * direction) >= radius:
            return _step_to_border(radius, change, direction, square, curvature, decrease)
        change = change + length * direction
        decrease += length * square / 2
        residual = residual - length * product
        new_square = float(residual @ residual)
        if new_square <= enough:
            break
        direction = residual + new_square / square * direction
        square = new_square
    return _Step(change, decrease, is_at_border=False)


def _step_to_border(
    radius: float, change: Doubles, direction: Doubles, square: float, curvature: float, decrease: float
) -> _Step:
    """From `change` along `direction` to the border; `square` is how steeply the quadratic falls along it."""
    if not square:
        return _Step(change, decrease, is_at_border=False)
    a, b, c = float(direction @ direction), float(change @ direction), float(change @ change) - radius**2
    length = (-b + math.sqrt(max(b * b - a * c, 0.0))) / a
    return _Step(change + length * direction, decrease + length * square - length**2 * curvature / 2, is_at_border=True)
