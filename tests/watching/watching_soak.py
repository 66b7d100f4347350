"""Random new files and faults for a watch, and a check of where each picture must be in the end."""

from __future__ import annotations

import contextlib
import os
import random
import subprocess
import threading
import time
from collections import Counter
from collections.abc import Iterable
from functools import partial
from pathlib import Path
from typing import Protocol

from watching_folders import SETTLE, WatchedFolder, grainy, picture, wait_until

from catdog_gui.paths import Paths
from catdog_gui.sorting.journal import Journal
from catdog_gui.sorting.models import State
from catdog_gui.watching.models import Existing, Unreadable, WatchState
from catdog_gui.watching.watcher import FolderWatcher

_NUMBER_BYTES = 16
_LABELS = ("cat", "dog", "unsure")


class Outage(Protocol):
    """The watched folder is away for a time. `content` is the folder with its files, but not during the outage."""

    content: Path
    arrivals: int

    def begin(self) -> None: ...

    def end(self) -> None: ...


class Renamed:
    """The folder has another name meanwhile, so that nothing can arrive."""

    arrivals = 0

    def __init__(self, folder: Path) -> None:
        self.content = folder

    def begin(self) -> None:
        self.content.rename(self.content.with_name("away"))

    def end(self) -> None:
        self.content.with_name("away").rename(self.content)


class Unmounted:
    """The folder is a disk that is unmounted while others still write to it, as to a network share. Needs root."""

    arrivals = 6

    def __init__(self, folder: Path, store: Path) -> None:
        self._folder = folder
        self._store = store
        self.content = store / "content"

    def __enter__(self) -> Unmounted:
        for folder in (self._folder, self._store):
            folder.mkdir(parents=True)
        _run("mount", "-t", "tmpfs", "tmpfs", self._store)
        self.content.mkdir()
        self.end()
        return self

    def __exit__(self, *_: object) -> None:
        for point in (self._folder, self._store):
            _run("umount", "-l", point)

    def begin(self) -> None:
        _run("umount", "-l", self._folder)

    def end(self) -> None:
        _run("mount", "--bind", self.content, self._folder)


def _run(*command: object) -> None:
    subprocess.run([str(word) for word in command], check=True)


class Actor:
    """Changes a folder as programs and people do. Every picture has its own content, so that each can be recognised."""

    def __init__(self, root: Path, outside: Path, rng: random.Random) -> None:
        self.root = root
        self.outside = outside
        self.rng = rng
        self.expected: dict[bytes, str] = {}
        self.allowed: dict[bytes, str] = {}
        self.actions: Counter[str] = Counter()
        self._number = 0
        self._threads: list[threading.Thread] = []
        self._bodies = {label: [picture(label), grainy(label, 60)] for label in _LABELS}
        self._open: list[Path] = []

    def act(self) -> None:
        actions = [self.write, self.slowly, self.part, self.link, self.move_in, self.folder, self.replace, self.delete]
        action = self.rng.choice([*actions, self.rename, self.write, self.slowly, self.junk])
        self.actions[action.__name__] += 1
        action()

    def finish(self) -> None:
        for thread in self._threads:
            thread.join()

    def write(self) -> None:
        path, content = self._new()
        path.write_bytes(content)
        self._open.append(path)

    def slowly(self) -> None:
        self._threads = [thread for thread in self._threads if thread.is_alive()]
        if len(self._threads) > 6:
            return
        path, content = self._new()
        # Not within the number, which follows the end of the picture: a picture without it is complete.
        cuts = sorted(self.rng.sample(range(len(content) - _NUMBER_BYTES), 3))
        pauses = [self.rng.choice([0.01, SETTLE / 2, 3 * SETTLE]) for _ in range(4)]
        reopens = self.rng.random() < 0.5
        thread = threading.Thread(target=_write_slowly, args=(path, content, cuts, pauses, reopens))
        thread.start()
        self._threads.append(thread)

    def part(self) -> None:
        path, content = self._new()
        part = path.with_name(path.name + self.rng.choice([".part", ".crdownload", ".tmp"]))
        part.write_bytes(content)
        part.rename(path)

    def link(self) -> None:
        path, content = self._new()
        other = self.outside / path.name
        other.write_bytes(content)
        os.link(other, path)
        other.unlink()

    def move_in(self) -> None:
        path, content = self._new()
        (self.outside / path.name).write_bytes(content)
        (self.outside / path.name).rename(path)

    def folder(self) -> None:
        name = f"album {self._number}"
        (self.outside / name / "deep").mkdir(parents=True)
        for sub in (".", "deep"):
            path, content = self._new()
            (self.outside / name / sub / path.name).write_bytes(content)
        (self.outside / name).rename(self.root / name)

    def replace(self) -> None:
        """Another picture replaces the first one, which may be sorted already."""
        path, first = self._new()
        path.write_bytes(first)
        time.sleep(self.rng.choice([0, SETTLE / 2, SETTLE * 1.5]))
        self.allowed[first] = self.expected.pop(first)
        _, second = self._new()
        (self.outside / "second").write_bytes(second)
        (self.outside / "second").replace(path)

    def delete(self) -> None:
        if self._open:
            path = self._open.pop(self.rng.randrange(len(self._open)))
            content = self._content_of(path)
            if content is not None:
                self.allowed[content] = self.expected.pop(content)
                path.unlink(missing_ok=True)

    def rename(self) -> None:
        if self._open:
            path = self._open.pop(self.rng.randrange(len(self._open)))
            with contextlib.suppress(FileNotFoundError):
                path.rename(path.with_name(f"renamed {path.name}"))

    def take_away(self, waiting: Iterable[Path]) -> None:
        """The user moves the waiting pictures away. Otherwise each restart would score all of them again."""
        for path in waiting:
            content = self._content_of(path)
            if content is not None:
                del self.expected[content]
                path.rename(self.outside / "taken away")
                self.actions["take_away"] += 1
        for album in self.root.glob("album *"):
            with contextlib.suppress(OSError):  # it is not empty
                (album / "deep").rmdir()
                album.rmdir()

    def junk(self) -> None:
        self._number += 1
        (self.root / f".hidden {self._number}.jpg").write_bytes(b"?")
        (self.root / f"notes {self._number}.txt").write_bytes(b"?")

    def _content_of(self, path: Path) -> bytes | None:
        with contextlib.suppress(OSError):
            content = path.read_bytes()
            return content if content in self.expected else None
        return None

    def _new(self) -> tuple[Path, bytes]:
        self._number += 1
        label = self.rng.choice(_LABELS)
        content = self.rng.choice(self._bodies[label]) + f" number {self._number:08}".encode()
        self.expected[content] = label
        folder = self.root / self.rng.choice([".", ".", "sub", "sub/deeper"])
        folder.mkdir(parents=True, exist_ok=True)
        return folder / f"{self._number}.jpg", content


