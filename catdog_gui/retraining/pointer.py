"""The small file with the name of the release in use, and of those that were in use before."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path

from catdog_gui.storage import write_atomically

BUNDLED_NAME = "bundled"
POINTER_FILE = "in-use.json"
_MAX_HISTORY = 100


@dataclass(frozen=True, slots=True)
class Pointer:
    """`previous` are the names of the releases that were in use before, the latest one last."""

    in_use: str = BUNDLED_NAME
    previous: tuple[str, ...] = ()

    def switched_to(self, name: str) -> Pointer:
        return self if name == self.in_use else Pointer(name, (*self.previous, self.in_use)[-_MAX_HISTORY:])

    def without(self, name: str) -> Pointer:
        return Pointer(self.in_use, tuple(each for each in self.previous if each != name))


def read_pointer(models_dir: Path) -> Pointer:
    """Reads the file; the bundled model is in use if there is no file, or if it is damaged."""
    try:
        content = json.loads((models_dir / POINTER_FILE).read_bytes())
        return Pointer(str(content["in_use"]), tuple(str(name) for name in content["before"]))
    except (OSError, ValueError, KeyError, TypeError):
        return Pointer()


def write_pointer(models_dir: Path, pointer: Pointer) -> None:
    """Replaces the file at once: another process that reads it sees the old one or the new one, never a part.

    Raises:
        OSError: it cannot be written.
    """
    write_atomically(
        models_dir / POINTER_FILE, json.dumps({"in_use": pointer.in_use, "before": pointer.previous}).encode()
    )
