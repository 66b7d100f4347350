"""A new file is sorted when it is finished, however it was made: not too early, not twice, and none is missed."""

from __future__ import annotations

import os
import shutil
import subprocess
import threading
import time
from pathlib import Path

import pytest
from watching_folders import SETTLE, grainy, picture, quiet_for, wait_until

from catdog_gui.watching import arrival_handler
from catdog_gui.watching.models import Classifying, Notice, Unreadable, Waiting

POLLING = pytest.mark.parametrize("poll", [False, True], ids=["notified", "polling"])


def test_a_file_is_sorted_by_what_it_shows(watched):
    watched.watch()
    watched.put("a.jpg", "cat")
    watched.put("b.jpg", "dog")
    watched.wait_sorted("a.jpg", "b.jpg")
    assert watched.tree() == {"cat/a.jpg", "dog/b.jpg"}
    assert [event.path.name for event in watched.events_of(Classifying)] == ["a.jpg", "b.jpg"]


def test_an_unsure_picture_stays_and_waits_for_the_user(watched):
    watch = watched.watch()
    path = watched.put("c.jpg", "unsure")
    watched.wait_events(Waiting)
    assert [item.path for item in watch.waiting] == [path]
    quiet_for(3 * SETTLE)
    assert watched.events_of(Waiting) == list(watch.waiting)
    assert watched.tree() == {"c.jpg"}


class Writers:
    """Threads that write the same content in different ways, and the time at which each ended."""

    def __init__(self, content: bytes) -> None:
        self.content = content
        self.done: dict[str, float] = {}
        self._threads: list[threading.Thread] = []

    def begin(self, path: Path, *steps: tuple[float, float], reopen: bool = False) -> None:
        """Writes up to a share of the content, then waits, for each step."""
        thread = threading.Thread(target=self._write, args=(path, steps, reopen))
        self._threads.append(thread)
        thread.start()

    def finish(self) -> None:
        for thread in self._threads:
            thread.join()

    def _write(self, path: Path, steps, reopen: bool) -> None:
        file, written = path.open("ab", buffering=0), 0
        for share, pause in steps:
            upto = round(share * len(self.content))
            file.write(self.content[written:upto])
            written = upto
            if reopen:
                file.close()
            time.sleep(pause)
            if reopen:
                file = path.open("ab", buffering=0)
        file.write(self.content[written:])
        file.close()
        self.done[path.name] = time.monotonic()


@pytest.mark.parametrize(("poll", "lease"), [(False, True), (False, False), (True, False)])
def test_no_file_is_sorted_while_it_is_written(watched, poll, lease, monkeypatch):
    """A pause lasts five to eight settle times: with the real settle time of 2 s this is more than 10 s."""
    if not lease:
        monkeypatch.setattr(arrival_handler, "is_open_for_writing", lambda _path: False)
    watched.watch(poll=poll, intervals=watched.intervals(tries=5))
    writers = Writers(grainy("cat", 120))
    slowly = [(step / 20, 0.05) for step in range(20)]
    writers.begin(watched.root / "slow.jpg", *slowly)
    writers.begin(watched.root / "slow and closed.jpg", *slowly, reopen=True)
    writers.begin(watched.root / "pause early.jpg", (0.01, 0.7))
    writers.begin(watched.root / "pause empty.jpg", (0, 0.7))
    writers.begin(watched.root / "pause late.jpg", (0.9, 0.7))
    writers.begin(watched.root / "pause late and closed.jpg", (0.9, 0.7), reopen=True)
    writers.begin(watched.root / "pause twice.jpg", (0.3, 0.6), (0.95, 0.7), reopen=True)
    writers.finish()
    watched.wait_sorted(*writers.done, seconds=15)
    assert sorted(watched.sorted) == sorted(writers.done), "each once"
    assert [name for name, done in writers.done.items() if watched.sorted_at[name] < done] == []
    assert {path.read_bytes() for path in watched.root.glob("cat/*")} == {writers.content}
    assert not watched.events_of(Unreadable)


