"""A watched folder with a classifier that goes by colour, and pictures to put into it."""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import numpy as np
from PIL import Image

from catdog_gui.classify.models import ScoreResult
from catdog_gui.paths import Paths
from catdog_gui.pictures.decoding import open_picture
from catdog_gui.pictures.models import PictureError
from catdog_gui.sorting.journal import Journal
from catdog_gui.watching.models import (
    Intervals,
    Notice,
    Sorted,
    WatchEvent,
    WatchOptions,
    WatchState,
)
from catdog_gui.watching.watcher import FolderWatcher

_Event = TypeVar("_Event")
SETTLE = 0.12
FAST = Intervals(tries=2, supervise=0.05, poll=0.06, rescan=0.5, full_rescan=2.0, retry=0.3)
COLOURS = {"cat": (255, 0, 0), "dog": (0, 255, 0), "unsure": (90, 90, 90)}


class ColourClassifier:
    """Decodes the pictures; red is a cat, green is a dog, and any other colour is unsure."""

    classes = ("cat", "dog")

    def __init__(self) -> None:
        self.seen: list[Path] = []

    def results(self, pictures: Iterable[Path], stop: threading.Event) -> Iterator[ScoreResult]:
        for path in pictures:
            if stop.is_set():
                return
            self.seen.append(path)
            try:
                red, green, _ = np.asarray(open_picture(path).resize((1, 1)))[0, 0].tolist()
                yield ScoreResult(path, (red / 255, green / 255))
            except PictureError as error:
                yield ScoreResult(path, error=str(error))

    def label(self, scores: Sequence[float]) -> str:
        passing = [name for name, score in zip(self.classes, scores, strict=False) if score > 0.8]
        return passing[0] if passing else "unsure"


def picture(label: str = "cat", side: int = 16, kind: str = "JPEG") -> bytes:
    """The bytes of a picture that ColourClassifier gives this label."""
    buffer = io.BytesIO()
    Image.new("RGB", (side, side), COLOURS[label]).save(buffer, kind)
    return buffer.getvalue()


def grainy(label: str, side: int) -> bytes:
    """A picture of many bytes: the colour with noise over it."""
    noise = Image.effect_noise((side, side), 30).convert("RGB")
    buffer = io.BytesIO()
    Image.blend(Image.new("RGB", (side, side), COLOURS[label]), noise, 0.1).save(buffer, "JPEG", quality=95)
    return buffer.getvalue()


class WatchedFolder:
    """A folder under watch, with the events of all its watches."""

    def __init__(self, root: Path, journal: Journal, paths: Paths) -> None:
        self.root = root
        self.root.mkdir(parents=True, exist_ok=True)
        self.journal = journal
        self.paths = paths
        self.classifier = ColourClassifier()
        self.events: list[WatchEvent] = []
        self.sorted_at: dict[str, float] = {}
        self._watchers: list[FolderWatcher] = []

    def watch(self, *, settle: float = SETTLE, intervals: Intervals = FAST, **options: Any) -> FolderWatcher:
        """Starts a watch, and waits until it has looked through the folder."""
        names = ("into", "recursive", "poll", "existing", "folder_names")
        chosen = {name: options.pop(name) for name in names if name in options}
        watch_options = WatchOptions(options.pop("folder", self.root), settle=settle, **chosen)
        classifier = options.pop("classifier", self.classifier)
        watcher = FolderWatcher(
            watch_options, classifier, self.journal, self.paths, self.on_event, intervals=intervals, **options
        )
        self._watchers.append(watcher)
        seen = len(self.events)
        watcher.start()
        wait_until(
            lambda: watcher.status.state is not WatchState.STARTING,
            lambda: f"{watcher.failure} {self.events[seen:]}",
            seconds=60,
        )
        return watcher

    @staticmethod
    def intervals(**changes: Any) -> Intervals:
        """The fast intervals with changes."""
        return replace(FAST, **changes)

    def on_event(self, event: WatchEvent) -> None:
        self.events.append(event)
        if isinstance(event, Sorted):
            self.sorted_at[event.source.name] = time.monotonic()

    def put(self, name: str, content: bytes | str = "cat") -> Path:
        path = self.root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(picture(content) if isinstance(content, str) else content)
        return path

    def events_of(self, kind: type[_Event]) -> list[_Event]:
        return [event for event in self.events if isinstance(event, kind)]

    @property
    def sorted(self) -> list[str]:
        """The name of each file that was moved, once for each move."""
        return [event.source.name for event in self.events_of(Sorted)]

    @property
    def notices(self) -> str:
        return "\n".join(event.message for event in self.events_of(Notice))

    def wait_sorted(self, *names: str, seconds: float = 8.0) -> None:
        wait_until(lambda: set(names) <= set(self.sorted), f"{names} in {self.events}", seconds=seconds)

    def wait_events(self, kind: type[_Event], count: int = 1, seconds: float = 8.0) -> list[_Event]:
        wait_until(
            lambda: len(self.events_of(kind)) >= count, f"{count} {kind.__name__} in {self.events}", seconds=seconds
        )
        return self.events_of(kind)

    def tree(self) -> set[str]:
        return {str(path.relative_to(self.root)) for path in self.root.rglob("*") if path.is_file()}

    def close(self) -> None:
        for watcher in self._watchers:
            assert watcher.stop(timeout=5)


def wait_until(condition: Callable[[], object], description: object = "", seconds: float = 8.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, (
            f"not within {seconds} s: {description() if callable(description) else description}"
        )
        time.sleep(0.02)


def quiet_for(seconds: float) -> None:
    time.sleep(seconds)
