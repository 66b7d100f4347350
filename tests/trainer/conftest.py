"""Toy pictures, a toy network, and a runner that records the events of a command."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

# Before any library of the hub is imported: no test may depend on a network.
os.environ.setdefault("HF_HUB_OFFLINE", "1")

COLOURS = {"red": (210, 70, 60), "green": (60, 190, 80), "blue": (60, 70, 210)}


@dataclass
class Recorder:
    """Records events."""

    stages: list[str] = field(default_factory=list)
    steps: list[tuple[int, int, dict[str, float]]] = field(default_factory=list)
    metrics: list[tuple[str, float, dict[str, Any]]] = field(default_factory=list)
    results: dict[str, Any] = field(default_factory=dict)
    errors: list[str] = field(default_factory=list)

    def stage(self, name: str) -> None:
        self.stages.append(name)

    def progress(self, step: int, total: int, **figures: float) -> None:
        self.steps.append((step, total, figures))

    def metric(self, name: str, value: float, **details: Any) -> None:
        self.metrics.append((name, value, details))

    def done(self, **results: Any) -> None:
        self.results = results

    def error(self, message: str) -> None:
        self.errors.append(message)


def write_pictures(folder: Path, colour: str, count: int, seed: int = 0, side: int = 40) -> None:
    """Noisy pictures of one colour."""
    folder.mkdir(parents=True, exist_ok=True)
    generator = np.random.default_rng((seed, len(colour)))
    for index in range(count):
        noisy = np.asarray(COLOURS[colour]) + generator.normal(0, 55, (side, side + 8, 3))
        Image.fromarray(noisy.clip(0, 255).astype(np.uint8)).save(folder / f"{colour}.{index}.png")


@pytest.fixture
def toy_set(tmp_path: Path) -> Path:
    """24 red and 24 green pictures in class folders."""
    for colour in ("red", "green"):
        write_pictures(tmp_path / "toy" / colour, colour, 24)
    return tmp_path / "toy"


@pytest.fixture
def toy_negatives(tmp_path: Path) -> Path:
    """16 blue pictures in one folder."""
    write_pictures(tmp_path / "others", "blue", 16)
    return tmp_path / "others"


@pytest.fixture
def toy_resnet(tmp_path: Path) -> Path:
    """A checkpoint of a two-stage ResNet for 10 classes at 32 pixels, random weights from a fixed seed."""
    transformers = pytest.importorskip("transformers", reason="needs the train extra")
    import torch
    from transformers.models.convnext.image_processing_pil_convnext import ConvNextImageProcessorPil

    torch.manual_seed(0)
    config = transformers.ResNetConfig(
        embedding_size=12, hidden_sizes=[12, 24], depths=[1, 1], layer_type="basic", num_labels=10
    )
    folder = tmp_path / "toy-resnet"
    transformers.ResNetForImageClassification(config).save_pretrained(folder)
    ConvNextImageProcessorPil(size={"shortest_edge": 32}, crop_pct=0.875).save_pretrained(folder)
    return folder


@pytest.fixture
def one_thread() -> Iterator[None]:
    """Tiny networks are quicker with one thread: several would wait for each other most of the time."""
    torch = pytest.importorskip("torch", reason="needs the train extra")
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    yield
    torch.set_num_threads(before)


@pytest.fixture
def run_command() -> Callable[..., Recorder]:
    """Runs a command of the trainer in this process, without its signal handling and exit codes."""
    from trainer import cli

    def run(*arguments: object) -> Recorder:
        given = [str(argument) for argument in arguments]
        events = Recorder()
        cli._module_of(given[0]).run(cli._parser(given).parse_args(given), events)
        return events

    return run