@POLLING
def test_renamed_and_linked_into_place(watched, poll, tmp_path):
    watched.watch(poll=poll)
    for suffix in ("part", "crdownload", "tmp"):
        watched.put(f"{suffix}.jpg.{suffix}")
    watched.put(".hidden.jpg")
    watched.put("._a.jpg")
    watched.put("~b.jpg")
    watched.put("Thumbs.db")
    quiet_for(4 * SETTLE)
    assert watched.sorted == []
    assert not watched.classifier.seen, "not even opened"
    for suffix in ("part", "crdownload", "tmp"):
        (watched.root / f"{suffix}.jpg.{suffix}").rename(watched.root / f"{suffix}.jpg")
    outside = tmp_path / "outside.jpg"
    outside.write_bytes(picture("dog"))
    os.link(outside, watched.root / "linked.jpg")
    (tmp_path / "moved.jpg").write_bytes(picture("dog"))
    (tmp_path / "moved.jpg").rename(watched.root / "moved.jpg")
    names = ["crdownload.jpg", "linked.jpg", "moved.jpg", "part.jpg", "tmp.jpg"]
    watched.wait_sorted(*names)
    assert sorted(watched.sorted) == names
    assert outside.read_bytes() == picture("dog"), "the other name stays"


@pytest.mark.skipif(shutil.which("rsync") is None, reason="needs rsync")
def test_rsync(watched, tmp_path):
    source = tmp_path / "camera"
    source.mkdir()
    for number in range(4):
        (source / f"{number}.jpg").write_bytes(grainy("cat", 100 + number))
    watched.watch()
    subprocess.run(["rsync", "-a", "--bwlimit=40", f"{source}/", str(watched.root)], check=True)
    names = [f"{number}.jpg" for number in range(4)]
    watched.wait_sorted(*names)
    assert sorted(watched.sorted) == names
    assert watched.tree() == {f"cat/{name}" for name in names}
    assert all((watched.root / "cat" / name).read_bytes() == (source / name).read_bytes() for name in names)


@POLLING
def test_a_whole_folder_moved_or_copied_in(watched, poll, tmp_path):
    for name in ("x/1.jpg", "x/y/z/2.jpg", "x/.cache/3.jpg", "x/@eaDir/4.jpg"):
        path = tmp_path / "album" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(picture("dog"))
    watched.watch(recursive=True, poll=poll)
    shutil.copytree(tmp_path / "album", watched.root / "copied")
    (tmp_path / "album").rename(watched.root / "moved")
    watched.put("new/deep/er/5.jpg")
    wait_until(lambda: len(watched.sorted) >= 5, watched.events)
    quiet_for(3 * SETTLE)
    assert watched.tree() == {
        *(f"dog/{top}/{name}" for top in ("copied", "moved") for name in ("x/1.jpg", "x/y/z/2.jpg")),
        *(f"{top}/{name}" for top in ("copied", "moved") for name in ("x/.cache/3.jpg", "x/@eaDir/4.jpg")),
        "cat/new/deep/er/5.jpg",
    }


def test_sub_folders_are_left_alone_unless_asked_for(watched):
    watched.watch()
    watched.put("sub/a.jpg")
    watched.put("b.jpg")
    watched.wait_sorted("b.jpg")
    quiet_for(2 * SETTLE)
    assert watched.tree() == {"sub/a.jpg", "cat/b.jpg"}


def test_a_file_replaced_before_it_settles_is_sorted_by_its_new_content(watched, tmp_path):
    watched.watch()
    path = watched.put("a.jpg", "cat")
    time.sleep(SETTLE / 5)
    (tmp_path / "new").write_bytes(picture("dog", side=20))
    (tmp_path / "new").replace(path)
    watched.wait_sorted("a.jpg")
    assert watched.tree() == {"dog/a.jpg"}


def test_a_file_replaced_while_it_is_scored_is_scored_again(watched, tmp_path):
    class Replacing(type(watched.classifier)):
        def results(self, pictures, stop):
            for result in super().results(pictures, stop):
                if len(self.seen) == 1:
                    (tmp_path / "new").write_bytes(picture("dog", side=20))
                    (tmp_path / "new").replace(result.path)
                yield result

    watched.watch(classifier=Replacing())
    watched.put("a.jpg", "cat")
    watched.wait_sorted("a.jpg")
    assert watched.tree() == {"dog/a.jpg"}


