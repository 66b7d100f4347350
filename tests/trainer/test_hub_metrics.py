"""Our metrics through the interface of `evaluate`, without a network."""

from __future__ import annotations

import pytest

pytest.importorskip("evaluate", reason="needs the train extra")

from trainer.hub_metrics import F1, Accuracy

REFERENCES = [0, 0, 0, 1, 1, -1]
PREDICTIONS = [0, 0, 1, 1, 1, 0]


def test_accuracy_counts_equal_ones() -> None:
    assert Accuracy(keep_in_memory=True).compute(predictions=[0, 1, 1], references=[0, 1, 0]) == {"accuracy": 2 / 3}


def test_batches_add_up() -> None:
    metric = Accuracy(keep_in_memory=True)
    metric.add_batch(predictions=[0, 1], references=[0, 1])
    metric.add(prediction=1, reference=0)
    assert metric.compute() == {"accuracy": 2 / 3}


def test_micro_f1_equals_accuracy_where_every_picture_has_a_class() -> None:
    inputs = {"predictions": PREDICTIONS[:5], "references": REFERENCES[:5]}
    assert F1(keep_in_memory=True).compute(**inputs, average="micro")["f1"] == pytest.approx(4 / 5)


def test_none_of_them_counts_against_precision_only() -> None:
    inputs = {"predictions": PREDICTIONS, "references": REFERENCES}
    micro, macro = (F1(keep_in_memory=True).compute(**inputs, average=name)["f1"] for name in ("micro", "macro"))
    assert micro == pytest.approx(2 * 4 / (6 + 5))
    assert macro == pytest.approx((2 * 2 / (3 + 3) + 2 * 2 / (3 + 2)) / 2)


def test_an_unknown_average_is_refused() -> None:
    with pytest.raises(ValueError, match="micro or macro"):
        F1(keep_in_memory=True).compute(predictions=[0], references=[0], average="weighted")
