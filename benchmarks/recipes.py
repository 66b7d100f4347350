"""Measures what each part of the training recipe contributes: one base, one data set, several ways of training.

    python benchmarks/recipes.py --dataset ../shared/datasets/Cat_and_Dog

The tutorial's recipe, the last layer alone, our recipe, and ours with one part left out at a time. Every row is a
child process `python -m trainer`, measured on the test split, which is not used for training, and compared with the
last layer alone by McNemar's test on the same pictures.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

from catdog_gui.classify.engine import default_workers

BASE = "efficientnet-lite0"


class Row(NamedTuple):
    """One way of training, as arguments of the trainer."""

    name: str
    command: Sequence[str]


LAST_LAYER = Row("last layer alone (head)", ["head"])
ROWS = (
    Row("tutorial's recipe", ["finetune", "--recipe", "tutorial"]),
    LAST_LAYER,
    Row("our recipe", ["finetune"]),
    Row("... without averaging", ["finetune", "--average", "no"]),
    Row("... without the heads' share in the targets", ["finetune", "--heads-share", "0"]),
    Row("... with every layer trained", ["finetune", "--frozen-share", "0"]),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dataset", required=True)
    parser.add_argument("--base", default=BASE)
    parser.add_argument("--work", type=Path, default=Path("build/recipes"), help="keeps what is trained already")
    parser.add_argument("--rows", type=int, nargs="*", default=range(len(ROWS)), help="numbers of the rows, from 0")
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    print(f"{args.base}, {platform.machine()}, {default_workers()} cores, Python {platform.python_version()}")
    against = train(LAST_LAYER, args)
    for number in args.rows:
        row = ROWS[number]
        folder = train(row, args)
        report = evaluate(folder, against, args)
        accuracy = report["accuracy"]
        minutes = json.loads(minutes_file(folder).read_text())
        line = (
            f"{row.name:46} {minutes:5.1f} min  {accuracy['value']:7.2%} "
            f"({accuracy['low']:.2%} to {accuracy['high']:.2%})  NLL {report['nll']:.4f}"
        )
        print(line + (f"  p {report['against']['p_value']:.3f}" if folder != against else ""), flush=True)


def train(row: Row, args: argparse.Namespace) -> Path:
    folder: Path = args.work / "-".join(row.command).replace("--", "")
    if not folder.exists():
        option = "--examples" if row is LAST_LAYER else "--dataset"
        began = time.monotonic()
        run_trainer(*row.command, "--model", args.base, option, args.dataset, "--output", str(folder))
        minutes_file(folder).write_text(json.dumps((time.monotonic() - began) / 60))
    return folder


def minutes_file(folder: Path) -> Path:
    return folder.with_suffix(".minutes.json")


def evaluate(folder: Path, against: Path, args: argparse.Namespace) -> dict[str, Any]:
    report = folder.with_suffix(".report")
    if not report.exists():
        compared = ["--against", str(against)] if folder != against else []
        run_trainer("evaluate", "--model", str(folder), "--dataset", args.dataset, *compared, "--output", str(report))
    found: dict[str, Any] = json.loads((report / "report.json").read_text("utf-8"))
    return found


def run_trainer(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "trainer", *arguments], check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
