"""The window watches a folder into which real photographs arrive, and sorts them with the bundled model."""

from __future__ import annotations

import os
from pathlib import Path

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

import pytest
from pytestqt.qtbot import QtBot

import catdog_gui.ui  # noqa: F401 - before anything else of Qt, see there

CAT_AND_DOG = Path(__file__).parents[3] / "shared" / "datasets" / "Cat_and_Dog"
PICTURES = 40

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not CAT_AND_DOG.is_dir(), reason="the data sets of ../shared are not here"),
    pytest.mark.qt_log_ignore("does not support propagateSizeHints"),
]


@pytest.fixture
def photographs() -> list[tuple[str, bytes]]:
    """Names that begin with what each shows, and the contents of the original files."""
    parquet = pytest.importorskip("pyarrow.parquet", reason="parquet is read with pyarrow, of the train extra")
    (file,) = sorted(CAT_AND_DOG.glob("data/test-*.parquet"))
    table = parquet.read_table(file, columns=["image", "labels"])
    chosen = range(0, table.num_rows, table.num_rows // PICTURES)
    rows = [table.slice(row, 1).to_pylist()[0] for row in chosen][:PICTURES]
    return [(f"{('cat', 'dog')[row['labels']]}-{n}.jpg", row["image"]["bytes"]) for n, row in enumerate(rows)]


def test_real_photographs_arrive(
    qapp: object, tmp_path: Path, photographs: list[tuple[str, bytes]], qtbot: QtBot
) -> None:
    from catdog_gui.paths import Paths
    from catdog_gui.ui.app import Application
    from catdog_gui.ui.parts import Options, Parts
    from catdog_gui.watching.models import Activity

    folder = tmp_path / "arriving"
    folder.mkdir()
    application = Application(qapp, Parts(Paths.at(tmp_path / "home"), Options()))
    application.start(folder)
    watches, window = application.watches, application.window
    qtbot.waitUntil(lambda: application.session.loaded is not None, timeout=30_000)
    window.header._watch.click()
    qtbot.waitUntil(lambda: [each.activity for each in watches.folders] == [Activity.WATCHING], timeout=10_000)
    for name, content in photographs:
        (folder / name).write_bytes(content)

    def handled() -> bool:
        return len(watches.recent) + len(watches.folders[0].open) == PICTURES

    qtbot.waitUntil(handled, timeout=60_000)
    sorted_ = {event.source.name: event for event in watches.recent}
    assert len(sorted_) >= 0.9 * PICTURES
    right = sum(name.startswith(event.label) for name, event in sorted_.items())
    assert right >= len(sorted_) - 1
    assert all((folder / event.label / name).is_file() for name, event in sorted_.items())
    window.watch_desk.open_list()
    shown = window.watch_sheet.recent._lines[0].event_
    assert shown is watches.recent[0]
    window.watch_sheet.recent._lines[0]._undo.click()
    qtbot.waitUntil((folder / shown.source.name).is_file, timeout=10_000)
    qtbot.wait(3000)  # longer than the settle time
    assert (folder / shown.source.name).is_file(), "what was put back is not taken again"
    application.close()
    assert application.ended_in_time
    application.deleteLater()
