"""Folders of pictures: filled, planned for, and compared."""

from __future__ import annotations

import os
from collections import Counter
from pathlib import Path

from catdog_gui.pictures.models import Group
from catdog_gui.sorting.models import LabelledGroup, Mode, Plan, SortOptions
from catdog_gui.sorting.plan import plan_sort


class Folder:
    """A folder of pictures that a test fills and plans for."""

    def __init__(self, root: Path) -> None:
        self.root = root
        root.mkdir()

    def put(self, name: str, content: bytes = b"") -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content or os.fsencode(name))
        os.utime(path, ns=(1_500_000_000_123_456_789, 1_500_000_000_123_456_789))
        return path

    def plan(self, labels: dict[str, str], into: Path | None = None, mode: Mode = Mode.MOVE) -> Plan:
        """Plans pictures by name; a comma joins the files of a group."""
        labelled = []
        for names, label in labels.items():
            picture, *companions = (self.root / name for name in names.split(","))
            labelled.append(LabelledGroup(Group(picture, tuple(companions)), label))
        return plan_sort(labelled, {"cat", "dog"}, SortOptions(self.root, into, mode))


def tree(root: Path) -> dict[str, tuple[bytes, int] | None]:
    """All names under a folder, with content and time of files."""
    return {
        str(path.relative_to(root)): (path.read_bytes(), path.stat().st_mtime_ns) if path.is_file() else None
        for path in root.rglob("*")
    }


def contents(*roots: Path) -> Counter[bytes]:
    """How often each content is there."""
    return Counter(path.read_bytes() for root in roots for path in root.rglob("*") if path.is_file())
