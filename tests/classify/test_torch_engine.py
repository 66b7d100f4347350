"""The torch engine on the CPU: any checkpoint split in two, the same scores, too little memory."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

torch = pytest.importorskip("torch", reason="needs the train extra")
transformers = pytest.importorskip("transformers", reason="needs the train extra")

from catdog_gui.classify.model_folder import ModelFolder, read_model_folder  # noqa: E402
from catdog_gui.classify.models import ModelError  # noqa: E402
from catdog_gui.classify.torch_engine import engine as torch_engine  # noqa: E402
from catdog_gui.classify.torch_engine.efficientnet_lite import (  # noqa: E402
    EfficientNetLiteConfig,
    EfficientNetLiteForImageClassification,
)
from catdog_gui.classify.torch_engine.engine import TorchEngine  # noqa: E402
from catdog_gui.classify.torch_engine.network import load_checkpoint, split  # noqa: E402

Maker = Callable[..., Path]
SIDE = 32
PROCESSOR = {
    "size": {"height": SIDE, "width": SIDE},
    "do_normalize": True,
    "image_mean": [0.5, 0.4, 0.3],
    "image_std": [0.2, 0.25, 0.3],
    "rescale_factor": 1 / 255,
}


def tiny_resnet() -> Any:
    config = transformers.ResNetConfig(
        embedding_size=8, hidden_sizes=[8, 16], depths=[1, 1], layer_type="basic", num_labels=2
    )
    return transformers.ResNetForImageClassification(config)


def tiny_lite() -> Any:
    network = EfficientNetLiteForImageClassification(
        EfficientNetLiteConfig(width=0.25, depth=0.3, hidden_size=24, num_labels=2)
    )
    # Norms that have seen data, and a head to match: as initialised, the signal dies on its way through the blocks.
    for module in network.modules():
        if isinstance(module, torch.nn.BatchNorm2d):
            module.momentum = 1.0
    network.train()(torch.randn(8, 3, SIDE, SIDE))
    torch.nn.init.normal_(network.classifier.weight)
    return network


NETWORKS = {"resnet": (tiny_resnet, 16, "classifier.1"), "lite": (tiny_lite, 24, "classifier")}


@pytest.fixture(params=NETWORKS)
def model(request: pytest.FixtureRequest, make_tiny_model_folder: Maker) -> ModelFolder:
    torch.manual_seed(0)
    make, _, head = NETWORKS[request.param]
    card = {"head": {"weight": f"{head}.weight", "bias": f"{head}.bias"}}
    folder = make_tiny_model_folder(card=card)
    make().save_pretrained(folder)
    config = json.loads((folder / "config.json").read_text())
    (folder / "config.json").write_text(json.dumps(config | {"id2label": {"0": "cat", "1": "dog"}}))
    (folder / "preprocessor_config.json").write_text(json.dumps(PROCESSOR))
    return read_model_folder(folder)


@pytest.fixture
def pixels() -> np.ndarray:
    return np.random.default_rng(0).integers(0, 255, (5, SIDE, SIDE, 3), np.uint8)


def test_head_of_features_is_the_checkpoint(model: ModelFolder, pixels: np.ndarray) -> None:
    features = TorchEngine(model, print).features(pixels)
    whole = load_checkpoint(model.path, local_files_only=True).eval()
    mean, deviation = (np.array(PROCESSOR[name], np.float32) for name in ("image_mean", "image_std"))
    batch = torch.from_numpy((pixels / np.float32(255) - mean) / deviation).permute(0, 3, 1, 2)
    with torch.inference_mode():
        expected = whole(pixel_values=batch).logits.numpy()
    assert features.shape == (5, model.head.weight.shape[1])
    assert model.head.logits(features) == pytest.approx(expected, abs=1e-4)
    assert np.ptp(expected) > 1e-4


def test_a_network_saved_and_loaded_gives_the_same(tmp_path: Path) -> None:
    torch.manual_seed(0)
    network = tiny_lite().eval()
    network.save_pretrained(tmp_path)
    batch = torch.rand(2, 3, SIDE, SIDE)
    with torch.inference_mode():
        loaded = load_checkpoint(tmp_path).eval()(pixel_values=batch).logits
        # Not to the bit: how numbers lie in memory decides how they are added up.
        torch.testing.assert_close(network(batch).logits, loaded)


def test_a_head_of_two_layers_is_refused() -> None:
    network = tiny_resnet()
    network.classifier = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(16, 2), torch.nn.Linear(2, 2))
    with pytest.raises(ModelError, match="2 linear heads"):
        split(network, SIDE, SIDE)


def test_more_than_a_linear_layer_is_refused() -> None:
    network = tiny_resnet()
    network.classifier = torch.nn.Sequential(torch.nn.Flatten(), torch.nn.Linear(16, 2), torch.nn.Softmax(-1))
    with pytest.raises(ModelError, match="one linear layer"):
        split(network, SIDE, SIDE)


def test_a_checkpoint_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be loaded") as caught:
        load_checkpoint(tmp_path, local_files_only=True)
    assert "\n" not in str(caught.value)


def test_pickled_weights_are_refused(tmp_path: Path) -> None:
    network = tiny_resnet()
    network.config.save_pretrained(tmp_path)
    torch.save(network.state_dict(), tmp_path / "pytorch_model.bin")
    with pytest.raises(ModelError):
        load_checkpoint(tmp_path, local_files_only=True)


class LimitedDevice:
    """Stands in for a device that holds so many pictures at once."""

    def __init__(self, engine: TorchEngine, holds: int, error: Exception) -> None:
        self._real, self._holds, self._error = engine._on_device, holds, error
        self.tried: list[int] = []

    def __call__(self, pixels: np.ndarray) -> np.ndarray:
        self.tried.append(len(pixels))
        if len(pixels) > self._holds:
            raise self._error
        return self._real(pixels)


OUT_OF_MEMORY = [torch.OutOfMemoryError("full"), RuntimeError("MPS backend out of memory (MPS allocated: 1 GB)")]


@pytest.mark.parametrize("model", ["resnet"], indirect=True)
@pytest.mark.parametrize("error", OUT_OF_MEMORY)
def test_out_of_memory_halves_the_batch(
    model: ModelFolder, pixels: np.ndarray, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    notices: list[str] = []
    engine = TorchEngine(model, notices.append)
    expected = engine.features(pixels)
    device = LimitedDevice(engine, 2, error)
    monkeypatch.setattr(engine, "_on_device", device)
    assert engine.features(pixels) == pytest.approx(expected, abs=1e-5)
    assert device.tried == [5, 2, 3, 1, 2]
    assert 1 <= engine.batch_size <= 2
    assert notices == []


@pytest.mark.parametrize("model", ["resnet"], indirect=True)
def test_without_any_memory_it_falls_back_to_the_cpu_and_warns_once(
    model: ModelFolder, pixels: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    class FakeOnnxEngine:
        description = "CPU"

        def __init__(self, _model: ModelFolder) -> None:
            pass

        def features(self, pixels: np.ndarray) -> np.ndarray:
            return np.ones((len(pixels), 16), np.float32)

    notices: list[str] = []
    engine = TorchEngine(model, notices.append)
    monkeypatch.setattr(torch_engine, "OnnxEngine", FakeOnnxEngine)
    monkeypatch.setattr(engine, "_on_device", LimitedDevice(engine, 0, OUT_OF_MEMORY[0]))
    assert engine.features(pixels).tolist() == np.ones((5, 16)).tolist()
    assert len(notices) == 1
    assert "out of memory" in notices[0]
    assert engine.description == "CPU"


@pytest.mark.parametrize("model", ["resnet"], indirect=True)
def test_another_error_is_not_taken_for_out_of_memory(
    model: ModelFolder, pixels: np.ndarray, monkeypatch: pytest.MonkeyPatch
) -> None:
    engine = TorchEngine(model, print)
    monkeypatch.setattr(engine, "_on_device", LimitedDevice(engine, 0, RuntimeError("shapes differ")))
    with pytest.raises(RuntimeError, match="shapes differ"):
        engine.features(pixels)
