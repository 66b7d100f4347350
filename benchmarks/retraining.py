"""Measures what a quick retrain gives on real pictures: the figures of the issue "Learning from corrections".

    python benchmarks/retraining.py [--model resources/model] [--datasets ../shared/datasets] [--work DIR]

Every retrain is the one that the program's button starts: the trainer as a child process, then the acceptance test.
Cat_and_Dog test is scored before and after with the same network; none of it is used for training.

1  40 pictures of a kind that the model gets wrong, relabelled; then other pictures of that kind, and Cat_and_Dog test.
   The kinds are made from photographs, so that there are enough with known labels: pencil drawings, and animals behind
   bars. The relabelled ones come from the train split, the others from the test split.
2  Two new classes from 30 pictures each (person, place: of the set `neither`); then others, and Cat_and_Dog test.
3  200 corrections of which every fifth is wrong, five times over with other pictures.
4  Seconds from the click to new decisions: retrain with 200 corrections, open the new model, score 60 pictures.
5  Of the wrong labels that LABEL_ISSUES.tsv lists for train, how many are in the first 100 suggestions. Rows about
   duplicates are no wrong labels and do not count.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import numpy as np
from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageOps

from catdog_gui.classify.cache import NoCache
from catdog_gui.classify.classifying import classify
from catdog_gui.classify.engine import default_workers
from catdog_gui.classify.model_folder import BUNDLED, ModelFolder, read_model_folder
from catdog_gui.classify.policy import decide_many, forced_decisions
from catdog_gui.classify.reference import read_reference
from catdog_gui.classify.scorer import open_scorer
from catdog_gui.retraining.active_learning import LabelledFeatures, find_label_issues
from catdog_gui.retraining.corrections import hash_content
from catdog_gui.retraining.events import Failed, Succeeded
from catdog_gui.retraining.models import Release
from catdog_gui.retraining.pictures import LabelledPicture
from catdog_gui.retraining.releases import Releases
from catdog_gui.retraining.retraining import Retraining, RetrainRequest
from trainer.examples import Examples, load_examples, load_negatives
from trainer.features import extract_views
from trainer.label_issues import names_in, read_issues
from trainer.processes import NullEvents

Change = Callable[[Image.Image], Image.Image]

# Figures that depend on the choice of training pictures are printed for this many choices.
DRAWS = 5


@dataclass(frozen=True)
class ScoredSplit:
    """Features (n, features) of a split by each look, with the label and the file name of each picture."""

    of_looks: list[np.ndarray]
    label_names: list[str]
    names: list[str]


class Bench:
    def __init__(self, model: Path, datasets: Path, work: Path) -> None:
        self.model = read_model_folder(model)
        self.datasets = datasets
        self.work = work
        self.pets = {split: load_examples(str(datasets / "Cat_and_Dog"), split) for split in ("train", "test")}
        self.test = self.split_features("test")

    def split_features(self, split: str) -> ScoredSplit:
        """Features of Cat_and_Dog, kept in the work folder for the next run."""
        file = self.work / f"{split}-looks-{self.model.id}.npz"
        examples = self.pets[split]
        if not file.exists():
            extracted = extract_views(examples, self.model.looks, 1, 0, NullEvents())
            np.savez(file, *(each.features[:, 0] for each in extracted), kept=extracted[0].indices)
        with np.load(file) as arrays:
            kept = arrays["kept"].tolist()
            label_names = [examples.classes[examples.labels[index]] for index in kept]
            of_looks = [arrays[f"arr_{number}"] for number in range(len(self.model.looks))]
            return ScoredSplit(of_looks, label_names, [examples.names[index] for index in kept])

    def accuracy(self, model: ModelFolder) -> tuple[float, float]:
        """Share of Cat_and_Dog test that is right: the nearest decision, and of those decided by the default policy."""
        looks = zip(model.looks, self.test.of_looks, strict=True)
        scores = model.final_scores([look.head.scores(features) for look, features in looks])
        labels = np.asarray(self.test.label_names)
        right = np.asarray(forced_decisions(scores, model.classes, model.kind)) == labels
        threshold = model.default_policy.threshold
        decided = np.asarray(decide_many(scores, model.classes, model.kind, threshold)) == labels
        return float(right.mean()), float(decided.mean())

    def retrain(self, pictures: Sequence[LabelledPicture]) -> tuple[Release, ModelFolder, float]:
        """Runs one retrain in an empty home; gives the release, its model, and the seconds."""
        releases = Releases(Path(tempfile.mkdtemp(dir=self.work)), self.model.path)
        began = time.monotonic()
        for event in Retraining(releases, RetrainRequest(tuple(pictures))).events():
            if isinstance(event, Failed):
                raise SystemExit(event.message)
            if isinstance(event, Succeeded):
                return event.release, read_model_folder(event.release.path), time.monotonic() - began
        raise SystemExit("the retrain did not end")

    def write(
        self, examples: Examples, indices: Sequence[int], folder: str, change: Change | None = None
    ) -> list[Path]:
        """Writes pictures as files, changed if `change` is given; the file names are their indices."""
        target = self.work / folder
        target.mkdir(exist_ok=True)
        files = []
        for index in indices:
            file = target / f"{index}.jpg"
            if not file.exists():
                read = examples.source.read(int(index))
                data = read if isinstance(read, bytes) else read.read_bytes()
                if change is None:
                    file.write_bytes(data)
                else:
                    change(Image.open(BytesIO(data)).convert("RGB")).save(file, quality=90)
            files.append(file)
        return files

    def decisions(self, files: Sequence[Path], model: ModelFolder) -> list[str]:
        """The forced decision of each file, through the program's own engine."""
        results = classify(files, open_scorer(model, "onnx"), NoCache(), default_workers(), threading.Event())
        by_path = {result.path: result.scores for result in results}
        return forced_decisions(np.asarray([by_path[file] for file in files]), model.classes, model.kind)


