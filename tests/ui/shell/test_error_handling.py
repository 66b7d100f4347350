"""Errors of disks, folders and other programs are reported in the window, and no picture is lost."""

from __future__ import annotations

import shutil
import subprocess
import threading
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QPlainTextEdit
from pytestqt.qtbot import QtBot
from ui_fakes import ColourEngine, FakeBackend
from ui_pages import WindowPage, error_dialogs, find

from catdog_gui.paths import Paths
from catdog_gui.sorting.models import Mode, Plan, SortOptions
from catdog_gui.ui.bars.run_report import RunReport
from catdog_gui.ui.shell.application import Application
from catdog_gui.ui.shell.error_dialog import ExceptionHook


def _contents(*folders: Path) -> Counter[bytes]:
    return Counter(path.read_bytes() for folder in folders for path in folder.rglob("*") if path.is_file())


def _sort(application: Application, options: SortOptions, qtbot: QtBot) -> RunReport:
    reports: list[RunReport] = []
    application.sort_service.finished.connect(reports.append)
    application.sort_service.plan(options, application.sort_service.sort)
    qtbot.waitUntil(lambda: bool(reports), timeout=10_000)
    return reports[0]


def _open(qapp: QApplication, backend: FakeBackend, folder: Path, qtbot: QtBot) -> Application:
    application = Application(qapp, backend)
    with qtbot.waitSignal(application.session.scan_ended, timeout=10_000):
        application.start(folder)
    return application


def _close(application: Application) -> None:
    application.close()
    assert application.ended_in_time
    application.deleteLater()


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A file system of 64 kB."""
    folder = tmp_path / "disk"
    folder.mkdir()
    if shutil.which("mount") is None:
        pytest.skip("there is no mount here to make a small disk with")
    mount = ["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(folder)]
    if subprocess.run(mount, capture_output=True).returncode != 0:
        pytest.skip("a small disk can be made by root alone")
    yield folder
    subprocess.run(["umount", "-l", str(folder)], check=True)


def _fill(disk: Path) -> None:
    room = shutil.disk_usage(disk).free
    (disk / "ballast").write_bytes(bytes(room))


def test_the_sort_sheet_reports_a_deleted_folder(opened: Application, pets: Path, qtbot: QtBot) -> None:
    shutil.rmtree(pets)
    page = WindowPage(opened).sort_sheet
    opened.window.sort_controller.open_sheet()
    qtbot.waitUntil(lambda: any("no longer there" in reason for reason in page.skipped))
    assert not page.sort.isEnabled()


def test_a_drive_that_is_unplugged_during_a_scan(qapp: QApplication, paths: Paths, pets: Path, qtbot: QtBot) -> None:
    application = Application(qapp, FakeBackend(paths, ColourEngine(delay=0.03)))
    application.start(pets)
    qtbot.waitUntil(lambda: application.session.pictures.counts().total == 25)
    pets.rename(pets.with_name("elsewhere"))
    qtbot.waitUntil(lambda: not application.session.is_scanning, timeout=10_000)
    reasons = {application.session.pictures.table.errors[row] for row in application.session.failed_rows()}
    assert "no longer there" in reasons
    _close(application)


def test_a_folder_that_may_not_be_read(
    application: Application, pets: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    # The tests may be run by root, who may read everything.
    monkeypatch.setattr("catdog_gui.pictures.discovery._list_directory", lambda _directory: None)
    with qtbot.waitSignal(application.session.scan_ended):
        application.start(pets)
    assert WindowPage(application).empty_overlay.title.text() == "“pets” cannot be read."


def test_a_disk_that_fills_up_ends_the_sort_and_says_so(
    opened: Application, pets: Path, small_disk: Path, qtbot: QtBot
) -> None:
    before = _contents(pets)
    subprocess.run(["mount", "-o", "remount,nr_inodes=9", str(small_disk)], check=True)
    report = _sort(opened, SortOptions(pets, small_disk, Mode.MOVE), qtbot)
    assert 0 < report.picture_count < 18
    assert report.stopped == "The disk is full."
    assert _contents(pets, small_disk) == before


def test_a_full_disk_for_the_settings_does_not_stop_the_window(
    qapp: QApplication, small_disk: Path, pets: Path, qtbot: QtBot
) -> None:
    before = _contents(pets)
    _fill(small_disk)
    application = _open(qapp, FakeBackend(Paths.at(small_disk / "home")), pets, qtbot)
    notice = application.window.notice_bar
    application.session.corrections.correct([0], 1)
    qtbot.waitUntil(lambda: "could not be saved" in notice.text)
    assert application.session.pictures.table.correction(0) == 1
    with qtbot.waitSignal(application.sort_service.failed):
        application.sort_service.plan(SortOptions(pets, None, Mode.MOVE), application.sort_service.sort)
    assert "The journal" in notice.text
    assert _contents(pets) == before
    _close(application)


def test_two_windows_that_sort_one_folder_at_once(qapp: QApplication, paths: Paths, pets: Path, qtbot: QtBot) -> None:
    before = _contents(pets)
    windows = [_open(qapp, FakeBackend(paths), pets, qtbot) for _ in range(2)]
    plans: list[Plan] = []
    reports: list[RunReport] = []
    for window in windows:
        window.sort_service.plan(SortOptions(pets, None, Mode.MOVE), plans.append)
        window.sort_service.finished.connect(reports.append)
    qtbot.waitUntil(lambda: len(plans) == 2)
    for window, plan in zip(windows, plans, strict=True):
        window.sort_service.sort(plan)
    qtbot.waitUntil(lambda: len(reports) == 2, timeout=10_000)
    assert _contents(pets) == before
    assert len(list((pets / "cat").iterdir())) == 10
    for window in windows:
        with qtbot.waitSignal(window.sort_service.finished, timeout=10_000):
            window.window.sort_controller.undo()
        assert _contents(pets) == before
    assert not (pets / "cat").exists()
    for window in windows:
        _close(window)


def test_an_error_in_a_thread_opens_the_dialog_too(application: Application, tmp_path: Path, qtbot: QtBot) -> None:
    catcher = ExceptionHook(tmp_path, application)
    before = threading.excepthook
    catcher.install()
    try:
        thread = threading.Thread(target=lambda: 1 // 0)
        thread.start()
        thread.join()
        qtbot.waitUntil(lambda: bool(error_dialogs()))
        (dialog,) = error_dialogs()
        assert "ZeroDivisionError" in find(dialog, QPlainTextEdit).toPlainText()
        dialog.accept()
    finally:
        catcher.remove()
    assert threading.excepthook is before
