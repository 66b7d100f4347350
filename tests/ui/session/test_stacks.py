"""Similar pictures as one tile: what the grid shows, and that a label goes to the whole stack."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from ui_fakes import FakeBackend
from ui_pages import WindowPage

from catdog_gui.ui.session import backend
from catdog_gui.ui.session.filtering import EVERYTHING, Filter
from catdog_gui.ui.shell.application import Application


@pytest.fixture
def stacked(opened: Application, qtbot: QtBot) -> Iterator[Application]:
    """The open folder with its red, its blue and its pale pictures in a stack each."""
    table = opened.session.pictures.table

    def find_stacks(self: FakeBackend, pictures: list[Path], _is_cancelled: object) -> object:
        kinds = [picture.name[:3] for picture in pictures]
        return [kinds.index(kind) if kind in ("red", "blu", "pal") else place for place, kind in enumerate(kinds)]

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(FakeBackend, "find_stacks", find_stacks)
        with qtbot.waitSignal(opened.session.stacking.found, timeout=10_000):
            opened.session.stacking.toggle()
        assert len(table) > len(opened.session.pictures.shown)
        yield opened


def kind(application: Application, name: str) -> list[int]:
    table = application.session.pictures.table
    return [row for row in range(len(table)) if table.name(row).startswith(name) and not table.is_absent(row)]


def names(application: Application) -> list[str]:
    pictures = application.session.pictures
    return [pictures.table.name(row) for row in pictures.shown.tolist()]


def test_a_stack_is_one_tile_that_says_how_many_it_stands_for(stacked: Application) -> None:
    pictures = stacked.session.pictures
    red = kind(stacked, "red")
    assert [name for name in names(stacked) if name.startswith("red")] == [pictures.table.name(red[0])]
    assert pictures.stack_size(red[0]) == len(red) > 1
    text = pictures.index_of(red[0]).data(Qt.ItemDataRole.AccessibleTextRole)
    assert f"stack of {len(red)}" in text
    assert pictures.counts().total == len(pictures.table), "counts are of pictures"


def test_a_label_goes_to_the_whole_stack_and_is_undone_at_once(stacked: Application) -> None:
    session, red = stacked.session, kind(stacked, "red")
    session.corrections.correct(red[:1], 1)
    assert {session.pictures.table.code(row) for row in red} == {1}
    assert session.undo_stack.count() == 1
    session.undo_stack.undo()
    assert {session.pictures.table.correction(row) for row in red} == {None}


def test_a_filter_shows_one_of_each_stack_that_matches(stacked: Application) -> None:
    pictures, red, blue = stacked.session.pictures, kind(stacked, "red"), kind(stacked, "blu")
    pictures.set_filter(Filter(code=0))
    assert pictures.shown.tolist().count(red[0]) == 1
    assert not set(blue) & set(pictures.shown.tolist())
    stacked.session.corrections.correct(blue, 0)
    assert len(set(blue) & set(pictures.shown.tolist())) == 1
    stacked.session.corrections.correct(red[:1], 1)
    assert not set(red) & set(pictures.shown.tolist())
    pictures.set_filter(EVERYTHING)


def test_the_review_asks_once_for_each_stack(stacked: Application) -> None:
    pictures, pale = stacked.session.pictures, kind(stacked, "pale")
    assert len(pale) > 1
    assert len(pictures.doubtful()) == 1
    assert set(pictures.doubtful()) < set(pale)


def test_pictures_are_looked_at_once(opened: Application, pets: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    looked: list[Path] = []
    monkeypatch.setattr(backend, "hash_of", looked.append)
    paths = sorted(pets.iterdir())
    for _ in range(2):
        opened.session.backend.find_stacks(paths, lambda: False)
    assert sorted(looked) == paths


def test_pictures_that_leave_are_not_counted(stacked: Application) -> None:
    pictures, red = stacked.session.pictures, kind(stacked, "red")
    pictures.set_present(red[:1], present=False)
    assert pictures.stack_size(red[1]) == len(red) - 1
    assert red[1] in pictures.shown.tolist()


def test_the_key_stacks_and_unstacks_and_nothing_on_the_disk_changes(
    opened: Application, pets: Path, qtbot: QtBot
) -> None:
    before = {path: path.read_bytes() for path in pets.iterdir()}
    page = WindowPage(opened)
    opened.window.show()
    with qtbot.waitSignal(opened.session.stacking.found, timeout=20_000):
        qtbot.keyClick(opened.window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert opened.settings.stacks_similar
    assert "similar pictures" in page.footer.message.text()
    qtbot.keyClick(opened.window, Qt.Key.Key_G, Qt.KeyboardModifier.ControlModifier)
    assert not opened.settings.stacks_similar
    assert len(opened.session.pictures.shown) == len(opened.session.pictures.table)
    assert {path: path.read_bytes() for path in pets.iterdir()} == before


def test_a_folder_that_is_opened_later_is_stacked_too(stacked: Application, pets: Path, qtbot: QtBot) -> None:
    with qtbot.waitSignal(stacked.session.stacking.found, timeout=20_000):
        stacked.session.open(pets)
    assert len([name for name in names(stacked) if name.startswith("red")]) == 1
