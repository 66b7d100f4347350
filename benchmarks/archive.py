"""Archives: Ray against threads, two nodes against one, the driver's memory over many rows, and a billion on paper.

    python benchmarks/archive.py rate --files 20000      # Ray on this computer against threads
    python benchmarks/archive.py nodes --files 2000      # two nodes, and one of them killed, against threads
    python benchmarks/archive.py rows --rows 1000000     # parquet and tar shards, with a curve of the memory
    python benchmarks/archive.py billion --rate 75       # pages of arithmetic from a measured rate a core

`rate` and `nodes` read the test split of Cat_and_Dog again and again, under new names. `rows` scores small JPEGs with a
tiny network, as it is about memory and not about speed.
"""

from __future__ import annotations

import argparse
import io
import itertools
import json
import os
import subprocess
import sys
import tarfile
import tempfile
import threading
import time
import uuid
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pictures import write_test_pictures
from PIL import Image

from catdog_gui.archive.models import Item, Row
from catdog_gui.archive.table import TableInfo, TableWriter
from catdog_gui.classify.engine import default_workers
from catdog_gui.classify.models import ScoreKind

ROOT = Path(__file__).parents[1]
ROWS_A_SHARD = 5_000
NODES_SCRIPT = """
import os, sys, threading, time
os.environ |= {"RAY_USAGE_STATS_ENABLED": "0", "RAY_ENABLE_WINDOWS_OR_OSX_CLUSTER": "0"}
from ray.cluster_utils import Cluster
from catdog_gui.cli import main
cluster = Cluster(initialize_head=True, head_node_args={"num_cpus": 1, "include_dashboard": False})
second = cluster.add_node(num_cpus=1)
seconds, *arguments = sys.argv[1:]
def end_node():
    time.sleep(float(seconds))
    cluster.remove_node(second, allow_graceful=False)
if float(seconds):
    threading.Thread(target=end_node, daemon=True).start()
sys.exit(main([*arguments, "--ray", cluster.address]))
"""


@dataclass(frozen=True)
class Run:
    """One command: seconds from start to end, seconds from the first line to the last, and how many lines came."""

    whole: float
    scoring: float
    lines: int
    peak_mb: float
    curve: list[tuple[int, float]]

    @property
    def rate(self) -> float:
        return self.lines / self.scoring


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=("rate", "nodes", "rows", "billion"))
    parser.add_argument("--files", type=int, default=20_000)
    parser.add_argument("--rows", type=int, default=1_000_000)
    parser.add_argument("--rate", type=float, help="pictures a second of one core, for `billion`")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        if args.part == "rate":
            compare_rates(Path(scratch), args.files)
        elif args.part == "nodes":
            compare_nodes(Path(scratch), args.files)
        elif args.part == "rows":
            score_many_rows(Path(scratch), args.rows)
        else:
            print_billion(args.rate or 75.0)


def compare_rates(scratch: Path, files: int) -> None:
    folder = many_files(scratch, files)
    threads = classify(scratch, folder, "threads")
    ray = classify(scratch, folder, "ray", "--ray", "local")
    for name, run in (("threads", threads), ("--ray local", ray)):
        print(f"{name:12} {run.rate:6.1f} pictures/s while scoring, {run.whole:.0f} s in all, {run.lines:,} rows")
    print(f"ratio        {ray.rate / threads.rate:6.2f} while scoring, {threads.whole / ray.whole:.2f} in all")
    print(f"same rows    {rows_of(scratch / 'threads') == rows_of(scratch / 'ray')}")
    print_billion(threads.rate / default_workers())


def compare_nodes(scratch: Path, files: int) -> None:
    folder = many_files(scratch, files)
    classify(scratch, folder, "threads")
    for name, seconds in (("two nodes", "0"), ("one of two killed", "8")):
        command = [sys.executable, "-c", NODES_SCRIPT, seconds, *arguments(scratch, folder, name)]
        began = time.perf_counter()
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True)
        same = rows_of(scratch / name) == rows_of(scratch / "threads")
        print(f"{name:18} {time.perf_counter() - began:5.0f} s, same rows: {same}")