def test_the_same_name_again_and_again(watched):
    watched.watch()
    for count in range(1, 4):
        watched.put("a.jpg", picture("cat", side=10 + count))
        wait_until(lambda count=count: len(watched.sorted) == count, watched.events)
    assert watched.tree() == {"cat/a.jpg", "cat/a (2).jpg", "cat/a (3).jpg"}


@pytest.mark.parametrize("pause", [0.02, 0.5], ids=["slow", "paused"])
def test_companions_go_along_and_are_waited_for(watched, pause):
    """A slow writer is noticed by its events; a writer that pauses, because the film is incomplete."""
    watched.watch()
    film, steps = b"some film " * 100, [(step / 30, pause) for step in range(30)]
    if pause > SETTLE:
        film = b"\0\0\0\x10ftypqt  \0\0\0\0" + (1000).to_bytes(4, "big") + b"mdat" + b"." * 992
        steps = [(0.5, pause)]
    writers = Writers(film)
    writers.begin(watched.root / "a.mov", *steps, reopen=True)
    watched.put("a.jpg")
    watched.put("a.xmp", b"<x/>")
    writers.finish()
    watched.wait_sorted("a.jpg", "a.mov", "a.xmp")
    assert watched.sorted_at["a.jpg"] > writers.done["a.mov"]
    assert watched.tree() == {"cat/a.jpg", "cat/a.mov", "cat/a.xmp"}
    assert (watched.root / "cat" / "a.mov").read_bytes() == film


def test_a_companion_that_seems_incomplete_delays_its_picture_only_for_a_time(watched):
    watched.watch(intervals=watched.intervals(tries=1))
    watched.put("a.mov", b"\0\0\0\x10ftypqt  \0\0\0\0 and some bytes that are no box")
    watched.put("a.jpg")
    watched.wait_sorted("a.jpg", "a.mov")


def test_a_companion_that_comes_late_follows(watched):
    watched.watch()
    watched.put("a.jpg")
    watched.wait_sorted("a.jpg")
    watched.put("a.jpg")
    wait_until(lambda: len(watched.sorted) == 2, watched.events)
    watched.put("a.mov", b"a film")
    watched.put("b.mov", b"of nobody")
    watched.wait_sorted("a.mov")
    quiet_for(2 * SETTLE)
    assert watched.tree() == {"cat/a.jpg", "cat/a (2).jpg", "cat/a (2).mov", "b.mov"}


def test_a_file_without_suffix_is_recognised_by_its_content(watched):
    watched.watch()
    watched.put("picture")
    watched.put("words", b"no picture, but words")
    watched.wait_sorted("picture")
    quiet_for(2 * SETTLE)
    assert watched.tree() == {"cat/picture", "words"}
    assert not watched.events_of(Unreadable)


def test_an_unreadable_file_is_kept_and_tried_again_when_it_changes(watched):
    watch = watched.watch()
    path = watched.put("bad.jpg", b"no picture at all")
    cut = watched.put("cut.jpg", grainy("cat", 80)[:-100])
    watched.wait_events(Unreadable, 2)
    assert {item.path for item in watch.unreadable} == {path, cut}
    quiet_for(3 * SETTLE)
    assert len(watched.events_of(Unreadable)) == 2, "kept, and not tried for ever"
    path.write_bytes(picture("dog"))
    watched.wait_sorted("bad.jpg")
    assert [item.path for item in watch.unreadable] == [cut]
    assert not watched.events_of(Notice)


def test_file_names_may_be_any_bytes(watched):
    watched.watch()
    names = [b"\xff\xfe.jpg", "Kätzchen\n🐈.jpg".encode(), b"-rf *.jpg"]
    for name in names:
        (watched.root / os.fsdecode(name)).write_bytes(picture("cat"))
    watched.wait_sorted(*map(os.fsdecode, names))
    assert {os.fsencode(path.name) for path in watched.root.glob("cat/*")} == set(names)
