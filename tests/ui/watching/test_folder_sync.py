"""The grid follows the watchers: pictures that arrive appear at once, pictures that are sorted leave it."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from pytestqt.qtbot import QtBot
from ui_fakes import BLUE, PALE, RED, ColourEngine, FakeBackend, draw
from ui_pages import WindowPage
from ui_watching import Start, is_watching, switch_on, wait_tree

from catdog_gui.paths import Paths
from catdog_gui.pictures.models import Group
from catdog_gui.ui.common.labels import WAITING, Labels
from catdog_gui.ui.session.backend import size_and_time
from catdog_gui.ui.session.batches import NewPicture, PictureBatch, ScoreBatch
from catdog_gui.ui.session.filtering import Order
from catdog_gui.ui.session.picture_model import PictureModel
from catdog_gui.ui.shell.application import Application

FOLDER = Path("/pictures")


def shown(application: Application) -> list[str]:
    pictures = application.session.pictures
    return [pictures.table.name(row) for row in pictures.shown.tolist()]


def wait_shown(application: Application, expected: list[str], qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: shown(application) == expected, timeout=10_000)
    qtbot.waitUntil(lambda: not application.session.is_scanning)


def code(application: Application, path: Path) -> int | None:
    rows = application.session.pictures.table
    row = rows.row_of(path)
    return None if row is None else rows.code(row)


def test_a_pending_picture_is_inserted_in_name_order(start: Start, arriving: Path, qtbot: QtBot) -> None:
    for name in ("IMG_1.png", "IMG_10.png"):
        draw(arriving, name, PALE)
    application = start(arriving)
    WindowPage(application).switch_watching_on(qtbot).leave.click()
    qtbot.waitUntil(lambda: is_watching(application))
    draw(arriving, "IMG_2.png", PALE)
    draw(arriving, "b.png", RED)
    wait_shown(application, ["IMG_1.png", "IMG_2.png", "IMG_10.png"], qtbot)
    qtbot.waitUntil(
        lambda: code(application, arriving / "IMG_2.png") == application.session.pictures.table.labels.unsure
    )


def test_the_count_of_skipped_files_stays_while_pictures_arrive(start: Start, arriving: Path, qtbot: QtBot) -> None:
    (arriving / "empty.png").touch()
    application = start(arriving)
    switch_on(application, qtbot)
    assert application.session.progress().skipped == 1
    draw(arriving, "pale.png", PALE)
    wait_shown(application, ["pale.png"], qtbot)
    qtbot.waitUntil(lambda: code(application, arriving / "pale.png") != WAITING)
    assert application.session.progress().skipped == 1


def test_a_new_file_under_a_sorted_name_is_another_picture(start: Start, arriving: Path, qtbot: QtBot) -> None:
    path = draw(arriving, "a.png", RED)
    application = start(arriving)
    application.session.corrections.correct([0], 0)
    WindowPage(application).switch_watching_on(qtbot).sort.click()
    wait_shown(application, [], qtbot)
    draw(arriving, "a.png", PALE, (50, 40))
    wait_shown(application, ["a.png"], qtbot)
    rows = application.session.pictures.table
    qtbot.waitUntil(lambda: code(application, path) == rows.labels.unsure)
    assert rows.correction(0) is None
    assert rows.size(0) == path.stat().st_size
    path.unlink()
    wait_shown(application, [], qtbot)


def test_undoing_a_correction_does_not_touch_a_replaced_picture(start: Start, arriving: Path, qtbot: QtBot) -> None:
    draw(arriving, "a.png", PALE)
    application = start(arriving)
    wait_shown(application, ["a.png"], qtbot)
    session, pictures = application.session, application.session.pictures
    for label in (1, 0):
        session.corrections.correct([0], label)
    path = draw(arriving, "a.png", BLUE, (50, 40))
    pictures.add_or_update([NewPicture(Group(path), *size_and_time(path))])
    session.undo_stack.undo()
    assert pictures.table.correction(0) is None
    session.undo_stack.redo()
    assert pictures.table.correction(0) is None


def test_a_folder_that_was_opened_through_a_symlink(start: Start, arriving: Path, tmp_path: Path, qtbot: QtBot) -> None:
    link = tmp_path / "link"
    link.symlink_to(arriving)
    draw(arriving, "old.png", RED)
    application = start(link)
    WindowPage(application).switch_watching_on(qtbot).sort.click()
    wait_shown(application, [], qtbot)
    draw(arriving, "pale.png", PALE)
    wait_shown(application, ["pale.png"], qtbot)
    assert application.session.pictures.table.row_of(link / "pale.png") is not None
    application.watch_service.restore([application.watch_service.recent[0]])
    wait_shown(application, ["old.png", "pale.png"], qtbot)


def test_a_picture_that_could_not_be_moved_appears_in_the_grid(start: Start, arriving: Path, qtbot: QtBot) -> None:
    (arriving / "cat").write_text("in the way of the folder")
    application = start(arriving)
    switch_on(application, qtbot)
    draw(arriving, "a.png", RED)
    wait_shown(application, ["a.png"], qtbot)
    qtbot.waitUntil(lambda: code(application, arriving / "a.png") == 0)


def test_a_picture_that_arrives_during_a_scan_appears_once(start: Start, arriving: Path, qtbot: QtBot) -> None:
    application = start(arriving, ColourEngine(delay=0.02))
    switch_on(application, qtbot)
    names = [f"{number}.png" for number in range(12)]
    for name in names:
        draw(arriving, name, PALE)
    qtbot.waitUntil(lambda: application.watch_service.pending_count == 12, timeout=10_000)
    for number in range(12, 16):
        application.session.reopen()
        names.append(f"{number}.png")
        draw(arriving, names[-1], PALE)
        qtbot.waitUntil(lambda: application.session.progress().done >= 3)
    draw(arriving, "red.png", RED)
    wait_tree(arriving, {*names, "cat/red.png"}, qtbot)
    wait_shown(application, names, qtbot)
    unsure = application.session.pictures.table.labels.unsure
    qtbot.waitUntil(lambda: {code(application, arriving / name) for name in names} == {unsure})


def test_pictures_of_another_folder_are_not_shown(start: Start, arriving: Path, tmp_path: Path, qtbot: QtBot) -> None:
    application = start(arriving)
    switch_on(application, qtbot)
    other = tmp_path / "other"
    draw(other, "b.png", BLUE)
    application.session.open(other)
    with qtbot.waitSignal(application.watch_service.paths_changed, check_params_cb=bool):
        draw(arriving, "pale.png", PALE)
    qtbot.waitUntil(lambda: not application.session.is_scanning and not application.session.file_tasks.is_busy)
    assert shown(application) == ["b.png"]


def test_an_unreachable_picture_does_not_count_as_deleted(paths: Paths, tmp_path: Path) -> None:
    beyond, gone = tmp_path / "beyond" / "a.png", tmp_path / "b.png"
    (tmp_path / "beyond").symlink_to("beyond")
    looked = FakeBackend(paths).read_folder_state(tmp_path, ("cat", "dog"), [beyond, gone], recursive=True)
    assert looked.missing == [gone]


# The model alone.


@pytest.fixture
def model(qapp: object) -> PictureModel:
    made = PictureModel(Labels())
    for first, (folder, names) in ((0, (FOLDER, ("1.jpg", "3.jpg", "10.jpg"))), (3, (FOLDER / "sub", ("5.jpg",)))):
        batch = PictureBatch(folder, first)
        for name in names:
            batch.add(Group(folder / name), 1, 1.0)
        made.add([batch])
    return made


def arrived(name: str, size: int = 1, word: str = "", companions: tuple[Path, ...] = ()) -> NewPicture:
    return NewPicture(Group(FOLDER / name, companions), size, 1.0, word)


def names_of(model: PictureModel) -> list[str]:
    return [str(model.table.path(row).relative_to(FOLDER)) for row in model.shown.tolist()]


def test_new_pictures_are_inserted_in_order_of_names_and_folders(model: PictureModel) -> None:
    assert model.add_or_update([arrived("sub/6.jpg"), arrived("2.jpg"), arrived("new/4.jpg"), arrived("0.jpg")]) == [
        4,
        5,
        6,
        7,
    ]
    known = ["0.jpg", "1.jpg", "2.jpg", "3.jpg", "10.jpg", "sub/5.jpg", "sub/6.jpg", "new/4.jpg"]
    assert names_of(model) == known
    model.add_or_update([arrived("11.jpg"), arrived("2b.jpg"), arrived("2a.jpg")])
    assert names_of(model) == ["0.jpg", "1.jpg", "2.jpg", "2a.jpg", "2b.jpg", "3.jpg", "10.jpg", "11.jpg", *known[5:]]
    model.set_order(Order.DATE)
    model.set_order(Order.NAME)
    assert names_of(model)[3:5] == ["2a.jpg", "2b.jpg"]


def test_an_unchanged_picture_keeps_its_label_and_correction(model: PictureModel) -> None:
    model.apply_scores([ScoreBatch.of([(1, (0.9, 0.1))], {}, 2)])
    model.correct([1], 1)
    model.set_present([1], present=False)
    companion = FOLDER / "3.xmp"
    assert model.add_or_update([arrived("3.jpg", companions=(companion,))]) == []
    assert names_of(model) == ["1.jpg", "3.jpg", "10.jpg", "sub/5.jpg"]
    assert model.table.correction(1) == 1
    assert model.table.group(1).companions == (companion,)


def test_a_returning_picture_takes_a_correction_made_elsewhere(model: PictureModel) -> None:
    model.apply_scores([ScoreBatch.of([(1, (0.1, 0.1))], {}, 2)])
    model.set_present([1], present=False)
    assert model.add_or_update([arrived("3.jpg", word="dog")]) == []
    assert model.table.correction(1) == 1
    assert model.counts().corrected == 1


def test_an_unsaved_correction_survives_an_update_of_its_picture(model: PictureModel) -> None:
    model.apply_scores([ScoreBatch.of([(1, (0.1, 0.1))], {}, 2)])
    model.correct([1], 1)
    model.add_or_update([arrived("3.jpg", word="cat")])
    assert model.table.correction(1) == 1


def test_a_picture_that_returns_under_another_model_is_labelled_again(
    model: PictureModel,
) -> None:
    model.apply_scores([ScoreBatch.of([(1, (0.9, 0.1))], {}, 2)])
    model.set_present([1], present=False)
    model.set_labels(Labels(("cat", "dog", "rabbit")))
    assert model.add_or_update([arrived("3.jpg")]) == [1]


def test_a_replaced_picture_has_its_own_correction(model: PictureModel) -> None:
    model.correct([1], 1)
    model.apply_scores([ScoreBatch.of([], {1: "the file is cut off"}, 2)])
    assert model.table.code(1) == 1
    assert model.table.errors
    assert model.add_or_update([arrived("3.jpg", size=2, word="cat")]) == [1]
    assert model.table.correction(1) == 0
    assert not model.table.errors
    model.correct([1], None)
    assert model.table.code(1) == WAITING
    model.correct([1], 0)
    assert model.counts().corrected == 1


def test_many_new_pictures_are_inserted_quickly(qapp: object) -> None:
    model = PictureModel(Labels())
    batch = PictureBatch(FOLDER, 0)
    for number in range(0, 100_000, 2):
        batch.add(Group(FOLDER / f"{number}.jpg"), 1, 1.0)
    model.add([batch])
    model.add_or_update([arrived(f"{number}.jpg") for number in range(1, 1001, 2)])
    names = [int(name.removesuffix(".jpg")) for name in names_of(model)]
    assert names == list(np.sort(names))
