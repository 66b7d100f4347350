"""Measures what each part of the training recipe contributes: one base, two small data sets, several ways of training.

    python benchmarks/recipes.py --cats-and-dogs ../shared/datasets/Cat_and_Dog --subjects ../shared/datasets/neither

Each run draws its training pictures and its held-out pictures anew from the training split, with its seed; the test
split is never read. A line of the table is the mean over the seeds of the difference from the recipe as it is, on the
same draws, with its standard error: "*" marks a difference of more than twice that. Pictures are reduced to a small
side so that all runs end in about 20 minutes on two cores. Each result is kept in a file: a second call goes on.
"""

from __future__ import annotations

import argparse
import json
import math
import platform
import shutil
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import torch

from catdog_gui.classify.engine import default_workers
from catdog_gui.classify.head import scores_of
from catdog_gui.classify.models import ScoreKind
from catdog_gui.classify.torch_engine.normalisation import Normalisation
from trainer.calibration import one_hot_targets
from trainer.examples import Examples, load_examples, stratified_split
from trainer.finetune.base import Base, load_base
from trainer.finetune.data import TrainingData
from trainer.finetune.recipes import RECIPES, Recipe
from trainer.finetune.setup import prepare
from trainer.finetune.training import train_whole_network
from trainer.finetune.views import Collate, EvalTransform, LazyPictures
from trainer.finetune.workspace import open_workspace
from trainer.metrics import categorical_nll, confusion_matrix, macro_f1
from trainer.processes import NullEvents
from trainer.tables import Columns

SUBJECTS = ("object", "place", "person", "bird", "food")
DATA = ("cats and dogs", "five uneven classes")
FIGURES = ("accuracy", "macro_f1", "nll")
# So few that all runs end in time; the standard errors say what can be seen with them.
_TRAINED, _HELD_OUT = 200, 400
_BATCH = 64

OURS = "as it is"
ROWS: Mapping[str, Recipe] = {
    OURS: Recipe(),
    "last layer alone": Recipe(epochs=1, frozen_share=1.0, head_rate=0.0, average="no"),
    "tutorial": replace(RECIPES["tutorial"], batch=32, epochs=Recipe().epochs, validation_share=0.1),
    "without averaging": Recipe(average="no"),
    "without the heads' share": Recipe(heads_share=0.0),
    "without label smoothing": Recipe(label_smoothing=0.0),
    "without freezing": Recipe(frozen_share=0.0),
    "two random operations": Recipe(random_operations=2),
    "mixup 0.2": Recipe(mixup=0.2),
    "CutMix 1": Recipe(cutmix=1.0),
    "class weights": Recipe(class_weights="balanced"),
    "EMA 0.99": Recipe(moving_average=0.99),
}


@dataclass(frozen=True)
class Draw:
    """The pictures of one run."""

    trained: Examples
    held_out: Examples


@dataclass(frozen=True)
class Result:
    """What one run gave on its held-out pictures."""

    data: str
    row: str
    seed: int
    accuracy: float
    macro_f1: float
    nll: float
    seconds: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--cats-and-dogs", type=Path, required=True)
    parser.add_argument("--subjects", type=Path, required=True, help="table with a column `subject`")
    parser.add_argument("--base", default="efficientnet-lite0")
    parser.add_argument("--side", type=int, default=112, help="side in pixels of what the network reads")
    parser.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
    parser.add_argument("--data", nargs="+", choices=DATA, default=DATA, help="train on these data sets alone")
    parser.add_argument("--only", nargs="+", choices=ROWS, default=list(ROWS), help="train these rows alone")
    parser.add_argument("--minutes", type=float, default=math.inf, help="begin no run after so many")
    parser.add_argument("--results", type=Path, default=Path("build/recipes.jsonl"), help="keeps what is measured")
    args = parser.parse_args()
    began = time.monotonic()
    args.results.parent.mkdir(parents=True, exist_ok=True)
    sources = {
        "cats and dogs": load_examples(str(args.cats_and_dogs), "train"),
        "five uneven classes": of_classes(
            load_examples(str(args.subjects), "train", columns=Columns(label="subject")), SUBJECTS
        ),
    }
    sources = {name: sources[name] for name in args.data}
    results = read_results(args.results)
    with tempfile.TemporaryDirectory() as scratch:
        base = write_small_base(args.base, args.side, Path(scratch, "base"))
        for seed, data, row in missing(results, args.seeds, sources, args.only):
            if time.monotonic() - began > args.minutes * 60:
                break
            result = measure(base, draw(sources[data], seed), data, row, seed, Path(scratch))
            results.append(result)
            with args.results.open("a") as file:
                file.write(json.dumps(asdict(result)) + "\n")
    print(f"{args.base} at {args.side} px, {platform.machine()}, {default_workers()} cores")
    for data in sources:
        print_table(data, results)


def missing(
    results: Sequence[Result], seeds: Sequence[int], sources: Mapping[str, Examples], rows: Sequence[str]
) -> Iterator[tuple[int, str, str]]:
    """The runs that have no result, a whole table of one seed after the other."""
    known = {(result.seed, result.data, result.row) for result in results}
    for seed in seeds:
        for data in sources:
            yield from ((seed, data, row) for row in rows if (seed, data, row) not in known)


