"""Measures what each part of the training recipe contributes: one base, two data sets, several ways of training.

    python benchmarks/recipes.py --dataset ../shared/datasets/Cat_and_Dog --subjects ../shared/datasets/neither

The tutorial's recipe, the last layer alone, our recipe, ours with one part left out at a time, and ours with one option
more. The second data set is made here: five classes of very different sizes, by the column `subject` of the table.
Every row is a child process `python -m trainer`, measured on the test split, which is not used for training, and
compared with the last layer alone by McNemar's test on the same pictures. Hours in all; what is trained is kept.
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
SUBJECTS = ("object", "place", "person", "bird", "food")


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
    Row("... without label smoothing", ["finetune", "--label-smoothing", "0"]),
    Row("... with two random operations", ["finetune", "--random-operations", "2"]),
    Row("... with mixup", ["finetune", "--mixup", "0.2"]),
    Row("... with CutMix", ["finetune", "--cutmix", "1"]),
    Row("... with balanced class weights", ["finetune", "--class-weights", "balanced"]),
    Row("... with a moving average of the weights", ["finetune", "--moving-average", "0.99"]),
)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--dataset", default=None, help="Cat_and_Dog, or any other")
    parser.add_argument("--subjects", type=Path, default=None, help="table with a column `subject`")
    parser.add_argument("--base", default=BASE)
    parser.add_argument("--work", type=Path, default=Path("build/recipes"), help="keeps what is trained already")
    parser.add_argument("--rows", type=int, nargs="*", default=range(len(ROWS)), help="numbers of the rows, from 0")
    args, recipe = parser.parse_known_args()
    print(f"{args.base}, {platform.machine()}, {default_workers()} cores, Python {platform.python_version()}")
    if args.dataset is not None:
        measure(args, args.dataset, args.work / "first", recipe)
    if args.subjects is not None:
        measure(args, str(write_subjects(args.subjects, args.work / "subjects")), args.work / "second", recipe)


def measure(args: argparse.Namespace, dataset: str, work: Path, recipe: Sequence[str]) -> None:
    """Prints a line for each row; `recipe` are further numbers for each `finetune`."""
    work.mkdir(parents=True, exist_ok=True)
    print(dataset, flush=True)
    against = train(LAST_LAYER, args.base, dataset, work, recipe)
    for number in args.rows:
        row = ROWS[number]
        folder = train(row, args.base, dataset, work, recipe)
        report = evaluate(folder, against, dataset)
        accuracy = report["accuracy"]
        minutes = json.loads(minutes_file(folder).read_text())
        line = (
            f"  {row.name:46} {minutes:5.1f} min  {accuracy['value']:7.2%} ({accuracy['low']:.2%} to "
            f"{accuracy['high']:.2%})  macro F1 {report['macro_f1']:.4f}  NLL {report['nll']:.4f}"
        )
        print(line + (f"  p {report['against']['p_value']:.3f}" if folder != against else ""), flush=True)


def write_subjects(table: Path, folder: Path) -> Path:
    """Class folders of five subjects in the folders `train` and `test`."""
    from datasets import Dataset, Image

    for split in ("train", "test"):
        files = [str(file) for file in sorted(table.glob(f"data/{split}-*.parquet"))]
        rows = Dataset.from_parquet(files).cast_column("image", Image(decode=False))
        for number, row in enumerate(rows):
            if row["subject"] in SUBJECTS:
                file = folder / split / row["subject"] / f"{number}{Path(row['image']['path']).suffix}"
                file.parent.mkdir(parents=True, exist_ok=True)
                file.write_bytes(row["image"]["bytes"])
    return folder


def train(row: Row, base: str, dataset: str, work: Path, recipe: Sequence[str]) -> Path:
    folder = work / "-".join(row.command).replace("--", "")
    if not folder.exists():
        # `head` takes folders of examples as they are: the training pictures must be all there is in them.
        split = Path(dataset, "train")
        data = (
            ["--examples", str(split if split.is_dir() else dataset)] if row is LAST_LAYER else ["--dataset", dataset]
        )
        further = [] if row is LAST_LAYER else recipe
        began = time.monotonic()
        run_trainer(*row.command, "--model", base, *data, *further, "--output", str(folder))
        minutes_file(folder).write_text(json.dumps((time.monotonic() - began) / 60))
    return folder


def minutes_file(folder: Path) -> Path:
    return folder.with_suffix(".minutes.json")


def evaluate(folder: Path, against: Path, dataset: str) -> dict[str, Any]:
    report = folder.with_suffix(".report")
    if not report.exists():
        compared = ["--against", str(against)] if folder != against else []
        run_trainer("evaluate", "--model", str(folder), "--dataset", dataset, *compared, "--output", str(report))
    found: dict[str, Any] = json.loads((report / "report.json").read_text("utf-8"))
    return found


def run_trainer(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "trainer", *arguments], check=True, stdout=subprocess.DEVNULL)


if __name__ == "__main__":
    main()
