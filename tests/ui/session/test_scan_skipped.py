"""What a scan passed over: counted for the user, but not the folders that the program sorts into."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from ui_fakes import FakeBackend

from catdog_gui.paths import Paths
from catdog_gui.pictures.models import Group, Skipped, SkipReason
from catdog_gui.ui.session.scan import Scan, ScanScope


class SkippingBackend(FakeBackend):
    """Comes upon an output folder, a hidden file, and a folder that cannot be read."""

    def find(self, folder: Path, outputs: Sequence[str], *, recursive: bool) -> Iterator[Group | Skipped]:
        yield Skipped(folder / "cat", SkipReason.OUTPUT)
        yield Skipped(folder / ".hidden.jpg", SkipReason.HIDDEN)
        yield Skipped(folder / "locked", SkipReason.UNREADABLE)


def test_an_output_folder_is_not_counted(qapp: QApplication, paths: Paths, qtbot: QtBot) -> None:
    scan = Scan(SkippingBackend(paths))
    with qtbot.waitSignal(scan.ended, timeout=10_000):
        scan.start(ScanScope(Path("/pictures"), True, ("cat",)))
        scan.skip_labelling()
    assert scan.progress().skipped == 2
    assert scan.unreadable == [Path("/pictures/locked")]
    scan.stop()
    assert scan.wait(2)
