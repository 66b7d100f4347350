"""Scores a stream of pictures with worker threads; each result comes when it is ready, in any order."""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Iterable, Iterator
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from pathlib import Path

from PIL import Image

from catdog_gui.classify.cache import Cache, CachedScores
from catdog_gui.classify.models import ScoreResult
from catdog_gui.classify.scorer import Scorer
from catdog_gui.messages import Message, Text, detail
from catdog_gui.pictures.decoding import open_picture
from catdog_gui.pictures.models import PictureError
from catdog_gui.pictures.stamp import FileStamp, read_stamp

_LOOK_AHEAD = 256
_CHUNKS_PER_WORKER = 3
_FLUSH_INTERVAL_SECONDS = 1.0
_STOP_POLL_SECONDS = 0.1

_Stamps = dict[Path, FileStamp]


def classify(
    pictures: Iterable[Path],
    scorer: Scorer,
    cache: Cache,
    workers: int,
    stop: threading.Event,
) -> Iterator[ScoreResult]:
    """Yields a result for each picture; of every 256 the cached ones come first. Ends early when `stop` is set.

    Scores are written to `cache` about once a second, and when the iterator is closed.
    """
    cache_writer = _CacheWriter(cache, scorer.model.id)
    pool = ThreadPoolExecutor(workers, thread_name_prefix="classify")
    running: set[Future[list[ScoreResult]]] = set()
    try:
        for chunk in _uncached_chunks(pictures, scorer.batch_size, cache_writer):
            if isinstance(chunk, ScoreResult):
                yield chunk
            else:
                running.add(pool.submit(_score_chunk, chunk, scorer, stop))
            while len(running) >= workers * _CHUNKS_PER_WORKER and not stop.is_set():
                yield from cache_writer.store_and_yield(_take_finished(running))
            if stop.is_set():
                return
        while running and not stop.is_set():
            yield from cache_writer.store_and_yield(_take_finished(running))
    finally:
        pool.shutdown(wait=False, cancel_futures=True)
        cache_writer.flush()


def _uncached_chunks(
    pictures: Iterable[Path], chunk_size: int, cache_writer: _CacheWriter
) -> Iterator[ScoreResult | list[Path]]:
    """Pictures with cached scores as results, the others in chunks for one call of the engine."""
    stream = iter(pictures)
    while ahead := list(itertools.islice(stream, _LOOK_AHEAD)):
        known = cache_writer.get(ahead)
        yield from (ScoreResult(path, cached.scores, look=cached.look) for path, cached in known.items())
        unknown = [path for path in ahead if path not in known]
        for start in range(0, len(unknown), chunk_size):
            yield unknown[start : start + chunk_size]


def _take_finished(running: set[Future[list[ScoreResult]]]) -> list[ScoreResult]:
    finished, _ = wait(running, timeout=_STOP_POLL_SECONDS, return_when=FIRST_COMPLETED)
    running -= finished
    return [result for future in finished for result in future.result()]


def score_each(sources: Iterable[Path | bytes], scorer: Scorer) -> list[CachedScores | Message]:
    """The scores of each picture, or the sentence why there are none; of files as paths or as bytes."""
    outcomes: list[CachedScores | Message | None] = []
    opened: dict[int, Image.Image] = {}
    for index, source in enumerate(sources):
        outcomes.append(None)
        try:
            opened[index] = open_picture(source, scorer.min_side)
        except PictureError as error:
            outcomes[index] = error.message
        except Exception as error:  # noqa: BLE001 - one bad file never stops the rest
            outcomes[index] = Text.CANNOT_BE_SCORED(detail(error))
    for index, outcome in zip(opened, _score([*opened.values()], scorer), strict=True):
        outcomes[index] = outcome
    return [outcome for outcome in outcomes if outcome is not None]


def _score_chunk(paths: list[Path], scorer: Scorer, stop: threading.Event) -> list[ScoreResult]:
    until_stopped = itertools.takewhile(lambda _: not stop.is_set(), paths)
    return [
        ScoreResult(path, error=outcome)
        if isinstance(outcome, Message)
        else ScoreResult(path, outcome.scores, look=outcome.look)
        for path, outcome in zip(paths, score_each(until_stopped, scorer), strict=False)
    ]


def _score(opened: list[Image.Image], scorer: Scorer) -> list[CachedScores | Message]:
    if not opened:
        return []
    try:
        scores, looks = scorer.scores(opened)
    except Exception as error:  # noqa: BLE001 - runtimes raise anything, and the other pictures may fare better
        return [Text.CANNOT_BE_SCORED(detail(error)) for _ in opened]
    rows = zip(scores.tolist(), looks.tolist(), strict=True)
    return [CachedScores(tuple(row), look) for row, look in rows]


class _CacheWriter:
    """Looks scores up, and writes new ones to the cache in batches, under the stamp from before the file was read."""

    def __init__(self, cache: Cache, model_id: str) -> None:
        self._cache = cache
        self._model_id = model_id
        self._stamps: _Stamps = {}
        self._pending: list[tuple[Path, FileStamp, CachedScores]] = []
        self._last_flush = time.monotonic()

    def get(self, paths: Iterable[Path]) -> dict[Path, CachedScores]:
        stamps = {path: stamp for path in paths if (stamp := read_stamp(path)) is not None}
        known = self._cache.get(self._model_id, stamps)
        self._stamps.update((path, stamp) for path, stamp in stamps.items() if path not in known)
        return known

    def store_and_yield(self, results: list[ScoreResult]) -> Iterator[ScoreResult]:
        for result in results:
            stamp = self._stamps.pop(result.path, None)
            if stamp is not None and result.scores:
                self._pending.append((result.path, stamp, CachedScores(result.scores, result.look)))
            yield result
        if time.monotonic() - self._last_flush > _FLUSH_INTERVAL_SECONDS:
            self.flush()

    def flush(self) -> None:
        if self._pending:
            self._cache.put(self._model_id, self._pending)
        self._pending = []
        self._last_flush = time.monotonic()
