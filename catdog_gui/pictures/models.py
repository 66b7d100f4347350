"""The records of what is found on disk, and the reasons why a file is not used."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

from catdog_gui.messages import Message, UserError


@dataclass(frozen=True, slots=True)
class Group:
    """A picture and the files that belong to it and move with it: sidecars, RAW, the MOV of a Live Photo."""

    picture: Path
    companions: tuple[Path, ...] = ()

    @property
    def files(self) -> tuple[Path, ...]:
        return (self.picture, *self.companions)


class SkipReason(StrEnum):
    """Why a directory entry is skipped."""

    HIDDEN = "hidden"
    JUNK = "junk"
    SYMLINK = "symlink"
    EMPTY = "empty"
    OUTPUT = "output"
    UNREADABLE = "unreadable"
    NOT_READ = "not read by this program"
    NO_PICTURE = "no picture"


@dataclass(frozen=True, slots=True)
class Skipped:
    path: Path
    reason: SkipReason


class PictureErrorKind(StrEnum):
    """Why a picture cannot be read."""

    MISSING = "missing"
    UNREADABLE = "unreadable"
    EMPTY = "empty"
    NOT_A_PICTURE = "not_a_picture"
    TOO_LARGE = "too_large"
    TRUNCATED = "truncated"
    CORRUPT = "corrupt"
    TIMEOUT = "timeout"


class PictureError(UserError):
    """A picture that cannot be read."""

    def __init__(self, kind: PictureErrorKind, message: Message) -> None:
        super().__init__(message)
        self.kind = kind
