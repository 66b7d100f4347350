"""No file is sorted twice: not by two watches, not by nested watches, and not after the program itself moved it."""

from __future__ import annotations

import os
import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest
from watching_folders import SETTLE, ColourClassifier, WatchedFolder, quiet_for, wait_until

from catdog_gui.pictures.models import Group
from catdog_gui.sorting.models import LabelledGroup, SortOptions
from catdog_gui.sorting.plan import plan_sort
from catdog_gui.sorting.sort import execute
from catdog_gui.watching.existing import count_unanswered
from catdog_gui.watching.folder_lock import folder_lock, other_watches
from catdog_gui.watching.models import Existing, Waiting, WatchError, WatchOptions, WatchState
from catdog_gui.watching.watch_store import WatchStore
from catdog_gui.watching.watcher import FolderWatcher


def test_the_second_watch_of_a_folder_says_who_has_it(watched, tmp_path):
    watched.watch()
    link = tmp_path / "link"
    link.symlink_to(watched.root)
    with pytest.raises(WatchError, match=f"watched already, by process {os.getpid()} since "):
        FolderWatcher(WatchOptions(link), watched.classifier, watched.journal, watched.paths, watched.on_event).run()
    second = watched.watch()
    wait_until(lambda: not second.is_running)
    assert "watched already" in second.failure
    assert second.status.state is WatchState.STOPPED
    watched.put("a.jpg")
    watched.wait_sorted("a.jpg")


def test_the_lock_of_a_dead_process_is_free(tmp_path):
    script = """if True:
        import os, sys
        from pathlib import Path
        from catdog_gui.watching.folder_lock import folder_lock
        with folder_lock(Path(sys.argv[1]), Path("/pictures"), recursive=True):
            os._exit(9)
    """
    assert subprocess.run([sys.executable, "-c", script, str(tmp_path)]).returncode == 9
    assert list(tmp_path.glob("*.json")), "it left its registration"
    assert other_watches(tmp_path, tmp_path) == []
    with folder_lock(tmp_path, tmp_path / "pictures", recursive=False):
        assert [watch.folder for watch in other_watches(tmp_path, tmp_path)] == [tmp_path / "pictures"]
    assert other_watches(tmp_path, tmp_path) == []


def test_nested_watches_each_sort_their_own_files(watched):
    inner = WatchedFolder(watched.root / "inner", watched.journal, watched.paths)
    try:
        watched.watch(recursive=True)
        inner.watch()
        inner.put("a.jpg")
        inner.put("deeper/b.jpg")
        watched.put("c.jpg")
        inner.wait_sorted("a.jpg")
        watched.wait_sorted("b.jpg", "c.jpg")
        quiet_for(4 * SETTLE)
    finally:
        inner.close()
    assert inner.sorted == ["a.jpg"]
    assert sorted(watched.sorted) == ["b.jpg", "c.jpg"]
    assert watched.tree() == {"inner/cat/a.jpg", "cat/inner/deeper/b.jpg", "cat/c.jpg"}


def test_the_outer_watch_takes_over_when_a_nested_watch_ends(watched):
    inner = WatchedFolder(watched.root / "inner", watched.journal, watched.paths)
    no_rescans = watched.intervals(rescan=1000, full_rescan=1000)
    inner.put("old.jpg")
    nested = inner.watch(existing=Existing.SKIP)
    watched.watch(recursive=True, intervals=no_rescans)
    waiting = inner.put("a.jpg", "unsure")
    wait_until(lambda: nested.waiting)
    inner.close()
    wait_until(lambda: [event.path for event in watched.events_of(Waiting)] == [waiting], watched.events)
    inner.put("b.jpg")
    watched.wait_sorted("b.jpg")
    quiet_for(2 * SETTLE)
    assert watched.tree() == {"inner/old.jpg", "inner/a.jpg", "cat/inner/b.jpg"}, "the skipped picture stays"


def test_a_watch_leaves_the_outputs_of_others_alone(watched):
    watched.watch()
    inner = WatchedFolder(watched.root / "cat", watched.journal, watched.paths)
    try:
        inner.watch()
        watched.put("a.jpg")
        watched.wait_sorted("a.jpg")
        quiet_for(3 * SETTLE)
    finally:
        inner.close()
    assert watched.tree() == {"cat/a.jpg"}


