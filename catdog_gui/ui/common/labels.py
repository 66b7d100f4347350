"""What a picture can be labelled, as small numbers: the classes of the model, then both, neither, unsure."""

from __future__ import annotations

from dataclasses import dataclass

from catdog_gui.classify.models import BOTH, NEITHER, UNSURE, ScoreKind

WAITING = 254
FAILED = 255


@dataclass(frozen=True, slots=True)
class Labels:
    """The names of the labels in the order of their codes: the model's classes, then both, neither, unsure."""

    classes: tuple[str, ...] = ("cat", "dog")
    kind: ScoreKind = ScoreKind.INDEPENDENT

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.classes, BOTH, NEITHER, UNSURE)

    @property
    def both(self) -> int:
        return len(self.classes)

    @property
    def neither(self) -> int:
        return len(self.classes) + 1

    @property
    def unsure(self) -> int:
        return len(self.classes) + 2

    def code(self, name: str) -> int | None:
        return self.names.index(name) if name in self.names else None

    def name(self, code: int | None) -> str | None:
        return None if code is None else self.names[code]
