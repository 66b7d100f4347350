"""Scores chunks of items with the workers of a Ray cluster, one engine each.

Ray's actors, not Ray Data: the list of names streams from this process, and Ray Data reads only what lies on a store
that all machines see (its `local://` is deprecated), or holds all of it at once.
"""

from __future__ import annotations

import io
import os
import tarfile
import tempfile
import threading
import time
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from catdog_gui.archive.models import ArchiveError, Item, Row
from catdog_gui.archive.rows import RowMaker, failed_row
from catdog_gui.classify.model_folder import ModelFolder, read_model_folder
from catdog_gui.classify.scorer import open_scorer
from catdog_gui.messages import Text, detail

LOCAL = "local"
_CHUNKS_A_WORKER = 2
_MAX_TRIES = 4
_STOP_POLL_SECONDS = 0.1
_GROW_INTERVAL_SECONDS = 10.0
_GPU_SHARE = 0.25  # four workers decode for each graphics device


@dataclass(frozen=True, slots=True)
class WorkerOptions:
    """What each worker opens: a model, packed, an engine by its name, and the threshold of the decisions."""

    packed_model: bytes
    engine: str
    threshold: float


@dataclass(slots=True)
class _Job:
    """A chunk on its way through a worker; none while the worker opens its engine."""

    worker: Any
    chunk: list[Item] = field(default_factory=list)


def connect(address: str, workers: int | None) -> str:
    """Starts Ray on this computer (`local`), or joins the cluster at an address; gives the dashboard's address or "".

    What is started here listens on 127.0.0.1 alone, and sends no usage reports.

    Raises:
        ArchiveError: Ray is not installed, or nothing answers at the address.
    """
    # Ray reads both when it is imported. The second one keeps it on 127.0.0.1 under Linux too: it replaces a loopback
    # address that it is given with the one of the network.
    os.environ["RAY_USAGE_STATS_ENABLED"] = "0"
    if address == LOCAL:
        os.environ["RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER"] = "0"
    try:
        import ray
    except ImportError:
        raise ArchiveError(Text.RAY_NOT_INSTALLED()) from None
    options: dict[str, Any] = {"logging_level": "ERROR", "log_to_driver": False}
    if address == LOCAL:
        options |= {"_node_ip_address": "127.0.0.1", "dashboard_host": "127.0.0.1", "num_cpus": workers}
    try:
        context = ray.init(address=address, **options)
    except (ConnectionError, ValueError, RuntimeError, OSError):
        raise ArchiveError(Text.CLUSTER_UNREACHABLE(address)) from None
    return str(context.dashboard_url or "")


