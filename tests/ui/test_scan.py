"""A look through a folder, piece by piece."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtWidgets import QApplication
from ui_fakes import FakeParts

from catdog_gui.paths import Paths
from catdog_gui.pictures.models import Group
from catdog_gui.ui.models.batches import Found, Labelled
from catdog_gui.ui.scan import Scan


def _found(first: int, count: int) -> Found:
    batch = Found(Path("pets"), first)
    for number in range(count):
        batch.add(Group(Path(f"pets/{first + number}.jpg")), 1, 0.0)
    return batch


def test_pictures_are_told_before_their_scores(qapp: QApplication, paths: Paths) -> None:
    scan = Scan(FakeParts(paths))
    told: list[str] = []
    scan.found.connect(lambda batches: told.extend(f"found {batch.first}" for batch in batches))
    scan.labelled.connect(lambda batches: told.extend(f"labelled {batch.newest}" for batch in batches))
    for first in range(0, 2000, 20):
        scan._found.put(_found(first, 20))
    scan._take_results([Labelled.of([(1500, (0.9, 0.1))], {1510: "damaged"}, 2)])
    assert told[-1] == "labelled 1510"
    assert "found 1500" in told
    assert "found 1980" not in told, "no more than is needed is taken at once"
    scan.deleteLater()
