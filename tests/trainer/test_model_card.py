"""The model card says what a policy gives, and what that was measured on."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from trainer.model_card import write_model_card

POLICY = {"name": "balanced", "threshold": 0.8, "precision": 0.9965, "coverage": 0.977}
PROVENANCE = {"base": "a base", "data": "pictures", "recipe": {}, "date": "2026-01-01", "versions": {"numpy": "2"}}


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
