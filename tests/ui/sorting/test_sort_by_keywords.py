"""Keywords instead of moves: the sheet, the footer, the history, and the undo."""

from __future__ import annotations

from pathlib import Path

from pytestqt.qtbot import QtBot
from ui_pages import WindowPage

from catdog_gui.sorting.models import Mode
from catdog_gui.ui.shell.application import Application


def sidecars(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.xmp"))


def write_keywords(opened: Application, qtbot: QtBot) -> None:
    page = WindowPage(opened).open_sort_sheet(qtbot)
    page.keywords.click()
    qtbot.waitUntil(page.sort.isEnabled, timeout=10_000)
    with qtbot.waitSignal(opened.sort_service.finished, timeout=10_000):
        page.sort.click()


def test_the_sheet_says_what_will_be_written(opened: Application, pets: Path, qtbot: QtBot) -> None:
    page = WindowPage(opened).open_sort_sheet(qtbot)
    moved, destination = page.counts[0], page.change.isVisibleTo(page.widget)
    page.keywords.click()
    qtbot.waitUntil(page.sort.isEnabled, timeout=10_000)
    assert page.title.text() == "Write keywords for 18 pictures"
    assert page.sort.text() == "Write keywords"
    assert page.keyword_counts.text().splitlines()[0] == f"{moved} get the keyword catdog|cat"
    assert (destination, page.change.isVisibleTo(page.widget)) == (True, False)
    assert not sidecars(pets)
    assert opened.settings.sort_mode is Mode.KEYWORDS
    opened.window.sort_sheet.close_sheet()
    assert WindowPage(opened).footer.sort.text() == "Write keywords for 18 pictures…"


def test_pictures_stay_in_the_grid_and_undo_removes_what_was_made(
    opened: Application, pets: Path, qtbot: QtBot
) -> None:
    before = set(pets.iterdir())
    write_keywords(opened, qtbot)
    page = WindowPage(opened)
    assert page.report_bar.text.text() == "18 pictures got keywords."
    assert len(sidecars(pets)) == 18
    assert before <= set(pets.iterdir())
    assert not opened.session.pictures.table.is_absent(0)
    history = page.open_history(qtbot)
    assert history.row(0)[2:] == ["18", "Keywords written"]
    history.widget.close()
    with qtbot.waitSignal(opened.sort_service.finished, timeout=10_000):
        page.report_bar.undo.click()
    assert page.report_bar.text.text() == "Keywords of 18 pictures removed."
    assert set(pets.iterdir()) == before


def test_the_next_sort_takes_the_new_sidecars_along(opened: Application, pets: Path, qtbot: QtBot) -> None:
    write_keywords(opened, qtbot)
    table = opened.session.pictures.table
    tagged = sidecars(pets)
    owners = [table.row_of(sidecar.with_suffix("")) for sidecar in tagged]
    qtbot.waitUntil(
        lambda: [table.group(row).companions for row in owners if row is not None] == [(each,) for each in tagged],
        timeout=10_000,
    )
    opened.settings.sort_mode = Mode.MOVE
    page = WindowPage(opened).open_sort_sheet(qtbot)
    with qtbot.waitSignal(opened.sort_service.finished, timeout=10_000):
        page.sort.click()
    assert not sidecars(pets)
    assert len(list(pets.glob("*/*.xmp"))) == 18


def test_only_classes_are_keywords(opened: Application, qtbot: QtBot) -> None:
    opened.session.set_folder_names({}, {"unsure"})
    page = WindowPage(opened).open_sort_sheet(qtbot)
    assert page.title.text() == "Sort 20 pictures"
    page.keywords.click()
    qtbot.waitUntil(page.sort.isEnabled, timeout=10_000)
    assert page.title.text() == "Write keywords for 18 pictures"
    assert page.skip_count.text() == "7 files get no keyword:"
    opened.window.sort_sheet.close_sheet()
    assert WindowPage(opened).footer.sort.text() == "Write keywords for 18 pictures…"


def test_the_preview_speaks_of_keywords(opened: Application, pets: Path, qtbot: QtBot) -> None:
    page, grid = WindowPage(opened), opened.window.grid
    grid.select_row(opened.session.pictures.table.row_of(pets / "red0.png"))
    assert page.preview.destination.text() == "Goes to cat/"
    opened.session.set_sort_mode(Mode.KEYWORDS)
    assert page.preview.destination.text() == "Gets the keyword catdog|cat"
    grid.select_row(opened.session.pictures.table.row_of(pets / "dark0.png"))
    assert page.preview.destination.text() == "Neither: gets no keyword"
