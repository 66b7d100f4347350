"""Looks at many pictures, several at a time; those that cannot be read are told and left out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Generic, TypeVar

from catdog_gui.classify.engine import default_workers
from catdog_gui.pictures.models import PictureError
from trainer.events import Events
from trainer.examples import Examples

# Few, so that a signal need not wait for all the pictures that are queued.
_AHEAD_PER_WORKER = 8
_NAMED = 10

Seen = TypeVar("Seen")


@dataclass(frozen=True)
class Looked(Generic[Seen]):
    """What was seen of the examples at `indices`; the names of the others, each with the reason."""

    seen: list[Seen]
    indices: list[int]
    skipped: tuple[tuple[str, str], ...]


def look_at(examples: Examples, look: Callable[[int], Seen], events: Events) -> Looked[Seen]:
    """What `look` gives for each index, in order. It is called from several threads, and raises PictureError."""
    seen: list[Seen] = []
    indices: list[int] = []
    skipped: list[tuple[str, str]] = []
    for index, found in enumerate(_in_order(len(examples), look)):
        if isinstance(found, PictureError):
            skipped.append((examples.names[index], str(found)))
        else:
            indices.append(index)
            seen.append(found)
        events.progress(index + 1, len(examples))
    for name, reason in skipped[:_NAMED]:
        events.error(f"skipped {name}: {reason}")
    if skipped:
        events.metric("skipped_pictures", len(skipped))
    return Looked(seen, indices, tuple(skipped))


def _in_order(count: int, look: Callable[[int], Seen]) -> Iterator[Seen | PictureError]:
    def try_to(index: int) -> Seen | PictureError:
        try:
            return look(index)
        except PictureError as error:
            return error

    workers = default_workers()
    step = workers * _AHEAD_PER_WORKER
    with ThreadPoolExecutor(workers, thread_name_prefix="look") as pool:
        for start in range(0, count, step):
            yield from pool.map(try_to, range(start, min(start + step, count)))