def score_many_rows(scratch: Path, rows: int) -> None:
    sys.path.append(str(ROOT))
    from tests.conftest import _write_tiny_model_folder

    model = _write_tiny_model_folder(scratch / "model")
    folder = shards(scratch / "shards", rows)
    run = classify(scratch, folder, "rows", "--model", str(model))
    print(f"{run.lines:,} rows in {run.whole:.0f} s: {run.rate:.0f}/s; at most {run.peak_mb:.0f} MB")
    for lines, megabytes in run.curve:
        print(f"{lines:>12,} rows  {megabytes:6.0f} MB")
    again = classify(scratch, folder, "rows", "--model", str(model))
    print(f"again: {again.lines} rows scored in {again.whole:.0f} s, at most {again.peak_mb:.0f} MB")


def many_files(scratch: Path, count: int) -> Path:
    """A folder of `count` names for the 2,000 test pictures, a thousand a sub-folder."""
    pictures = write_test_pictures(scratch / "pictures", min(count, 2000))
    folder = scratch / "files"
    for number, picture in zip(range(count), itertools.cycle(pictures), strict=False):
        sub_folder = folder / f"{number // 1000:04}"
        sub_folder.mkdir(parents=True, exist_ok=True)
        (sub_folder / f"{number:07}{picture.suffix}").hardlink_to(picture)
    return folder


def shards(folder: Path, rows: int) -> Path:
    """Parquet files and tars in turn, of small JPEGs."""
    folder.mkdir()
    pictures = [small_jpeg(seed) for seed in range(ROWS_A_SHARD)]
    write_parquet(folder / "0.parquet", pictures)
    write_tar(folder / "0.tar", pictures)
    for number in range(2, rows // ROWS_A_SHARD):
        suffix = (".parquet", ".tar")[number % 2]
        (folder / f"{number:06}{suffix}").hardlink_to(folder / f"0{suffix}")
    return folder


def small_jpeg(seed: int) -> bytes:
    file = io.BytesIO()
    pixels = np.random.default_rng(seed).integers(0, 256, (8, 8, 3), np.uint8)
    Image.fromarray(pixels).resize((96, 96)).save(file, "JPEG")
    return file.getvalue()


def write_parquet(file: Path, pictures: list[bytes]) -> None:
    images = [{"bytes": content, "path": f"{number}.jpg"} for number, content in enumerate(pictures)]
    pq.write_table(pa.table({"image": images}), file, row_group_size=500)


def write_tar(file: Path, pictures: list[bytes]) -> None:
    with tarfile.open(file, "w") as tar:
        for number, content in enumerate(pictures):
            member = tarfile.TarInfo(f"{number}.jpg")
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))


def arguments(scratch: Path, folder: Path, output: str, *more: str) -> list[str]:
    common = ["--recursive", "--engine", "onnx", "--output", str(scratch / output), "--json"]
    return ["--home", str(scratch / "home"), "classify", str(folder), *common, *more]


def classify(scratch: Path, folder: Path, output: str, *more: str) -> Run:
    """Runs the command and notes the memory of its process while its lines come."""
    command = [sys.executable, "-m", "catdog_gui", *arguments(scratch, folder, output, *more)]
    began = time.perf_counter()
    curve: list[tuple[int, float]] = []
    first = last = lines = 0.0
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        peak = _Peak(process.pid)
        for lines, _ in enumerate(process.stdout or (), 1):
            last = time.perf_counter()
            first = first or last
            if lines % 10_000 == 1:
                curve.append((int(lines), resident_mb(process.pid)))
        process.wait()
    return Run(time.perf_counter() - began, max(last - first, 1e-3), int(lines), peak.megabytes, curve)


class _Peak:
    """The most memory that a process had, looked at every half second."""

    def __init__(self, process: int) -> None:
        self.megabytes = 0.0
        threading.Thread(target=self._watch, args=(process,), daemon=True).start()

    def _watch(self, process: int) -> None:
        while now := resident_mb(process):
            self.megabytes = max(self.megabytes, now)
            time.sleep(0.5)


def resident_mb(process: int) -> float:
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * os.sysconf("SC_PAGE_SIZE") / 1e6