def pack_model(model: ModelFolder) -> bytes:
    """The files of a model folder, for workers whose disks do not have it."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w") as tar:
        tar.add(model.path, arcname=".")
    return packed.getvalue()


def rows_by_cluster(
    chunks: Iterable[list[Item]], options: WorkerOptions, workers: int | None, stop: threading.Event
) -> Iterator[list[Row]]:
    """Yields the rows of each chunk when they are ready, in any order. Ends early when `stop` is set.

    A chunk whose worker dies goes to another one; after four deaths each of its items becomes a row that says so.
    `workers` is how many there are; None for one on each processor of the cluster, also of machines that join later.
    """
    pool = _WorkerPool(options, workers)
    queue = _ChunkQueue(chunks)
    try:
        while not stop.is_set():
            pool.grow()
            while (worker := pool.free_worker()) is not None and (chunk := queue.take()) is not None:
                pool.submit(worker, chunk)
            if pool.is_idle and queue.is_empty:
                return
            for chunk, rows in pool.finished():
                if rows is not None:
                    yield rows
                elif given_up := queue.put_back(chunk):
                    yield given_up
    finally:
        pool.close()


class _ChunkQueue:
    """Chunks to score: first those that come back from dead workers."""

    def __init__(self, chunks: Iterable[list[Item]]) -> None:
        self._chunks = iter(chunks)
        self._returned: deque[list[Item]] = deque()
        self._deaths: dict[str, int] = {}
        self.is_empty = False

    def take(self) -> list[Item] | None:
        if self._returned:
            return self._returned.popleft()
        chunk = next(self._chunks, None)
        self.is_empty = chunk is None
        return chunk

    def put_back(self, chunk: list[Item]) -> list[Row]:
        """Keeps a chunk for another try; after the last one gives its rows instead."""
        name = chunk[0].name
        self._deaths[name] = self._deaths.get(name, 0) + 1
        if self._deaths[name] >= _MAX_TRIES:
            return [failed_row(item, Text.WORKERS_DIED(_MAX_TRIES)) for item in chunk]
        self._returned.append(chunk)
        self.is_empty = False
        return []


class _WorkerPool:
    """Actors, and what each of them does. A worker gets chunks only once its engine is open."""

    def __init__(self, options: WorkerOptions, size: int | None) -> None:
        import ray

        self._ray = ray
        self._options = ray.put(options)
        self._size = size
        self._jobs: dict[Any, _Job] = {}
        self._load: dict[Any, int] = {}
        self._starting = 0
        self._last_growth = 0.0

    @property
    def is_idle(self) -> bool:
        return not any(job.chunk for job in self._jobs.values())

    def grow(self) -> None:
        """Starts the workers that are missing: in the beginning, after deaths, and when machines have joined."""
        if time.monotonic() - self._last_growth < _GROW_INTERVAL_SECONDS and self._load:
            return
        self._last_growth = time.monotonic()
        wanted = self._size or max(1, int(self._ray.cluster_resources().get("CPU", 1)))
        for _ in range(wanted - len(self._load) - self._starting):
            self._start()

    def free_worker(self) -> Any | None:
        """A worker that can take a chunk, the least busy one."""
        worker = min(self._load, key=lambda each: self._load[each], default=None)
        return None if worker is None or self._load[worker] >= _CHUNKS_A_WORKER else worker

    def submit(self, worker: Any, chunk: list[Item]) -> None:
        self._jobs[worker.rows.remote(chunk)] = _Job(worker, chunk)
        self._load[worker] += 1

    def finished(self) -> Iterator[tuple[list[Item], list[Row] | None]]:
        """Chunks that are done with their rows, or without where the worker died."""
        if not self._jobs:
            time.sleep(_STOP_POLL_SECONDS)
            return
        done, _ = self._ray.wait([*self._jobs], num_returns=1, timeout=_STOP_POLL_SECONDS)
        for reference in done:
            job = self._jobs.pop(reference)
            try:
                rows = self._ray.get(reference)
            except self._ray.exceptions.RayTaskError as error:
                raise ArchiveError(Text.WORKER_FAILED(detail(error))) from error
            except self._ray.exceptions.RayError:
                self._forget(job)
                rows = None
            else:
                self._count_done(job)
            if job.chunk:
                yield job.chunk, rows

    def close(self) -> None:
        for worker in {*self._load, *(job.worker for job in self._jobs.values())}:
            self._ray.kill(worker)

    def _start(self) -> None:
        gpus = _GPU_SHARE if self._ray.cluster_resources().get("GPU") and self._options_engine() != "onnx" else 0
        actor = self._ray.remote(num_cpus=1, num_gpus=gpus, max_restarts=0, scheduling_strategy="SPREAD")(_Worker)
        worker = actor.remote(self._options)
        self._jobs[worker.is_ready.remote()] = _Job(worker)
        self._starting += 1

    def _options_engine(self) -> str:
        options: WorkerOptions = self._ray.get(self._options)
        return options.engine

    def _count_done(self, job: _Job) -> None:
        if job.chunk:
            self._load[job.worker] -= 1
        else:
            self._starting -= 1
            self._load[job.worker] = 0

    def _forget(self, job: _Job) -> None:
        if not job.chunk:
            self._starting -= 1
        elif self._load.pop(job.worker, None) is not None:
            self._start()


class _Worker:
    """The actor: one engine."""

    def __init__(self, options: WorkerOptions) -> None:
        with tempfile.TemporaryDirectory() as folder:
            with tarfile.open(fileobj=io.BytesIO(options.packed_model)) as tar:
                tar.extractall(folder, filter="data")
            self._maker = RowMaker(open_scorer(read_model_folder(Path(folder)), options.engine), options.threshold)

    def is_ready(self) -> bool:
        return True

    def rows(self, chunk: list[Item]) -> list[Row]:
        return self._maker.rows(chunk)
