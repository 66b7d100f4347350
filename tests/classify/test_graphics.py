"""Both looks on a real graphics device: the CPU's decisions in half precision, and no picture lost without memory."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

torch = pytest.importorskip("torch", reason="needs the train extra")
pytest.importorskip("transformers", reason="needs the train extra")

from catdog_gui.classify.cache import NoCache  # noqa: E402
from catdog_gui.classify.classifying import classify  # noqa: E402
from catdog_gui.classify.model_folder import BUNDLED, read_model_folder  # noqa: E402
from catdog_gui.classify.models import ScoreResult  # noqa: E402
from catdog_gui.classify.policy import decide  # noqa: E402
from catdog_gui.classify.scorer import Scorer, open_scorer  # noqa: E402
from catdog_gui.classify.torch_engine.engine import TorchEngine, best_device  # noqa: E402
from trainer.examples import load_examples  # noqa: E402

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.skipif(best_device().type == "cpu", reason="torch finds no graphics device here"),
]
CAT_AND_DOG = Path(__file__).parents[3] / "shared" / "datasets" / "Cat_and_Dog"
PICTURES = 1000
AGREEMENT = 0.998


@pytest.fixture(scope="module")
def photographs(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    """Training photographs, or where there are none soft patterns of colours."""
    folder = tmp_path_factory.mktemp("photographs")
    if not CAT_AND_DOG.is_dir():
        return [_painted(folder / f"{number}.png", number) for number in range(PICTURES)]
    examples = load_examples(str(CAT_AND_DOG), "train")
    files = []
    for index in range(0, len(examples), len(examples) // PICTURES):
        content = examples.source.read(index)
        files.append(folder / f"{index}.jpg")
        files[-1].write_bytes(content if isinstance(content, bytes) else content.read_bytes())
    return files


def _painted(file: Path, seed: int) -> Path:
    patches = np.random.default_rng(seed).integers(0, 256, (8, 8, 3), np.uint8)
    Image.fromarray(patches).resize((320, 240), Image.Resampling.BICUBIC).save(file)
    return file


def results(files: list[Path], scorer: Scorer) -> dict[Path, ScoreResult]:
    return {result.path: result for result in classify(files, scorer, NoCache(), 4, threading.Event())}


def engine_of(scorer: Scorer) -> Any:
    assert isinstance(scorer.first.engine, TorchEngine)
    return scorer.first.engine


def test_it_decides_as_the_cpu_does(photographs: list[Path]) -> None:
    model = read_model_folder(BUNDLED)
    on_cpu, on_card = (results(photographs, open_scorer(model, name)) for name in ("onnx", "torch"))
    threshold = model.default_policy.threshold
    same = [
        decide(on_cpu[file].scores, model.classes, model.kind, threshold)
        == decide(on_card[file].scores, model.classes, model.kind, threshold)
        for file in photographs
    ]
    assert np.mean(same) >= AGREEMENT
    assert {result.look for result in on_card.values()} <= {1, 2}


def test_it_computes_in_half_precision() -> None:
    dtype = engine_of(open_scorer(read_model_folder(BUNDLED), "torch"))._dtype
    assert dtype in (torch.bfloat16, torch.float16)


def test_no_picture_is_lost_when_memory_ends_in_the_middle(
    photographs: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    scorer = open_scorer(read_model_folder(BUNDLED), "torch")
    run, calls = TorchEngine._on_device, iter(range(1_000_000))

    def with_little_memory(self: TorchEngine, pixels: np.ndarray) -> np.ndarray:
        if next(calls) > 3 and len(pixels) > 2:
            raise torch.OutOfMemoryError("out of memory")
        return run(self, pixels)

    monkeypatch.setattr(TorchEngine, "_on_device", with_little_memory)
    found = results(photographs, scorer)
    assert set(found) == set(photographs)
    assert not [result.error for result in found.values() if result.error]
    assert engine_of(scorer).batch_size <= 2


def test_no_picture_is_lost_when_the_card_is_given_up(photographs: list[Path], monkeypatch: pytest.MonkeyPatch) -> None:
    warnings: list[str] = []
    scorer = open_scorer(read_model_folder(BUNDLED), "torch", warnings.append)

    def without_memory(_self: TorchEngine, _pixels: np.ndarray) -> np.ndarray:
        raise torch.OutOfMemoryError("out of memory")

    monkeypatch.setattr(TorchEngine, "_on_device", without_memory)
    found = results(photographs[:100], scorer)
    assert set(found) == set(photographs[:100])
    assert not [result.error for result in found.values() if result.error]
    assert warnings
    assert scorer.description == "CPU"