def _is_lost(watcher: FolderWatcher) -> bool:
    return watcher.status.state is WatchState.LOST


def soak(
    root: Path, journal: Journal, paths: Paths, seconds: float, seed: int, outage: Outage | None = None
) -> dict[str, object]:
    """Watches a folder while it changes and fails; returns counts after every picture was found in its place.

    Raises:
        AssertionError: a picture was lost, missed, sorted twice or sorted too early.
    """
    watched = WatchedFolder(root, journal, paths)
    outage = outage or Renamed(root)
    content = outage.content
    outside = content.parent / "outside"
    outside.mkdir()
    actor = Actor(content, outside, random.Random(seed))
    watch = watched.watch(recursive=True, existing=Existing.SORT, intervals=watched.intervals(tries=8))
    end = time.monotonic() + seconds
    next_fault = time.monotonic() + seconds / 4
    outages = restarts = 0
    while time.monotonic() < end:
        actor.act()
        time.sleep(actor.rng.choice([0, 0, 0.01, 0.05]))
        if time.monotonic() > next_fault:
            next_fault = time.monotonic() + min(seconds / 4, 20)
            actor.finish()  # a writer would make the folder again
            actor.take_away(content / item.path.relative_to(root) for item in watch.waiting)
            outage.begin()
            wait_until(partial(_is_lost, watch), watched.notices)
            for _ in range(outage.arrivals):
                actor.act()
            outage.end()
            outages += 1
            if outages % 2 == 0:
                assert watch.stop(timeout=5)
                watch = watched.watch(recursive=True, intervals=watched.intervals(tries=8))
                restarts += 1
    actor.finish()
    try:
        wait_until(lambda: _all_there(actor, content), lambda: _differences(actor, content), seconds=60)
    finally:
        watched.close()  # the events of the last moves may still come
    _require_once(actor, watched, content)
    moved = Counter(actor.expected.values())
    return {"seed": seed, "seconds": seconds, **moved, "outages": outages, "restarts": restarts, **actor.actions}


def _write_slowly(path: Path, content: bytes, cuts: list[int], pauses: list[float], reopens: bool) -> None:
    parts = [content[start:stop] for start, stop in zip([0, *cuts], [*cuts, len(content)], strict=True)]
    file = path.open("wb", buffering=0)
    for part, pause in zip(parts, pauses, strict=True):
        file.write(part)
        if reopens:
            file.close()
        time.sleep(pause)
        if reopens:
            file = path.open("ab", buffering=0)
    file.close()


def _labels_by_content(root: Path) -> dict[bytes, list[str]]:
    """For every content that is in the folder, the labels under which it is."""
    places: dict[bytes, list[str]] = {}
    for path in root.rglob("*.jpg"):
        with contextlib.suppress(OSError):
            first = path.relative_to(root).parts[0]
            places.setdefault(path.read_bytes(), []).append(first if first in {"cat", "dog"} else "unsure")
    return places


def _all_there(actor: Actor, root: Path) -> bool:
    return not _differences(actor, root)


def _differences(actor: Actor, root: Path) -> dict[bytes, object]:
    places = _labels_by_content(root)
    return {
        content[-16:]: (label, places.get(content))
        for content, label in actor.expected.items()
        if places.get(content) != [label]
    }


def _require_once(actor: Actor, watched: WatchedFolder, root: Path) -> None:
    for content, labels in _labels_by_content(root).items():
        if content in actor.allowed:
            assert labels == [actor.allowed[content]], "sorted once at most, and correctly"
    outputs = sum(1 for label in ("cat", "dog") for _ in (root / label).rglob("*.jpg"))
    moved = sum(len(watched.journal.entries(info.id, {State.MOVED})) for info in watched.journal.history())
    assert moved == outputs == len(watched.sorted), "each move once on the disk, in the journal, and in the events"
    assert not watched.events_of(Unreadable)
    assert watched.journal.unfinished_runs() == ()