def pencil_drawing(image: Image.Image) -> Image.Image:
    """A pencil drawing: a picture divided by its own blurred negative leaves its lines."""
    grey = ImageOps.grayscale(image)
    soft = np.asarray(ImageChops.invert(grey).filter(ImageFilter.GaussianBlur(6)), np.float32)
    lines = np.clip(np.asarray(grey, np.float32) * 255 / np.maximum(255 - soft, 1), 0, 255)
    return Image.fromarray(lines.astype(np.uint8)).convert("RGB")


def occluded(image: Image.Image) -> Image.Image:
    """Dark upright bars over two fifths of the width."""
    barred = image.copy()
    pen = ImageDraw.Draw(barred)
    step = image.width / 9
    for number in range(10):
        left = (number - 0.2) * step
        pen.rectangle((left, 0, left + 0.4 * step, image.height), fill=(28, 28, 30))
    return barred


def measure_new_kind(bench: Bench, name: str, change: Change) -> None:
    generator = np.random.default_rng(1)
    train, test = bench.pets["train"], bench.pets["test"]
    candidates = generator.permutation(len(train))[:1200].tolist()
    files = bench.write(train, candidates, f"{name}-train", change)
    decided = bench.decisions(files, bench.model)
    wrong = [
        LabelledPicture(file, train.classes[train.labels[index]], hash_content(file))
        for file, index, decision in zip(files, candidates, decided, strict=True)
        if decision != train.classes[train.labels[index]]
    ]
    unseen = generator.permutation(len(test))[:500].tolist()
    unseen_files = bench.write(test, unseen, f"{name}-test", change)
    labels = np.asarray([test.classes[test.labels[index]] for index in unseen])
    before = np.mean(bench.decisions(unseen_files, bench.model) == labels)
    print(f"(1) {name}: 40 of the {len(wrong)} that the model gets wrong of 1,200, {DRAWS} draws")
    for seed in range(DRAWS):
        relabelled = [wrong[index] for index in np.random.default_rng(seed).permutation(len(wrong))[:40]]
        release, model, _ = bench.retrain(relabelled)
        after = np.mean(bench.decisions(unseen_files, model) == labels)
        print(f"    {len(relabelled)} relabelled; unseen of that kind (n {len(labels)}): {before:.1%} -> {after:.1%}")
        report_regressions(bench, model, release)


def measure_new_classes(bench: Bench) -> None:
    splits = {
        split: load_negatives(str(bench.datasets / "neither"), split, bench.model.classes)
        for split in ("train", "test")
    }

    def files_of(name: str, split: str) -> list[Path]:
        pictures = splits[split]
        members = [index for index, file in enumerate(pictures.names) if Path(file).name.startswith(f"{name}-")]
        return bench.write(pictures, members, f"neither-{split}")

    print(f"(2) two new names from 30 pictures each, {DRAWS} draws")
    for seed in range(DRAWS):
        labelled: list[LabelledPicture] = []
        unseen: list[tuple[Path, str]] = []
        for name in ("person", "place"):
            files = files_of(name, "train")
            files = [files[index] for index in np.random.default_rng(seed).permutation(len(files))]
            labelled += [LabelledPicture(file, name, hash_content(file)) for file in files[:30]]
            unseen += [(file, name) for file in [*files[30:], *files_of(name, "test")]]
        release, model, _ = bench.retrain(labelled)
        labels = np.asarray([name for _, name in unseen])
        correct = np.asarray(bench.decisions([file for file, _ in unseen], model)) == labels
        shares = ", ".join(f"{name} {correct[labels == name].mean():.1%}" for name in ("person", "place"))
        print(f"    unseen (n {len(labels)}): {correct.mean():.1%}: {shares}")
        report_regressions(bench, model, release)


