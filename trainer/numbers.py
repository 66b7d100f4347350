"""Checks the numbers of the command line before anything is read."""

from __future__ import annotations

import argparse
import math
from collections.abc import Mapping

from trainer.errors import TrainerError

# What numpy, torch and transformers all take.
_LARGEST_SEED = 2**32 - 1


def parse_seed(text: str) -> int:
    """A seed from the command line, as argparse wants its types."""
    if not text.isdecimal() or int(text) > _LARGEST_SEED:
        raise argparse.ArgumentTypeError(f"a whole number from 0 to {_LARGEST_SEED} is possible, not {text}")
    return int(text)


def require_bounds(values: Mapping[str, object], bounds: Mapping[str, tuple[float, float]]) -> None:
    """Checks numbers, named as their options with underscores.

    Raises:
        TrainerError: one is not within its (least, most), both of which are allowed.
    """
    for name, (least, most) in bounds.items():
        value = values[name]
        if not isinstance(value, int | float) or not math.isfinite(value) or not least <= value <= most:
            option = f"--{name.replace('_', '-')}"
            if (least, most) == (0, 1):
                raise TrainerError(f"{option} is a share between 0 and 1, not {value}")
            upward = f"must be {least:g} or more" if most == math.inf else f"must be from {least:g} to {most:g}"
            raise TrainerError(f"{option} {upward}, not {value}")
