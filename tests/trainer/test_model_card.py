"""The model card says what a policy gives, and what that was measured on."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from trainer.model_card import write_model_card

POLICY = {"name": "balanced", "threshold": 0.8, "precision": 0.9965, "coverage": 0.977}
PROVENANCE = {"base": "a base", "data": "pictures", "recipe": {}, "date": "2026-01-01", "versions": {"numpy": "2"}}


MEASURED = {"accuracy": 0.9875, "f1": 0.98}


def hub_card(
    make_tiny_model_folder: Callable[..., Path], base: str, data: str, metrics: dict[str, float] = MEASURED
) -> Any:
    """The card as the hub's own library reads it, which refuses what it cannot."""
    hub = pytest.importorskip("huggingface_hub", reason="needs the train extra")
    provenance = PROVENANCE | {"base": base, "data": data, "licence": "apache-2.0"}
    folder = make_tiny_model_folder(card={"policies": [POLICY], "provenance": provenance, "metrics": metrics})
    write_model_card(folder)
    return hub.ModelCard.load(folder / "README.md")


def test_the_hub_reads_the_metadata(make_tiny_model_folder: Callable[..., Path]) -> None:
    card = hub_card(make_tiny_model_folder, "microsoft/resnet-50", "Bingsu/Cat_and_Dog")
    data = card.data
    assert (data.license, data.library_name, data.pipeline_tag) == (
        "apache-2.0",
        "transformers",
        "image-classification",
    )
    assert (data.base_model, data.datasets, data.metrics) == (
        "microsoft/resnet-50", ["Bingsu/Cat_and_Dog"], ["accuracy", "f1"]
    )  # fmt: skip
    assert data.model_name == "cat / dog"
    assert {(result.metric_type, result.metric_value) for result in data.eval_results} == {
        ("accuracy", 0.9875),
        ("f1", 0.98),
    }
    assert {result.dataset_type for result in data.eval_results} == {"Bingsu/Cat_and_Dog"}
    assert card.text.lstrip().startswith("# cat / dog")
    # What is written again from what was read says the same.
    assert type(card)(str(card)).data.to_dict() == data.to_dict()


def test_folders_of_this_computer_are_no_names_of_the_hub(make_tiny_model_folder: Callable[..., Path]) -> None:
    data = hub_card(make_tiny_model_folder, "/home/me/base", "/home/me/my: pets").data
    assert (data.base_model, data.datasets) == (None, None)
    assert {(result.dataset_type, result.dataset_name) for result in data.eval_results} == {
        ("imagefolder", "pictures that it did not learn from")
    }


def test_what_was_not_measured_is_not_in_the_metadata(make_tiny_model_folder: Callable[..., Path]) -> None:
    assert hub_card(make_tiny_model_folder, "a base", "pictures", {}).data.eval_results is None


def test_our_own_network_needs_one_import(make_tiny_model_folder: Callable[..., Path]) -> None:
    folder = make_tiny_model_folder(card={"policies": [POLICY], "provenance": PROVENANCE, "metrics": {}})
    write_model_card(folder)
    assert "import catdog_gui" not in (folder / "README.md").read_text("utf-8")
    config = json.loads((folder / "config.json").read_text("utf-8"))
    (folder / "config.json").write_text(json.dumps(config | {"model_type": "efficientnet_lite"}), "utf-8")
    write_model_card(folder)
    assert "import catdog_gui.classify.torch_engine.efficientnet_lite" in (folder / "README.md").read_text("utf-8")


def card_of(make_tiny_model_folder: Callable[..., Path], policy: dict[str, object]) -> str:
    folder = make_tiny_model_folder(card={"policies": [policy], "provenance": PROVENANCE, "metrics": {}})
    write_model_card(folder)
    return (folder / "README.md").read_text("utf-8")


def test_a_range_stands_where_one_is_known(make_tiny_model_folder: Callable[..., Path]) -> None:
    card = card_of(make_tiny_model_folder, POLICY | {"precision_range": [0.9846, 0.9992], "pictures": 567})
    assert "| balanced | 0.800 | 98.46% to 99.92% | 97.70% |" in card
    assert "pictures from other sources" in card


def test_one_figure_stands_where_no_range_is_known(make_tiny_model_folder: Callable[..., Path]) -> None:
    card = card_of(make_tiny_model_folder, POLICY)
    assert "| balanced | 0.800 | 99.65% | 97.70% |" in card
    assert "held-out training pictures" in card


def test_what_was_not_measured_is_a_dash(make_tiny_model_folder: Callable[..., Path]) -> None:
    assert "| balanced | 0.800 | - | - |" in card_of(make_tiny_model_folder, {"name": "balanced", "threshold": 0.8})
