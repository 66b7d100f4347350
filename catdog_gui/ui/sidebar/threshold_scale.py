"""Thresholds as places on a line that is spread out where pictures are: towards certainty."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

STEPS = 1000
_LAST_POLICY_STEP = 900
_MAX_LOG_ODDS = 8.0


@dataclass(frozen=True, slots=True)
class ThresholdScale:
    """Between thresholds, 0.5 and up, and steps, 0 to `STEPS`.

    The named thresholds stand at equal distances, however close together they are; between them, and to the end, the
    line follows the log odds. `odds` and `steps` are its knots, ascending.
    """

    log_odds: tuple[float, ...]
    steps: tuple[float, ...]

    @classmethod
    def from_thresholds(cls, thresholds: Iterable[float]) -> ThresholdScale:
        inner = sorted({round(odds, 6) for odds in map(_log_odds, thresholds) if 0 < odds < _MAX_LOG_ODDS})
        places = np.linspace(0, _LAST_POLICY_STEP, len(inner) + 1).tolist() if inner else [0.0]
        return cls((0.0, *inner, _MAX_LOG_ODDS), (*places, float(STEPS)))

    def step(self, threshold: float) -> int:
        return round(float(np.interp(_log_odds(threshold), self.log_odds, self.steps)))

    def threshold(self, step: float) -> float:
        return 1 / (1 + float(np.exp(-np.interp(step, self.steps, self.log_odds))))

    def step_positions(self, thresholds: npt.NDArray[np.float32]) -> npt.NDArray[np.float64]:
        """`step` of many, not rounded: (n,) -> (n,)."""
        limited = np.clip(thresholds.astype(np.float64), 0.5, 1 - 1e-6)
        return np.interp(np.log(limited / (1 - limited)), self.log_odds, self.steps)


def _log_odds(threshold: float) -> float:
    limited = min(max(threshold, 0.5), 1 - 1e-6)
    return float(np.log(limited / (1 - limited)))
