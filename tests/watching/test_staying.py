"""Which files a watch leaves where they are, also after a restart, and what makes it sort them later."""

from __future__ import annotations

from contextlib import closing
from datetime import date

import pytest
from watching_folders import SETTLE, ColourClassifier, picture, quiet_for, wait_until

from catdog_gui.sorting import sort
from catdog_gui.sorting.journal import Journal, JournalError
from catdog_gui.sorting.undo import undo
from catdog_gui.watching import loop
from catdog_gui.watching.existing import count_existing, count_unanswered, save_answer
from catdog_gui.watching.models import (
    Existing,
    NotMoved,
    Removed,
    Sorted,
    StateChanged,
    Waiting,
    WatchOptions,
    WatchState,
)
from catdog_gui.watching.watch_store import WatchStore


def test_existing_pictures_are_skipped_if_the_user_says_so_also_after_a_restart(watched):
    watched.put("old.jpg")
    assert count_existing(WatchOptions(watched.root), watched.classifier.classes) == 1
    watch = watched.watch(existing=Existing.SKIP)
    watched.put("new.jpg")
    watched.wait_sorted("new.jpg")
    watch.stop()
    watched.put("while it was off.jpg")
    watched.watch()
    watched.wait_sorted("while it was off.jpg")
    quiet_for(2 * SETTLE)
    assert watched.tree() == {"old.jpg", "cat/new.jpg", "cat/while it was off.jpg"}
    watched.put("old.jpg", "dog")
    watched.wait_sorted("old.jpg")


def test_existing_pictures_are_sorted_if_the_user_says_so(watched):
    watched.put("old.jpg")
    watched.put("cat/kept.jpg", "dog")
    watched.watch(existing=Existing.SORT)
    watched.wait_sorted("old.jpg")
    assert watched.tree() == {"cat/old.jpg", "cat/kept.jpg"}


def test_the_user_is_asked_only_if_there_are_pictures_without_an_answer(watched, paths):
    watched.put("old.jpg")
    options, classes = WatchOptions(watched.root), watched.classifier.classes
    with closing(WatchStore.at(paths)) as store:
        assert count_unanswered(options, classes, store) == 1
        save_answer(options, Existing.SKIP, classes, store)
        assert count_unanswered(options, classes, store) == 0
        watched.put("new.jpg")
        assert count_unanswered(options, classes, store) == 2, "the user answers for all of them"


def test_a_later_answer_for_an_outer_folder_replaces_that_for_a_nested_one(watched, paths):
    picture = watched.put("inner/old.jpg")
    watched.watch(folder=picture.parent, existing=Existing.SKIP).stop()
    with closing(WatchStore.at(paths)) as store:
        assert count_unanswered(WatchOptions(watched.root, recursive=True), watched.classifier.classes, store) == 0
    watched.watch(recursive=True).stop()
    assert picture.exists()
    watched.watch(recursive=True, existing=Existing.SORT)
    watched.wait_sorted("old.jpg")


def test_the_answer_is_saved(watched, paths):
    store = WatchStore.at(paths)
    assert not store.has_answer(watched.root)
    watched.watch(existing=Existing.SORT)
    assert store.has_answer(watched.root)
    store.close()


def test_an_undone_file_is_not_sorted_again_until_it_changes(watched, journal):
    watch = watched.watch()
    watched.put("a.jpg")
    watched.put("a.xmp", b"<x/>")
    watched.put("b.jpg")
    watched.wait_sorted("a.jpg", "a.xmp", "b.jpg")
    event = next(event for event in watched.events_of(Sorted) if event.source.name == "a.jpg")
    assert not undo(event.run, journal, only=[event.source]).stop_reason
    assert watched.tree() == {"a.jpg", "a.xmp", "cat/b.jpg"}
    quiet_for(3 * SETTLE)
    watch.stop()
    watched.watch()
    watched.put("c.jpg")
    watched.wait_sorted("c.jpg")
    quiet_for(2 * SETTLE)
    assert watched.tree() == {"a.jpg", "a.xmp", "cat/b.jpg", "cat/c.jpg"}
    watched.put("a.jpg", picture("dog", side=30))
    wait_until(lambda: watched.tree() == {"dog/a.jpg", "dog/a.xmp", "cat/b.jpg", "cat/c.jpg"}, watched.events)


def test_the_moves_of_a_day_are_one_run_and_the_next_day_has_its_own(watched, journal):
    today = [date(2026, 1, 1)]
    watched.watch(day=lambda: today[0])
    for name in ("a.jpg", "b.jpg"):
        watched.put(name)
        watched.wait_sorted(name)
    today[0] = date(2026, 1, 2)
    watched.put("c.jpg")
    watched.wait_sorted("c.jpg")
    assert [(info.moved, info.folder) for info in journal.history()] == [(1, watched.root), (2, watched.root)]
    undo(journal.history()[1].id, journal)
    today[0] = date(2026, 1, 1)
    watched.put("d.jpg")
    watched.wait_sorted("d.jpg")
    assert [info.moved for info in journal.history()] == [1, 1, 0], "what was undone stays undone"
    assert watched.tree() == {"a.jpg", "b.jpg", "cat/c.jpg", "cat/d.jpg"}


