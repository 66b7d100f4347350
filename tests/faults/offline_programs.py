"""Sorts, watches, retrains and opens the window, one after the other; prints what each of them did.

    python offline_programs.py FOLDER MODEL

FOLDER has `pictures` and `arriving`; MODEL has a reference. `test_offline.py` runs this without a network.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import time
from pathlib import Path

os.environ["QT_QPA_PLATFORM"] = "offscreen"

import catdog_gui.ui  # noqa: F401 - before anything else of Qt, see there
from catdog_gui.cli import main
from catdog_gui.paths import Paths
from catdog_gui.retraining.releases import Releases

_MOST_SECONDS = 60.0


def stop_when_there(path: Path) -> threading.Thread:
    """Asks this program to stop, as a user does, when a file is there."""

    def wait() -> None:
        end = time.monotonic() + _MOST_SECONDS
        while not path.exists() and time.monotonic() < end:
            time.sleep(0.02)
        os.kill(os.getpid(), signal.SIGTERM)

    thread = threading.Thread(target=wait)
    thread.start()
    return thread


def open_window(folder: Path, home: Path) -> int:
    """Opens a folder in the window and closes it after the scan; the number of its pictures."""
    from PySide6.QtWidgets import QApplication

    from catdog_gui.ui.session.backend import Backend, Options
    from catdog_gui.ui.shell.application import Application

    app = QApplication([])
    application = Application(app, Backend(Paths.at(home), Options(workers=2)))
    application.session.scan_ended.connect(app.quit)
    application.start(folder)
    app.exec()
    count = len(application.session.pictures.table)
    application.close()
    application.dispose()
    return count


def run(folder: Path, model: Path) -> None:
    home, pictures, arriving = folder / "home", folder / "pictures", folder / "arriving"

    def catdog(*arguments: object) -> int:
        return main(["--home", str(home), *map(str, arguments)])

    releases = Releases(Paths.at(home).models_dir)
    releases.use(releases.import_folder(model).name)
    print("sort", catdog("sort", pictures, "--yes"), flush=True)
    print("retrain", catdog("retrain", "--examples", pictures, "--yes"), flush=True)
    print("undo", catdog("undo", "--yes"), flush=True)
    stopping = stop_when_there(arriving / "cat" / "new.png")
    print("watch", catdog("watch", arriving, "--existing", "sort", "--settle", "0.1"), flush=True)
    stopping.join()
    print("window", open_window(pictures, home), flush=True)


if __name__ == "__main__":
    run(Path(sys.argv[1]), Path(sys.argv[2]))
