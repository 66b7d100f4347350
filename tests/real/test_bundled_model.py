"""What the bundled model holds, on the untouched test split, through the program's own decoder and engine."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from catdog_gui.classify.model_folder import BUNDLED, INT8_FEATURES, read_model_folder
from catdog_gui.classify.models import ScoreKind
from catdog_gui.classify.policy import decide_many
from catdog_gui.classify.scorer import open_scorer
from trainer.bundled.composites import compose_pairs
from trainer.evaluation.evaluating import Evaluation, evaluate_model, figures
from trainer.events import PlainEvents
from trainer.examples import load_examples, load_negatives
from trainer.features import score_examples
from trainer.label_issues import read_issues
from trainer.processes import NullEvents

DATASETS = Path(__file__).parents[3] / "shared" / "datasets"
CAT_AND_DOG, NEITHER = DATASETS / "Cat_and_Dog", DATASETS / "neither"

pytestmark = [
    pytest.mark.real,
    pytest.mark.slow,
    pytest.mark.skipif(not CAT_AND_DOG.is_dir(), reason="the data sets of ../shared are not here"),
    pytest.mark.xdist_group("bundled_model"),
]


@pytest.fixture(scope="module")
def evaluation() -> Evaluation:
    pytest.importorskip("datasets", reason="parquet is read with datasets, of the train extra")
    examples = load_examples(str(CAT_AND_DOG), "test", read_model_folder(BUNDLED).classes)
    negatives = load_negatives(str(NEITHER), "test", examples.classes)
    return evaluate_model(BUNDLED, examples, negatives, PlainEvents())


def test_it_is_two_independent_outputs_in_eight_bits_and_small() -> None:
    model = read_model_folder(BUNDLED)
    assert (model.classes, model.kind) == (("cat", "dog"), ScoreKind.INDEPENDENT)
    assert model.features_file.name == INT8_FEATURES
    assert sum(file.stat().st_size for file in BUNDLED.rglob("*")) <= 32 << 20


def test_every_picture_is_read(evaluation: Evaluation) -> None:
    assert (len(evaluation.labels), len(evaluation.negative_scores), evaluation.skipped) == (2000, 284, ())


def test_accuracy_of_the_larger_score(evaluation: Evaluation) -> None:
    doubts = [issue for issue in read_issues(CAT_AND_DOG / "LABEL_ISSUES.tsv") if issue.is_label_doubtful]
    assert figures(evaluation)["accuracy"]["value"] >= 0.993
    # Measured: 7 mistakes among 1,989.
    assert figures(evaluation.without(doubts))["accuracy"]["value"] >= 1 - 8.5 / 1989


def test_pets_are_told_from_other_photographs(evaluation: Evaluation) -> None:
    assert figures(evaluation)["auroc"] >= 0.9975


def test_scores_mean_what_they_say(evaluation: Evaluation) -> None:
    assert figures(evaluation)["ece"] <= 0.01


def test_the_default_policy(evaluation: Evaluation) -> None:
    default = evaluation.model.default_policy.name
    (policy,) = [policy for policy in figures(evaluation)["policies"] if policy["name"] == default]
    assert policy["coverage"]["value"] >= 0.97
    assert policy["precision"]["value"] >= 0.997
    assert policy["negatives_decided"]["value"] <= 0.0071


def test_a_cat_and_a_dog_in_one_picture_are_seldom_decided_as_one() -> None:
    pytest.importorskip("datasets", reason="parquet is read with datasets, of the train extra")
    model = read_model_folder(BUNDLED)
    pairs = compose_pairs(load_examples(str(CAT_AND_DOG), "test", model.classes), 100, seed=5)
    scores = score_examples(pairs, open_scorer(model, "onnx"), NullEvents()).scores
    decided = decide_many(scores, model.classes, model.kind, model.default_policy.threshold)
    # Measured on 400 of them: 3 % of those side by side, 36 % of those with one in front.
    assert np.mean([decision in model.classes for decision in decided]) <= 0.3


def test_eight_bits_decide_as_floats_do() -> None:
    assert read_model_folder(BUNDLED).details["metrics"]["int8_agreement"] >= 0.997
