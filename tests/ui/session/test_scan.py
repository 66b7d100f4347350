"""The scan of a folder alone: its order of events, and that many small folders are no slower than a large one."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from ui_fakes import ColourEngine, FakeBackend, colour_model

from catdog_gui.classify.models import ScoreResult
from catdog_gui.classify.scorer import Scorer
from catdog_gui.paths import Paths
from catdog_gui.pictures.models import Group, Skipped, SkipReason
from catdog_gui.ui.session.backend import LoadedModel
from catdog_gui.ui.session.batches import PictureBatch, ScoreBatch
from catdog_gui.ui.session.scan import Scan, ScanScope

FOLDERS, IN_EACH = 1000, 3


class ManyFolders(FakeBackend):
    """A thousand folders of three pictures and a hidden file each, all scored in no time."""

    def find(self, folder: Path, outputs: Sequence[str], *, recursive: bool) -> Iterator[Group | Skipped]:
        for number in range(FOLDERS):
            yield Skipped(folder / str(number) / ".hidden", SkipReason.HIDDEN)
            yield from (Group(folder / str(number) / f"{name}.jpg", ()) for name in range(IN_EACH))

    def classify(
        self, pictures: Iterable[Path], loaded: LoadedModel, workers: int, stop: threading.Event
    ) -> Iterator[ScoreResult]:
        yield from (ScoreResult(path, (1.0, 0.0)) for path in pictures)


@pytest.fixture
def scan(qapp: QApplication, paths: Paths) -> Iterator[Scan]:
    made = Scan(ManyFolders(paths))
    yield made
    made.stop()
    assert made.wait(2)


def test_a_picture_is_found_before_it_is_labelled(scan: Scan, qtbot: QtBot) -> None:
    found, labelled = 0, 0

    def take_found(batches: list[PictureBatch]) -> None:
        nonlocal found
        assert batches[0].first == found
        found += sum(len(batch.names) for batch in batches)

    def take_labelled(batches: list[ScoreBatch]) -> None:
        nonlocal labelled
        assert max(int(batch.rows.max()) for batch in batches if len(batch)) < found
        labelled += sum(len(batch) for batch in batches)

    scan.found.connect(take_found)
    scan.labelled.connect(take_labelled)
    with qtbot.waitSignal(scan.ended, timeout=10_000):
        scan.start(ScanScope(Path("/pictures"), True, ()))
        scan.start_labelling(LoadedModel(Scorer.of_one_look(colour_model(), ColourEngine())), 1)
    assert (found, labelled) == (FOLDERS * IN_EACH, FOLDERS * IN_EACH)
    progress = scan.progress()
    assert (progress.found, progress.done, progress.skipped) == (found, labelled, FOLDERS)


def test_many_small_folders_arrive_in_few_batches(scan: Scan, qtbot: QtBot) -> None:
    moments: list[int] = []
    scan.found.connect(lambda batches: moments.append(len(batches)))
    with qtbot.waitSignal(scan.ended, timeout=10_000):
        scan.start(ScanScope(Path("/pictures"), True, ()))
        scan.skip_labelling()
    assert sum(moments) >= FOLDERS
    assert len(moments) < FOLDERS / 20
