"""Measures what a watch costs and whether it survives faults, with real processes, real files and the bundled model.

    python benchmarks/watching.py rate --pictures 10000    # dropped at once, against `catdog sort` on the same pictures
    python benchmarks/watching.py idle --seconds 60        # 20 folders, 50,000 files, by inotify
    python benchmarks/watching.py soak --minutes 30        # random arrivals and faults, checked by an oracle; --unmount

Every command prints one JSON object.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "watching")]
PICTURES = ROOT.parent / "shared" / "datasets" / "Cat_and_Dog"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    commands = parser.add_subparsers(required=True)
    rate = commands.add_parser("rate")
    rate.add_argument("--pictures", type=int, default=10_000)
    rate.add_argument("--source", type=Path, default=PICTURES, help="a folder with JPEG files, used again and again")
    rate.add_argument("--workers", type=int)
    rate.set_defaults(run=lambda args: measure_rate(args.source, args.pictures, args.workers))
    idle = commands.add_parser("idle")
    idle.add_argument("--seconds", type=float, default=60)
    idle.add_argument("--folders", type=int, default=20)
    idle.add_argument("--files", type=int, default=50_000)
    idle.set_defaults(run=lambda args: measure_idle(args.folders, args.files, args.seconds))
    soak = commands.add_parser("soak")
    soak.add_argument("--minutes", type=float, default=30)
    soak.add_argument("--seed", type=int, default=1)
    soak.add_argument("--unmount", action="store_true", help="a disk that is unmounted, not a folder renamed (as root)")
    soak.set_defaults(run=lambda args: run_soak(args.minutes * 60, args.seed, unmount=args.unmount))
    args = parser.parse_args()
    print(json.dumps(args.run(args)))


# Rate.


def measure_rate(source: Path, count: int, workers: int | None) -> dict[str, object]:
    originals = _jpegs(source)
    with _scratch() as scratch:
        watched, sorted_ = scratch / "watched", scratch / "sorted"
        staging = scratch / "staging"
        for folder in (watched, sorted_, staging):
            folder.mkdir()
        _fill(sorted_, originals, count)
        _fill(staging, originals, count)
        _warm_page_cache(staging)
        options = ["--workers", str(workers)] if workers else []
        sort_seconds, sort_cpu = _time_sort(sorted_, scratch / "home of sort", options)
        watch_seconds, watch_cpu, megabytes = _time_watch(staging, watched, scratch / "home of watch", options)
        left = sum(1 for path in watched.iterdir() if path.is_file())
        moved = sum(1 for path in watched.glob("*/*.jpg"))
    return {
        "pictures": count,
        "sort_seconds": round(sort_seconds, 1),
        "watch_seconds": round(watch_seconds, 1),
        "share_of_rate": round(sort_seconds / watch_seconds, 3),
        "sort_cpu_seconds": round(sort_cpu, 1),
        "watch_cpu_seconds": round(watch_cpu, 1),
        "moved": moved,
        "waiting": left,
        "highest_megabytes": round(megabytes),
    }


def _time_sort(folder: Path, home: Path, options: list[str]) -> tuple[float, float]:
    began, cpu = time.monotonic(), _cpu_of_children()
    subprocess.run(
        _catdog(home, "sort", str(folder), "--yes", "--json", *options), check=True, stdout=subprocess.DEVNULL
    )
    return time.monotonic() - began, _cpu_of_children() - cpu


def _time_watch(staging: Path, folder: Path, home: Path, options: list[str]) -> tuple[float, float, float]:
    """Seconds from the arrival until every picture is handled, CPU seconds, and peak memory in MB."""
    cpu = _cpu_of_children()
    process = subprocess.Popen(
        _catdog(home, "watch", str(folder), "--json", *options), stdout=subprocess.PIPE, stderr=subprocess.DEVNULL
    )
    _wait_for_first_scan(home, folder)
    expected = sum(1 for _ in staging.iterdir())
    began = time.monotonic()
    for path in staging.iterdir():
        path.rename(folder / path.name)
    assert process.stdout is not None
    handled: set[str] = set()
    highest = 0.0
    for line in process.stdout:
        handled.add(json.loads(line)["source"])
        if len(handled) % 100 == 0:
            highest = max(highest, _peak_megabytes(process.pid))
        if len(handled) == expected:
            break
    seconds = time.monotonic() - began
    _terminate(process)
    assert len(handled) == expected, f"{expected - len(handled)} pictures were not handled"
    return seconds, _cpu_of_children() - cpu, highest


def _wait_for_first_scan(home: Path, folder: Path) -> None:
    """Waits until the watch has scanned the folder: only what comes later counts as an arrival."""
    from catdog_gui.paths import Paths
    from catdog_gui.watching.watch_store import WatchStore

    with closing(WatchStore.at(Paths.at(home))) as store:
        while not store.has_answer(folder.resolve()):
            time.sleep(0.1)


def _cpu_of_children() -> float:
    usage = resource.getrusage(resource.RUSAGE_CHILDREN)
    return usage.ru_utime + usage.ru_stime


# Idle.


def measure_idle(folders: int, files: int, seconds: float) -> dict[str, object]:
    import psutil
    from watching_folders import ColourClassifier

    from catdog_gui.paths import Paths
    from catdog_gui.sorting.journal import Journal
    from catdog_gui.watching.models import Existing, WatchOptions, WatchState
    from catdog_gui.watching.watcher import FolderWatcher

    with _scratch() as scratch, Journal(scratch / "home" / "journal.sqlite3") as journal:
        watches = []
        for number in range(folders):
            folder = scratch / str(number)
            for sub in range(5):
                (folder / str(sub)).mkdir(parents=True)
                for name in range(files // folders // 5):
                    (folder / str(sub) / f"{name}.jpg").write_bytes(b"x")
            options = WatchOptions(folder, recursive=True, existing=Existing.SKIP)
            watches.append(
                FolderWatcher(options, ColourClassifier(), journal, Paths.at(scratch / "home"), lambda _event: None)
            )
        for watch in watches:
            watch.start()
        while any(watch.status.state is not WatchState.WATCHING for watch in watches):
            time.sleep(0.1)
        time.sleep(3)
        process = psutil.Process()
        before = process.cpu_times()
        time.sleep(seconds)
        after = process.cpu_times()
        used = after.user + after.system - before.user - before.system
        polling = sum(watch.status.is_polling for watch in watches)
        for watch in watches:
            watch.stop()
        return {
            "folders": folders,
            "files": files,
            "polling": polling,
            "percent_of_a_core": round(100 * used / seconds, 3),
            "megabytes": round(process.memory_info().rss / 1e6),
        }


# Soak.


def run_soak(seconds: float, seed: int, *, unmount: bool) -> dict[str, object]:
    from watching_soak import Unmounted, soak

    from catdog_gui.paths import Paths
    from catdog_gui.sorting.journal import Journal

    with ExitStack() as stack:
        scratch = stack.enter_context(_scratch())
        folder, home = scratch / "arriving", scratch / "home"
        outage = stack.enter_context(Unmounted(folder, scratch / "disk")) if unmount else None
        journal = stack.enter_context(Journal(home / "journal.sqlite3"))
        return soak(folder, journal, Paths.at(home), seconds, seed, outage)


# Shared.


def _catdog(home: Path, *arguments: str) -> list[str]:
    return [sys.executable, "-m", "catdog_gui", "--home", str(home), *arguments]


@contextmanager
def _scratch() -> Iterator[Path]:
    os.chdir(ROOT)
    folder = Path(tempfile.mkdtemp(prefix="catdog-watching-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder)


def _jpegs(source: Path) -> list[bytes]:
    """The contents of JPEG files: of a folder, or of the pictures of a data set in parquet files."""
    found = sorted(source.rglob("*.jpg"))[:2000]
    if found:
        return [path.read_bytes() for path in found]
    import pyarrow.parquet

    contents: list[bytes] = []
    for file in sorted(source.rglob("*test*.parquet")):
        contents += [row["bytes"] for row in pyarrow.parquet.read_table(file, columns=["image"])["image"].to_pylist()]
    return [content for content in contents if content[:2] == b"\xff\xd8"]


def _fill(folder: Path, contents: list[bytes], count: int) -> None:
    for number in range(count):
        (folder / f"IMG_{number:05}.jpg").write_bytes(contents[number % len(contents)])


def _warm_page_cache(folder: Path) -> None:
    for path in folder.iterdir():
        path.read_bytes()


def _peak_megabytes(process: int) -> float:
    for line in Path(f"/proc/{process}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1000
    return 0.0


def _terminate(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGTERM)
    threading.Timer(10, process.kill).start()
    process.wait()


if __name__ == "__main__":
    main()
