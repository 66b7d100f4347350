"""What the trainer tells while it runs, as records."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from catdog_gui.messages import message_from_json
from catdog_gui.retraining.models import Release


@dataclass(frozen=True, slots=True)
class Stage:
    """A new stage begins; `name` is a few words."""

    name: str


@dataclass(frozen=True, slots=True)
class Progress:
    """`step` of `total` of a stage, 0 of 0 where that is not known; `rate` in steps a second.

    `seconds_left` is None while there is nothing to tell it from; `figures` are such as loss and accuracy, for curves.
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
    """A part of the input was left out, or why the command failed."""

    message: str


@dataclass(frozen=True, slots=True)
class Succeeded:
    """The last event of a retraining that came to its end: the new release, which may be in use already."""

    release: Release


@dataclass(frozen=True, slots=True)
class Failed:
    """The last event of one that did not: why, in a sentence. The model in use is untouched."""

    message: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    """The last event of one that the user stopped."""


Event = Stage | Progress | Metric | Notice | Succeeded | Failed | Cancelled

_RESERVED_KEYS = frozenset({"event", "stage", "step", "total", "rate", "seconds_left"})


def parse_event(line: str) -> Event | None:
    """The record of one line of the trainer's; None for what is none, and for its `done`."""
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
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
    return None
