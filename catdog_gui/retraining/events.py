"""The events of a retrain, and how to read those that the trainer writes."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from catdog_gui.messages import message_from_json
from catdog_gui.retraining.models import Release


@dataclass(frozen=True, slots=True)
class Stage:
    """A new stage begins; `name` describes it in a few words."""

    name: str


@dataclass(frozen=True, slots=True)
class Progress:
    """Step `step` of `total` of a stage (0 of 0 if unknown); `rate` is in steps per second.

    `seconds_left` is None while it cannot be estimated; `figures` are values for curves, such as loss and accuracy.
    """

    stage: str
    step: int
    total: int
    rate: float
    seconds_left: float | None
    figures: Mapping[str, float] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Metric:
    name: str
    value: float


@dataclass(frozen=True, slots=True)
class Notice:
    """A message: a part of the input was left out, or the command failed."""

    message: str


@dataclass(frozen=True, slots=True)
class Succeeded:
    """The last event of a retrain that succeeded: the new release, which may be in use already."""

    release: Release


@dataclass(frozen=True, slots=True)
class Failed:
    """The last event of a retrain that failed, and why. The model in use stays as it was."""

    message: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The last event of a retrain that the user stopped."""


Event = Stage | Progress | Metric | Notice | Succeeded | Failed | Cancelled

_RESERVED_KEYS = frozenset({"event", "stage", "step", "total", "rate", "seconds_left"})


def parse_event(line: str) -> Event | None:
    """The event in one line of the trainer's output; None if the line holds none, or only `done`."""
    try:
        content: dict[str, Any] = json.loads(line)
        match content.get("event"):
            case "stage":
                return Stage(str(content["stage"]))
            case "progress":
                figures = {name: float(value) for name, value in content.items() if name not in _RESERVED_KEYS}
                left = content["seconds_left"]
                return Progress(
                    stage=str(content["stage"]),
                    step=int(content["step"]),
                    total=int(content["total"]),
                    rate=float(content["rate"]),
                    seconds_left=None if left is None else float(left),
                    figures=figures,
                )
            case "metric":
                return Metric(str(content["name"]), float(content["value"]))
            case "error":
                return Notice(message_from_json(content.get("text"), str(content["message"])))
    except (ValueError, KeyError, TypeError, AttributeError, OverflowError, RecursionError):
        return None
    return None