def measure_wrong_corrections(bench: Bench) -> None:
    print("(3) 200 corrections, every fifth wrong")
    train = bench.pets["train"]
    for seed in range(DRAWS):
        chosen = np.random.default_rng(seed).permutation(len(train))[:200].tolist()
        files = bench.write(train, chosen, "train")
        labels = [(train.labels[index] + (number % 5 == 0)) % 2 for number, index in enumerate(chosen)]
        pictures = [LabelledPicture(f, train.classes[label]) for f, label in zip(files, labels, strict=True)]
        release, model, _ = bench.retrain(pictures)
        report_regressions(bench, model, release)


def measure_retrain_seconds(bench: Bench) -> None:
    train, test = bench.pets["train"], bench.pets["test"]
    chosen = np.random.default_rng(9).permutation(len(train))[:200].tolist()
    pictures = [
        LabelledPicture(file, train.classes[train.labels[index]], hash_content(file))
        for file, index in zip(bench.write(train, chosen, "train"), chosen, strict=True)
    ]
    screen = bench.write(test, range(60), "screen")
    print("(4) from the click to new decisions on a screen of 60 pictures, 200 corrections")
    for _ in range(3):
        began = time.monotonic()
        _, model, retrained = bench.retrain(pictures)
        bench.decisions(screen, model)
        print(f"    {time.monotonic() - began:.1f} s, of which the retrain {retrained:.1f} s")


def measure_label_issues(bench: Bench) -> None:
    issues = read_issues(bench.datasets / "Cat_and_Dog" / "LABEL_ISSUES.tsv")
    listed = names_in((issue for issue in issues if issue.is_label_doubtful), "train")
    train = bench.split_features("train")
    reference = read_reference(bench.model.path, bench.model.head.weight.shape[1])
    known = LabelledFeatures(reference.features, reference.label_names) if reference else None
    began = time.monotonic()
    found_issues = find_label_issues(train.of_looks[0], train.label_names, known)
    names = [Path(train.names[issue.index]).name for issue in found_issues]
    found = len(listed & set(names[:100]))
    print(f"(5) possibly mislabelled: {found} of the {len(listed)} listed train labels in the first 100")
    print(f"    {len(names)} of {len(train.label_names)} doubted, {time.monotonic() - began:.1f} s")


def report_regressions(bench: Bench, model: ModelFolder, release: Release) -> None:
    (before, decided_before), (after, decided_after) = bench.accuracy(bench.model), bench.accuracy(model)
    report = release.report
    assert report is not None
    print(
        f"    Cat_and_Dog test: {before:.2%} -> {after:.2%} ({(after - before) * 100:+.2f} points); decided and right "
        f"{decided_before:.2%} -> {decided_after:.2%}"
    )
    print(f"    acceptance: {report.result}: {report.reason}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--model", type=Path, default=BUNDLED)
    parser.add_argument("--datasets", type=Path, default=Path(__file__).parents[2] / "shared" / "datasets")
    parser.add_argument("--work", type=Path, default=Path(tempfile.gettempdir()) / "catdog-retraining")
    parser.add_argument("--only", type=int, nargs="+", choices=range(1, 6), default=range(1, 6))
    args = parser.parse_args()
    args.work.mkdir(parents=True, exist_ok=True)
    bench = Bench(args.model, args.datasets, args.work)
    print(f"model {bench.model.id}, {default_workers()} cores, load {os.getloadavg()[0]:.1f}")
    figures: dict[int, list[Callable[[], None]]] = {
        1: [
            lambda: measure_new_kind(bench, "drawings", pencil_drawing),
            lambda: measure_new_kind(bench, "bars", occluded),
        ],
        2: [lambda: measure_new_classes(bench)],
        3: [lambda: measure_wrong_corrections(bench)],
        4: [lambda: measure_retrain_seconds(bench)],
        5: [lambda: measure_label_issues(bench)],
    }
    for number in args.only:
        for figure in figures[number]:
            figure()


if __name__ == "__main__":
    main()
