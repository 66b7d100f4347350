"""Wall time and peak memory of fine-tuning on the 8,000 training pictures of Cat_and_Dog, and on a hundred of them.

    python benchmarks/training.py [--steps 30] [OPTIONS OF finetune ...]

The hundred show what the network, its optimiser and one step need; the difference is what the other pictures need.
Each run is a separate process that is stopped after some steps; its peak memory is measured by the system.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import NamedTuple

from pictures import CAT_AND_DOG

FEW_PICTURES = 100
_KIB = 1024


class RunCost(NamedTuple):
    seconds: float
    peak_bytes: int


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", default="efficientnet-lite0")
    parser.add_argument("--steps", type=int, default=30, help="steps of the whole network before it is stopped")
    args, options = parser.parse_known_args()
    with tempfile.TemporaryDirectory() as scratch:
        few = write_few(Path(scratch, "few"))
        # So many epochs that a hundred pictures are enough for all steps.
        common = ["--model", args.model, "--checkpoint-only", "--epochs", str(args.steps), "--patience", "0", *options]
        runs = {
            name: measure([*common, "--dataset", str(dataset), "--output", str(Path(scratch, name))], args.steps)
            for name, dataset in (("a hundred", few), ("all", CAT_AND_DOG))
        }
    for name, run in runs.items():
        print(f"{name:<10} {run.seconds:6.0f} s   peak {run.peak_bytes / 1e6:6,.0f} MB")
    above = runs["all"].peak_bytes - runs["a hundred"].peak_bytes
    print(f"the other pictures cost {above / 1e6:,.0f} MB")


def write_few(folder: Path) -> Path:
    """Writes the first pictures of the training split, in the same form as all of them."""
    import datasets

    datasets.disable_progress_bars()
    file = next(CAT_AND_DOG.rglob("train-*.parquet"))
    table = datasets.Dataset.from_parquet(str(file)).cast_column("image", datasets.Image(decode=False))
    folder.mkdir()
    table.select(range(FEW_PICTURES)).to_parquet(folder / "train-00000-of-00001.parquet")
    return folder


def measure(arguments: list[str], steps: int) -> RunCost:
    """Runs finetune until it has done so many steps."""
    began = time.perf_counter()
    command = [sys.executable, "-m", "trainer", "finetune", "--json", *arguments]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    assert process.stdout is not None
    for event in map(json.loads, process.stdout):
        if event["event"] == "error":
            raise SystemExit(event["message"])
        if event["event"] == "progress" and event["stage"] == "training the whole network" and event["step"] >= steps:
            break
    seconds = time.perf_counter() - began
    process.terminate()
    _, _, usage = os.wait4(process.pid, 0)
    return RunCost(seconds, usage.ru_maxrss * _KIB)


if __name__ == "__main__":
    main()
