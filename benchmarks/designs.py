"""Compares designs of the bundled model on pictures from other sources: which look, which head, what it learned from.

    python benchmarks/designs.py --dataset DIR --negatives DIR --validation DIR --validation-negatives DIR
        [--label-issues TSV] [--test] [--model DIR] [--work DIR]

The data options are those of `python -m trainer build-bundled`, and the networks those of resources/model. Each design
gets the threshold that decides the same share of the validation pictures of cats and dogs; a model folder that is given
by --model keeps its own. With --test a second table is of the test splits: it is for reporting, never for choosing.
A made pair shows a cat and a dog: it is decided well as "both" or "unsure", and wrongly as one of them.
"""

from __future__ import annotations

import argparse
import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from catdog_gui.classify.head import Floats, Head, LabelSets
from catdog_gui.classify.model_folder import BUNDLED, ModelFolder, read_model_folder
from catdog_gui.classify.models import ScoreKind
from catdog_gui.classify.policy import class_confidences
from catdog_gui.classify.scorer import open_scorer
from trainer.bundled.command import add_data_arguments
from trainer.bundled.composites import compose_pairs, is_side_by_side
from trainer.bundled.data import load_build_data
from trainer.bundled.looks import EVIDENCE_RANGES, LABEL_SETS, fit_look_head
from trainer.bundled.recipe import Recipe
from trainer.calibration import DEFAULT_POLICY, choose_policies_by_coverage, fit_head_temperature
from trainer.examples import NONE_OF_THEM, Examples, Labels, load_examples, load_negatives
from trainer.features import extract_views, score_examples
from trainer.metrics import auroc, expected_calibration_error
from trainer.processes import NullEvents

PAIRS = 400


@dataclass(frozen=True)
class Pictures:
    """Pictures of a part, as each look sees them: features (n, features), and labels (n,)."""

    examples: Examples
    of_looks: tuple[Floats, ...]
    labels: Labels


@dataclass(frozen=True)
class Design:
    """A head for each look that is used, and how the looks are joined; one look alone decides on everything."""

    name: str
    looks: tuple[int, ...]
    recipe: Recipe
    label_sets: LabelSets | None = None
    has_evidence: bool = True

    def fitted(self, parts: Mapping[str, Pictures]) -> Callable[[Pictures], tuple[Floats, Floats]]:
        """Fits the heads; gives what turns pictures into final scores (n, classes) and who was asked twice (n,)."""
        heads = [self._head(parts, look) for look in self.looks]
        joining = self.recipe.joining

        def score(pictures: Pictures) -> tuple[Floats, Floats]:
            scores = [head.scores(self._seen(pictures, look)) for head, look in zip(heads, self.looks, strict=True)]
            if len(scores) == 1:
                return scores[0], np.zeros(len(scores[0]), np.float32)
            final = joining.final(scores[0], scores[1], ScoreKind.INDEPENDENT)
            return final, joining.in_doubt(scores[0]).astype(np.float32)

        return score

    def _head(self, parts: Mapping[str, Pictures], look: int) -> Head:
        training = parts["training"]
        composites = self._seen(parts["composites"], look)[: self.recipe.composites]
        learned_from = self._seen(training, look), training.labels
        head = fit_look_head(learned_from, composites, self.recipe, self.label_sets)
        unseen = [parts["held out"], parts["validation"]]
        logits = head.logits(np.concatenate([self._seen(pictures, look) for pictures in unseen]))
        labels = np.concatenate([pictures.labels for pictures in unseen])
        return replace(head, temperature=fit_head_temperature(head, logits, labels))

    def _seen(self, pictures: Pictures, look: int) -> Floats:
        features = pictures.of_looks[look]
        if self.has_evidence:
            return features
        without = features.copy()
        without[:, -(len(EVIDENCE_RANGES) + 1) :] = 0
        return without


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    add_data_arguments(parser)
    parser.add_argument("--test", action="store_true", help="also print the table of the test splits")
    parser.add_argument("--model", action="append", default=[], type=Path, metavar="DIR", help="compare this one, too")
    parser.add_argument("--work", type=Path, help="keep the features here for the next run")
    args = parser.parse_args()
    parts = read_parts(args)
    rows: list[tuple[str, Callable[[Pictures], tuple[Floats, Floats]], float]] = []
    for design in designs():
        score = design.fitted(parts)
        rows.append((design.name, score, threshold_for(score, parts["validation"])))
    for folder in args.model:
        model = read_model_folder(folder)
        rows.append((str(folder), by_the_program(model), model.default_policy.threshold))
    for part in ("validation", "test") if args.test else ("validation",):
        print_table(part, rows, parts[part], parts[f"{part} pairs"])


