"""Decisions as numbers, called codes: the classes of the model, then those of `classify.decisions`."""

from __future__ import annotations

from dataclasses import dataclass

from catdog_gui.classify.decisions import BOTH, NEITHER, NON_CLASS_DECISIONS, NON_CLASS_NAMES, UNSURE
from catdog_gui.classify.models import ScoreKind

# Codes that no class has: the largest that 16 bits hold.
WAITING = 32_766
FAILED = 32_767


@dataclass(frozen=True, slots=True)
class Labels:
    """The names of the labels in the order of their codes: the model's classes, then both, neither, unsure."""

    classes: tuple[str, ...] = ("cat", "dog")
    kind: ScoreKind = ScoreKind.INDEPENDENT

    @property
    def names(self) -> tuple[str, ...]:
        return (*self.classes, *NON_CLASS_NAMES)

    @property
    def decisions(self) -> tuple[str, ...]:
        """The names of what the model may decide."""
        others = (each.name for each in NON_CLASS_DECISIONS if self.kind in each.kinds)
        return (*self.classes, *others, UNSURE)

    @property
    def both(self) -> int:
        return len(self.classes) + NON_CLASS_NAMES.index(BOTH)

    @property
    def neither(self) -> int:
        return len(self.classes) + NON_CLASS_NAMES.index(NEITHER)

    @property
    def unsure(self) -> int:
        return len(self.classes) + NON_CLASS_NAMES.index(UNSURE)

    def code(self, name: str) -> int | None:
        return self.names.index(name) if name in self.names else None

    def name(self, code: int | None) -> str | None:
        return None if code is None else self.names[code]