def read_results(file: Path) -> list[Result]:
    return [Result(**json.loads(line)) for line in file.read_text().splitlines()] if file.exists() else []


def of_classes(examples: Examples, classes: tuple[str, ...]) -> Examples:
    """The pictures of these classes alone."""
    position = np.asarray([classes.index(name) if name in classes else -1 for name in examples.classes])
    labels = position[examples.labels]
    return replace(examples, classes=classes, labels=labels).subset(np.flatnonzero(labels >= 0))


def draw(examples: Examples, seed: int) -> Draw:
    """At most `_TRAINED` pictures, but no more than half of all, and `_HELD_OUT` others, evenly by class."""
    rest, trained = stratified_split(examples.labels, min(0.5, _TRAINED / len(examples)), seed)
    share = min(1.0, _HELD_OUT / len(rest))
    _, held_out = stratified_split(examples.labels[rest], share, seed)
    return Draw(examples.subset(trained), examples.subset(rest[held_out]))


def write_small_base(source: str, side: int, folder: Path) -> str:
    """Saves the base so that it reads pictures of `side` pixels."""
    load_base(source, ("one", "other"), ScoreKind.EXCLUSIVE).save(folder)
    file = folder / "preprocessor_config.json"
    config = json.loads(file.read_text())
    config["size"], config["crop_size"] = {"shortest_edge": round(side / 0.875)}, {"height": side, "width": side}
    file.write_text(json.dumps(config))
    return str(folder)


def measure(base: str, drawn: Draw, data: str, row: str, seed: int, scratch: Path) -> Result:
    """Trains by a row of the table, and judges on the held-out pictures."""
    recipe = replace(ROWS[row], seed=seed, precision="float32", pictures_at_once=ROWS[row].batch)
    training, validation = stratified_split(drawn.trained.labels, recipe.validation_share, seed)
    judged = drawn.trained.subset(validation)
    pictures = TrainingData(drawn.trained.subset(training), judged, judged, ScoreKind.EXCLUSIVE, skipped=0)
    # The same for all rows of a draw.
    probe = scratch / f"{data}-{seed}-{recipe.class_weights}"
    began = time.monotonic()
    with open_workspace(scratch / "run", {}, resume=False) as work:
        if probe.exists() and recipe.head_first == "yes":
            shutil.copytree(probe, work.linear_probe)
        setup = prepare(base, pictures, recipe, work, NullEvents())
        if recipe.head_first == "yes":
            shutil.copytree(work.linear_probe, probe, dirs_exist_ok=True)
        train_whole_network(setup, pictures, recipe, work, NullEvents())
    seconds = time.monotonic() - began
    return Result(data, row, seed, **judge(setup.base, drawn.held_out), seconds=seconds)


@torch.no_grad()
def judge(base: Base, examples: Examples) -> dict[str, float]:
    """FIGURES of a network on pictures."""
    network, targets = base.network.eval(), one_hot_targets(examples.labels, len(examples.classes))
    pictures = LazyPictures(examples, targets, EvalTransform(base.image_transform), seed=0, threads=default_workers())
    collate: Any = Collate(Normalisation(base.processor.to_dict()))
    logits = [
        network(
            pixel_values=collate(pictures.__getitems__(range(start, min(start + _BATCH, len(pictures)))))[
                "pixel_values"
            ]
        ).logits.numpy()
        for start in range(0, len(pictures), _BATCH)
    ]
    scores = scores_of(np.concatenate(logits), ScoreKind.EXCLUSIVE)
    confusion = confusion_matrix(examples.labels, scores.argmax(1), len(examples.classes))
    return {
        "accuracy": float(np.trace(confusion) / confusion.sum()),
        "macro_f1": macro_f1(confusion),
        "nll": categorical_nll(scores, examples.labels),
    }


def print_table(data: str, results: Sequence[Result]) -> None:
    """Markdown: the figures of the recipe as it is, and how far each row is from them on the same draws."""
    by_row = {row: {one.seed: one for one in results if (one.data, one.row) == (data, row)} for row in ROWS}
    print(
        f"\n{data}\n\n| recipe | seeds | accuracy | macro F1 | NLL | s a run |\n| --- | --- | --- | --- | --- | --- |"
    )
    for row, runs in by_row.items():
        seeds = sorted(runs.keys() & by_row[OURS].keys())
        if seeds:
            cells = [
                figure_cell(name, [runs[seed] for seed in seeds], [by_row[OURS][seed] for seed in seeds], row == OURS)
                for name in FIGURES
            ]
            seconds = np.mean([runs[seed].seconds for seed in seeds])
            print(f"| {row} | {len(seeds)} | {' | '.join(cells)} | {seconds:.0f} |")


def figure_cell(name: str, runs: Sequence[Result], ours: Sequence[Result], is_ours: bool) -> str:  # noqa: FBT001
    values = np.asarray([getattr(run, name) for run in runs])
    if is_ours:
        return f"{values.mean():.4f} (sd {values.std(ddof=1) if len(values) > 1 else math.nan:.4f})"
    differences = values - np.asarray([getattr(run, name) for run in ours])
    error = differences.std(ddof=1) / math.sqrt(len(differences)) if len(differences) > 1 else math.nan
    mark = "*" if abs(differences.mean()) > 2 * error else ""
    return f"{differences.mean():+.4f} ± {error:.4f}{mark}"


if __name__ == "__main__":
    main()