def rows_of(table: Path) -> list[tuple[object, ...]]:
    def rows() -> Iterator[tuple[object, ...]]:
        for part in table.glob("*.parquet"):
            for row in pq.read_table(part, partitioning=None).to_pylist():
                yield row["path"], row["etag"], row["decision"], row["look"], str(row["scores"]), row["error"]

    return sorted(rows(), key=str)


def print_billion(rate: float) -> None:
    """What a billion pictures take at `rate` pictures a second a core.

    Assumed: 300 kB a picture, 16 cores and 10 Gbit/s a machine, 0.04 USD a core and hour; list prices of S3: 0.0004 USD
    for 1,000 GET requests and 0.005 USD for 1,000 LIST requests of 1,000 names, ten of these a second.
    """
    pictures, kilobytes, cores = 1e9, 300, 16
    hours = pictures / rate / 3600 / cores
    gigabits = rate * cores * kilobytes * 8 / 1e6
    machines_usd, get_usd, list_usd = hours * cores * 0.04, pictures / 1e3 * 0.0004, pictures / 1e6 * 0.005
    usd = machines_usd + get_usd + list_usd
    row_bytes, row_rate = measure_writer()
    print(f"\na billion pictures at {rate:.0f}/s a core; see `print_billion` for what is assumed")
    for machines in (10, 100, 1000):
        together = f"{rate * cores * machines:,.0f}/s, {gigabits * machines:,.0f} Gbit/s"
        print(f"  {machines:>5,} machines    {hours / machines:>8,.1f} h, {together}")
    print(f"  machine hours     {hours:>8,.0f}")
    print(f"  read              {pictures * kilobytes / 1e9:>8,.0f} TB, {gigabits:.1f} of 10 Gbit/s a machine")
    print(f"  table             {pictures * row_bytes / 1e9:>8,.0f} GB ({row_bytes:.0f} bytes a row, measured)")
    print(
        f"  cost              {usd:>8,.0f} USD: machines {machines_usd:,.0f}, GET {get_usd:,.0f}, LIST {list_usd:,.0f}"
    )
    print(f"  a million         {usd / 1000:>8.2f} USD")
    print("what breaks first, where the pictures are single files in one bucket")
    print(f"  1 listing: one LIST after the other takes {pictures / 1e4 / 3600:,.0f} h before the first score")
    print("  2 requests: S3 gives 5,500 GET a second a prefix, so more pictures a second need more prefixes")
    print(
        f"  3 the driver writes {row_rate:,.0f} rows/s (measured), enough for {row_rate / rate / cores:,.0f} machines"
    )
    print(f"  4 to go on, the driver holds 17 bytes for each item in the table: {17 * pictures / 1e9:.0f} GB")
    print(f"  5 the list of what is to do is {todo_bytes() * pictures / 1e9:,.0f} GB on the driver's disk (measured)")
    print("  tars of 5,000 pictures make 1, 2, 4 and 5 five thousand times smaller")


def measure_writer() -> tuple[float, float]:
    """Bytes that a row of the table takes, and rows a second that one process writes."""
    rows = [
        Row(item.path, item.path, item.bytes, item.modified_ns, item.etag, (share, 1 - share), "cat", 1, "")
        for item, share in zip(names(60_000), np.random.default_rng(0).random(60_000).tolist(), strict=True)
    ]
    with tempfile.TemporaryDirectory() as scratch:
        writer = TableWriter(Path(scratch), TableInfo(("cat", "dog"), ScoreKind.INDEPENDENT, 0.9, "0" * 64))
        began = time.perf_counter()
        for start in range(0, len(rows), 64):
            writer.add(rows[start : start + 64])
        writer.flush()
        seconds = time.perf_counter() - began
        return sum(part.stat().st_size for part in Path(scratch).glob("*.parquet")) / len(rows), len(rows) / seconds


def todo_bytes() -> float:
    """Bytes that a file takes in the list of what is to be scored."""
    return sum(len(json.dumps(astuple(item))) + 1 for item in names(100)) / 100


def names(count: int) -> Iterator[Item]:
    """Objects as in a bucket: numbered names, etags that are hashes."""
    for number in range(count):
        path = f"s3://bucket/shelter/2024/{number // 1000:06}/IMG_{number:08}.jpg"
        yield Item(path, 200_000 + number, time.time_ns(), uuid.uuid4().hex)


if __name__ == "__main__":
    main()
