"""Scores chunks of items with threads of this process."""

from __future__ import annotations

import threading
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait

from catdog_gui.archive.models import Item, Row
from catdog_gui.archive.rows import RowMaker

_CHUNKS_A_WORKER = 2
_STOP_POLL_SECONDS = 0.1


def rows_by_threads(
    chunks: Iterable[list[Item]], maker: RowMaker, workers: int, stop: threading.Event
) -> Iterator[list[Row]]:
    """Yields the rows of each chunk when they are ready, in any order. Ends early when `stop` is set."""
    pool = ThreadPoolExecutor(workers, thread_name_prefix="archive")
    running: set[Future[list[Row]]] = set()
    try:
        for chunk in chunks:
            running.add(pool.submit(maker.rows, chunk))
            while len(running) >= workers * _CHUNKS_A_WORKER and not stop.is_set():
                yield from _take_finished(running)
            if stop.is_set():
                return
        while running and not stop.is_set():
            yield from _take_finished(running)
    finally:
        pool.shutdown(wait=False, cancel_futures=True)


def _take_finished(running: set[Future[list[Row]]]) -> list[list[Row]]:
    finished, _ = wait(running, timeout=_STOP_POLL_SECONDS, return_when=FIRST_COMPLETED)
    running -= finished
    return [future.result() for future in finished]