def designs() -> Sequence[Design]:
    chosen = Recipe()
    none_made = replace(chosen, composites=0)
    return (
        Design("small network, independent outputs", (0,), none_made),
        Design("large network, independent outputs", (1,), none_made),
        Design("both, independent outputs", (0, 1), none_made),
        Design("both, sets of classes", (0, 1), none_made, LABEL_SETS),
        Design("both, independent, made pairs", (0, 1), chosen),
        Design("both, sets, made pairs, no evidence", (0, 1), chosen, LABEL_SETS, has_evidence=False),
        Design("both, sets, made pairs (chosen)", (0, 1), chosen, LABEL_SETS),
    )


def read_parts(args: argparse.Namespace) -> dict[str, Pictures]:
    recipe = Recipe()
    data = load_build_data(args, recipe)
    parts = {
        "training": data.training,
        "composites": data.composites,
        "held out": data.held_out,
        "validation": data.validation,
        "validation pairs": compose_pairs(data.validation, PAIRS, recipe.seed + 1),
    }
    if args.test:
        test = load_examples(args.dataset, "test", data.training.classes)
        parts["test"] = test.joined_with(load_negatives(args.negatives, "test", test.classes))
        parts["test pairs"] = compose_pairs(parts["test"], PAIRS, recipe.seed + 2)
    return {name: see(examples, name, args.work) for name, examples in parts.items()}


def see(examples: Examples, name: str, work: Path | None) -> Pictures:
    looks = read_model_folder(BUNDLED).looks
    identity = hashlib.sha256("\n".join(examples.names).encode()).hexdigest()[:16]
    file = None if work is None else work / f"{name.replace(' ', '-')}-{identity}.npz"
    if file is None or not file.exists():
        extracted = extract_views(examples, looks, 1, 0, NullEvents())
        of_looks = tuple(each.features[:, 0] for each in extracted)
        indices = extracted[0].indices
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            np.savez(file, *of_looks, indices=indices)
    else:
        with np.load(file) as arrays:
            of_looks = tuple(arrays[f"arr_{number}"] for number in range(len(looks)))
            indices = arrays["indices"]
    return Pictures(examples.subset(indices), of_looks, examples.labels[indices])


def by_the_program(model: ModelFolder) -> Callable[[Pictures], tuple[Floats, Floats]]:
    scorer = open_scorer(model, "onnx")

    def score(pictures: Pictures) -> tuple[Floats, Floats]:
        scored = score_examples(pictures.examples, scorer, NullEvents())
        return scored.scores, (scored.looks == 2).astype(np.float32)

    return score


def threshold_for(score: Callable[[Pictures], tuple[Floats, Floats]], validation: Pictures) -> float:
    policies = choose_policies_by_coverage(score(validation)[0], validation.labels, ScoreKind.INDEPENDENT)
    return next(policy.threshold for policy in policies if policy.name == DEFAULT_POLICY)


def print_table(
    part: str,
    rows: Sequence[tuple[str, Callable[[Pictures], tuple[Floats, Floats]], float]],
    pictures: Pictures,
    pairs: Pictures,
) -> None:
    print(f"\n{part}: {(pictures.labels >= 0).sum()} cats and dogs, {(pictures.labels < 0).sum()} others")
    heads = (
        "larger right",
        "decided",
        "right of those",
        "others decided",
        "AUROC",
        "ECE",
        "asked twice",
        "pairs as one",
    )
    print(f"{'':37}" + "".join(f"{head:>16}" for head in heads))
    for name, score, threshold in rows:
        print(f"{name[-36:]:37}" + "".join(f"{cell:>16}" for cell in cells(score, threshold, pictures, pairs)))


def cells(
    score: Callable[[Pictures], tuple[Floats, Floats]], threshold: float, pictures: Pictures, pairs: Pictures
) -> list[str]:
    scores, asked = score(pictures)
    pets = pictures.labels != NONE_OF_THEM
    correct = scores.argmax(1) == pictures.labels
    decided = class_confidences(scores, ScoreKind.INDEPENDENT) >= threshold
    best = scores.max(1)
    as_one = class_confidences(score(pairs)[0], ScoreKind.INDEPENDENT) >= threshold
    beside = np.asarray([is_side_by_side(index) for index in range(len(as_one))])
    return [
        f"{correct[pets].mean():.2%}",
        f"{decided[pets].mean():.2%}",
        f"{correct[pets & decided].mean():.2%} ({(pets & decided & ~correct).sum()})",
        f"{decided[~pets].mean():.2%}",
        f"{auroc(best[pets], best[~pets]):.4f}",
        f"{expected_calibration_error(best[pets], correct[pets]):.4f}",
        f"{asked[pets].mean():.1%}",
        f"{as_one[beside].mean():.0%} / {as_one[~beside].mean():.0%}",
    ]


if __name__ == "__main__":
    main()
