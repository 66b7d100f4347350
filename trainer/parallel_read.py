"""Reads many pictures in parallel; those that cannot be read are reported and left out."""

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
_QUEUED_PER_WORKER = 8
_MAX_NAMED = 10

Value = TypeVar("Value")


@dataclass(frozen=True)
class ReadResults(Generic[Value]):
    """The values read from the examples at `indices`; the names of the others, each with the reason."""

    values: list[Value]
    indices: list[int]
    skipped: tuple[tuple[str, str], ...]


def read_all(examples: Examples, read_one: Callable[[int], Value], events: Events) -> ReadResults[Value]:
    """What `read_one` gives for each index, in order. It is called from several threads; it may raise PictureError."""
    values: list[Value] = []
    indices: list[int] = []
    skipped: list[tuple[str, str]] = []
    for index, found in enumerate(_map_in_order(len(examples), read_one)):
        if isinstance(found, PictureError):
            skipped.append((examples.names[index], str(found)))
        else:
            indices.append(index)
            values.append(found)
        events.progress(index + 1, len(examples))
    for name, reason in skipped[:_MAX_NAMED]:
        events.error(f"skipped {name}: {reason}")
    if skipped:
        events.metric("skipped_pictures", len(skipped))
    return ReadResults(values, indices, tuple(skipped))


def _map_in_order(count: int, read_one: Callable[[int], Value]) -> Iterator[Value | PictureError]:
    def try_to(index: int) -> Value | PictureError:
        try:
            return read_one(index)
        except PictureError as error:
            return error

    workers = default_workers()
    step = workers * _QUEUED_PER_WORKER
    with ThreadPoolExecutor(workers, thread_name_prefix="read") as pool:
        for start in range(0, count, step):
            yield from pool.map(try_to, range(start, min(start + step, count)))
