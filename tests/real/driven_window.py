"""The program on a real screen, with the model of colours; writes what its user sees to a file, again and again.

python driven_window.py HOME [FOLDER | --background]
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path

import catdog_gui.ui  # noqa: F401 - before anything else of Qt, see there

from PySide6.QtCore import QTimer  # isort: skip
from PySide6.QtWidgets import QApplication, QCheckBox, QComboBox, QLineEdit, QMenu, QSlider, QToolButton, QWidget  # isort: skip
from ui_fakes import FakeBackend  # isort: skip
from ui_pages import LoupePage  # isort: skip

from catdog_gui.paths import Paths
from catdog_gui.ui.help.shortcut_overlay import ShortcutOverlay
from catdog_gui.ui.loupe.screen import LoupeScreen
from catdog_gui.ui.settings.dialog import SettingsDialog
from catdog_gui.ui.shell.application import Application

INTERVAL_MS = 20


def state(application: Application) -> dict[str, object]:
    """What the user sees."""
    window, session = application.window, application.session
    table, grid, focus = session.pictures.table, window.grid, QApplication.focusWidget()
    find = window.findChild(QLineEdit, "find")
    menu = QApplication.activePopupWidget()
    dialogs = [each for each in window.findChildren(SettingsDialog) if each.isVisible()]
    return {
        "scanned": session.model.loaded is not None and not session.is_scanning,
        "folder": session.folder.name if session.folder else "",
        "visible": window.isVisible() and not window.isMinimized(),
        "position": window.geometry().topLeft().toTuple(),
        "active": window.isActiveWindow(),
        "focus": (focus.objectName() or type(focus).__name__) if focus else "",
        "focus_name": focus.accessibleName() if focus else "",
        "watching": [each.activity.value for each in application.watch_service.folders],
        "sorting": application.sort_service.is_busy,
        "saving": session.file_tasks.is_busy,
        "keys": any(each.isVisible() for each in window.findChildren(ShortcutOverlay)),
        "find": find.text() if find is not None and find.isVisible() else None,
        "current": grid.currentIndex().data(),
        "shown": session.pictures.rowCount(),
        "corrected": {table.name(row): table.correction(row) for row in table.corrected.nonzero()[0].tolist()},
        "language": session.settings.language,
        "loupe": shown_in(window.loupe_controller.screen),
        "settings": dialogs[0].windowTitle() if dialogs else "",
        "settings_place": dialogs[0].geometry().getRect() if dialogs else (),
        "recursive": session.settings.recursive,
        "menu": [each.text() for each in menu.actions()] if isinstance(menu, QMenu) else [],
        "header": dict(header_controls(window.header)),
    }


def shown_in(loupe: LoupeScreen | None) -> dict[str, str] | None:
    if loupe is None:
        return None
    page = LoupePage(loupe)
    return {"name": page.name.text(), "position": page.position.text(), "zoom": page.zoom.text()}


def header_controls(header: QWidget) -> Iterator[tuple[str, tuple[int, int]]]:
    """Where each control of the header begins, and how wide it is."""
    for each in header.findChildren(QWidget):
        if isinstance(each, QToolButton | QCheckBox | QComboBox | QSlider) and each.isVisible():
            yield each.objectName() or type(each).__name__, (each.x(), each.width())


def main(home: Path, arguments: list[str]) -> int:
    app = QApplication(["catdog"])
    application = Application(app, FakeBackend(Paths.at(home)))
    file = home / "state.json"

    def write_state() -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.with_suffix(".new").write_text(json.dumps(state(application)))
        file.with_suffix(".new").replace(file)

    timer = QTimer()
    timer.timeout.connect(write_state)
    timer.start(INTERVAL_MS)
    if arguments == ["--background"]:
        application.start_in_background()
    else:
        application.start(Path(arguments[0]) if arguments else None)
    return app.exec()


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), sys.argv[2:]))
