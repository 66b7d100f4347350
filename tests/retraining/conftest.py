"""A tiny model with a reference, and pictures of plain colours that it can tell apart."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from catdog_gui.retraining.corrections import Corrections
from catdog_gui.retraining.releases import Releases

COLOURS = {"cat": (0.9, 0.1, 0.1), "dog": (0.1, 0.9, 0.1), "neither": (0.1, 0.1, 0.1), "luna": (0.1, 0.1, 0.9)}

Painter = Callable[..., list[Path]]


def features_of(label: str, count: int, seed: int = 0) -> np.ndarray:
    """(count, 3) mean colours as the tiny network gives them."""
    generator = np.random.default_rng((seed, len(label), ord(label[0])))
    return np.clip(np.asarray(COLOURS[label]) + generator.normal(0, 0.05, (count, 3)), 0, 1).astype(np.float32)


def add_reference(folder: Path, each: int = 60) -> Path:
    """Reference pictures of cat, dog and neither."""
    features = np.concatenate([features_of(label, each, seed=9) for label in ("cat", "dog", "neither")])
    labels = np.repeat([0, 1, -1], each)
    np.savez(folder / "reference.npz", features=features, labels=labels, classes=np.asarray(["cat", "dog"]))
    return folder


@pytest.fixture
def bundled(make_tiny_model_folder: Callable[..., Path]) -> Path:
    """Takes the place of the bundled model."""
    return add_reference(make_tiny_model_folder("bundled"))


@pytest.fixture
def releases(tmp_path: Path, bundled: Path) -> Releases:
    return Releases(tmp_path / "home" / "models", bundled)


@pytest.fixture
def corrections(tmp_path: Path) -> Corrections:
    return Corrections(tmp_path / "home" / "corrections.sqlite3")


@pytest.fixture
def paint(tmp_path: Path) -> Painter:
    """Writes pictures in the colour of a label and returns their paths."""

    def paint(label: str, count: int, folder: str = "pictures", seed: int = 0) -> list[Path]:
        target = tmp_path / folder
        target.mkdir(parents=True, exist_ok=True)
        paths = []
        for number, colour in enumerate(features_of(label, count, seed)):
            path = target / f"{label}-{seed}-{number}.png"
            Image.new("RGB", (12, 10), tuple(int(255 * part) for part in colour)).save(path)
            paths.append(path)
        return paths

    return paint