def test_correcting_a_waiting_picture_moves_it(watched, journal):
    watch = watched.watch()
    path = watched.put("a.jpg", "unsure")
    watched.put("a.xmp", b"<x/>")
    watched.wait_events(Waiting)
    watch.correct(path, "dog")
    watched.wait_sorted("a.jpg", "a.xmp")
    assert watched.tree() == {"dog/a.jpg", "dog/a.xmp"}
    assert watch.waiting == ()
    assert watched.events_of(Removed) == [Removed(path)]
    assert len(journal.history()) == 1


@pytest.mark.parametrize("was_waiting", [True, False], ids=["waiting", "skipped"])
def test_a_correction_that_cannot_be_carried_out_leaves_the_picture_waiting_with_the_reason(
    watched, monkeypatch, was_waiting
):
    path = watched.put("a.jpg", "cat")
    watch = watched.watch(existing=Existing.SKIP)
    if was_waiting:
        path = watched.put("b.jpg", "unsure")
        watched.wait_events(Waiting)
    monkeypatch.setattr(sort, "free_space_error", lambda _plan, _disk: "It needs more room.")
    watch.correct(path, "dog")
    wait_until(lambda: [item.reason for item in watch.waiting] == ["It needs more room."], watched.events)
    quiet_for(4 * SETTLE)
    assert [(item.path, item.label) for item in watch.waiting] == [(path, "unsure")]
    assert not watched.events_of(Removed)
    assert not watched.events_of(NotMoved)
    assert path.exists()
    monkeypatch.undo()
    watch.correct(path, "dog")
    watched.wait_sorted(path.name)
    assert watch.waiting == ()
    assert (watched.root / "dog" / path.name).exists()


def test_a_correction_is_carried_out_after_the_journal_failed_for_a_time(watched, monkeypatch):
    watch = watched.watch()
    path = watched.put("a.jpg", "unsure")
    watched.wait_events(Waiting)
    monkeypatch.setattr(loop, "_ERROR_DELAY", 0.1)
    with monkeypatch.context() as patch:
        patch.setattr(Journal, "begin", fail_to_begin)
        watch.correct(path, "dog")
        wait_until(lambda: "The journal is away. Trying again." in watched.notices)
    watched.wait_sorted("a.jpg")
    assert watched.tree() == {"dog/a.jpg"}


def fail_to_begin(*_arguments):
    raise JournalError("The journal is away.")


def test_a_waiting_picture_that_is_removed_waits_no_more(watched):
    watch = watched.watch()
    path = watched.put("a.jpg", "unsure")
    watched.wait_events(Waiting)
    path.unlink()
    watched.wait_events(Removed)
    assert watch.waiting == ()


class AlwaysDog(ColourClassifier):
    def label(self, scores):
        return "dog"


def test_another_classifier_gets_the_waiting_pictures(watched):
    watch = watched.watch()
    watched.put("a.jpg", "unsure")
    watched.wait_events(Waiting)
    watch.set_classifier(AlwaysDog())
    watched.wait_sorted("a.jpg")
    assert watched.tree() == {"dog/a.jpg"}


def test_nothing_is_moved_during_a_pause(watched):
    watch = watched.watch()
    watch.pause()
    wait_until(lambda: watch.status.state is WatchState.PAUSED)
    watched.put("a.jpg")
    quiet_for(3 * SETTLE)
    assert watched.tree() == {"a.jpg"}
    watch.correct(watched.put("b.jpg", "unsure"), "dog")
    watched.wait_sorted("b.jpg")
    assert watched.tree() == {"a.jpg", "dog/b.jpg"}, "a correction is carried out at once"
    watch.resume()
    watched.wait_sorted("a.jpg")
    assert StateChanged(WatchState.PAUSED) in watched.events


def test_a_waiting_picture_stays_listed_if_the_classifier_changes_during_a_pause(watched):
    watch = watched.watch()
    watched.put("a.jpg", "unsure")
    watched.wait_events(Waiting)
    watch.pause()
    wait_until(lambda: watch.status.state is WatchState.PAUSED)
    watch.set_classifier(AlwaysDog())
    quiet_for(3 * SETTLE)
    assert watch.waiting
    watch.resume()
    watched.wait_sorted("a.jpg")


def test_a_picture_waits_no_more_if_its_folder_is_removed(watched, tmp_path):
    watch = watched.watch(recursive=True, intervals=watched.intervals(rescan=1000, full_rescan=1000))
    path = watched.put("sub/a.jpg", "unsure")
    watched.wait_events(Waiting)
    path.parent.rename(tmp_path / "elsewhere")
    wait_until(lambda: not watch.waiting, watched.events)
    (tmp_path / "elsewhere").rename(path.parent)
    wait_until(lambda: watch.waiting, watched.events)


def test_into_another_folder(watched, tmp_path):
    watched.watch(into=tmp_path / "album")
    watched.put("a.jpg")
    watched.wait_sorted("a.jpg")
    assert (tmp_path / "album" / "cat" / "a.jpg").exists()