def test_outputs_of_the_watch_and_of_a_sort_are_not_sorted_again(watched):
    sub = watched.put("sub/a.jpg")
    watched.put("cat/old.jpg", "dog")
    watched.watch(recursive=True)
    watched.put("x/b.jpg")
    watched.wait_sorted("b.jpg")
    plan = plan_sort([LabelledGroup(Group(sub), "dog")], ("cat", "dog"), SortOptions(sub.parent))
    execute(plan, watched.journal)
    quiet_for(4 * SETTLE)
    assert watched.sorted == ["b.jpg"]
    assert watched.tree() == {"sub/dog/a.jpg", "cat/old.jpg", "cat/x/b.jpg"}


def test_an_output_is_recognised_in_other_letters_if_the_file_system_ignores_case(watched, monkeypatch):
    """As on a Mac, where `Cat` and `cat` are the same folder."""
    watched.put("Cat/a.jpg")
    watched.put("Dog/b.jpg")
    (watched.root / "cat").mkdir()
    (watched.root / "dog").mkdir()
    monkeypatch.setattr(Path, "samefile", lambda one, other: {one.name, other.name} == {"Cat", "cat"})
    watched.watch(recursive=True, existing=Existing.SORT)
    watched.wait_sorted("b.jpg")
    quiet_for(2 * SETTLE)
    assert watched.tree() == {"Cat/a.jpg", "cat/Dog/b.jpg"}


class LearnedClassifier(ColourClassifier):
    """A classifier of a retrained model with one class more."""

    classes = ("cat", "dog", "rabbit")


def test_the_folder_of_a_class_that_was_learned_later_is_an_output_too(watched):
    watch = watched.watch(recursive=True)
    watch.set_classifier(LearnedClassifier())
    wait_until(lambda: watched.root / "rabbit" in registered_outputs(watched))
    watched.put("rabbit/by hand.jpg")
    watched.put("sub/a.jpg")
    watched.wait_sorted("a.jpg")
    watch.rescan()
    quiet_for(4 * SETTLE)
    assert watched.tree() == {"rabbit/by hand.jpg", "cat/sub/a.jpg"}


def test_the_folder_of_a_class_that_was_removed_stays_an_output(watched, paths):
    watched.watch(recursive=True, classifier=LearnedClassifier()).stop()
    watched.put("rabbit/by hand.jpg")
    with closing(WatchStore.at(paths)) as store:
        assert count_unanswered(WatchOptions(watched.root, recursive=True), watched.classifier.classes, store) == 0
    watched.watch(recursive=True)
    watched.put("sub/a.jpg")
    watched.wait_sorted("a.jpg")
    quiet_for(4 * SETTLE)
    assert watched.tree() == {"rabbit/by hand.jpg", "cat/sub/a.jpg"}
    assert watched.root / "rabbit" in registered_outputs(watched)


def test_outputs_of_a_sort_with_another_model_are_not_sorted_again(watched):
    sub = watched.put("sub/a.jpg")
    plan = plan_sort([LabelledGroup(Group(sub), "rabbit")], LearnedClassifier.classes, SortOptions(sub.parent))
    execute(plan, watched.journal)
    watched.watch(recursive=True)
    watched.put("sub/rabbit/b.jpg")
    watched.put("c.jpg")
    watched.wait_sorted("c.jpg")
    quiet_for(4 * SETTLE)
    assert watched.tree() == {"sub/rabbit/a.jpg", "sub/rabbit/b.jpg", "cat/c.jpg"}


def test_folders_that_the_user_named_are_left_alone(watched, paths):
    unsure = watched.put("a.jpg", "unsure")
    options = SortOptions(watched.root, folder_names={"unsure": "To check"})
    execute(plan_sort([LabelledGroup(Group(unsure), "unsure")], watched.classifier.classes, options), watched.journal)
    names = {"cat": "Katzen"}
    watched.put("Katzen/by hand.jpg", "dog")
    with closing(WatchStore.at(paths)) as store:
        options = WatchOptions(watched.root, recursive=True, folder_names={**names, "unsure": "To check"})
        assert count_unanswered(options, watched.classifier.classes, store) == 0
    watched.watch(recursive=True, folder_names=names)
    watched.put("To check/b.jpg")
    watched.put("sub/c.jpg")
    watched.put("d.jpg", "dog")
    watched.wait_sorted("c.jpg", "d.jpg")
    quiet_for(4 * SETTLE)
    assert watched.tree() == {
        "To check/a.jpg",
        "To check/b.jpg",
        "Katzen/by hand.jpg",
        "Katzen/sub/c.jpg",
        "dog/d.jpg",
    }
    assert watched.root / "Katzen" in registered_outputs(watched)


def registered_outputs(watched):
    """The output folders that the watch of this folder has registered for other watches."""
    (watch,) = other_watches(watched.paths.locks_dir, watched.root / "any other")
    return watch.outputs
