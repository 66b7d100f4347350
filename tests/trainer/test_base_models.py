"""Small networks of every family that the README names: fine-tuned, exported, and run by the program and by others."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

for needed in ("torch", "transformers"):
    pytest.importorskip(needed, reason="needs the train extra")

import torch  # noqa: E402
import transformers  # noqa: E402
from transformers.models.convnext.image_processing_pil_convnext import ConvNextImageProcessorPil  # noqa: E402
from transformers.models.vit.image_processing_pil_vit import ViTImageProcessorPil  # noqa: E402

from catdog_gui.classify.head import scores_of  # noqa: E402
from catdog_gui.classify.model_folder import FLOAT_FEATURES, ModelFolder, read_model_folder  # noqa: E402
from catdog_gui.classify.models import ModelError, ScoreKind  # noqa: E402
from catdog_gui.classify.onnx_engine import OnnxEngine  # noqa: E402
from catdog_gui.classify.torch_engine import efficientnet_lite as lite  # noqa: E402
from catdog_gui.classify.torch_engine.network import load_checkpoint  # noqa: E402
from catdog_gui.classify.torch_engine.normalisation import Normalisation, read_processor  # noqa: E402
from catdog_gui.cli import main as catdog  # noqa: E402
from catdog_gui.pictures.decoding import open_picture  # noqa: E402
from tests.trainer.conftest import Recorder  # noqa: E402
from trainer.pretrained import processor_config  # noqa: E402

Run = Callable[..., Recorder]


def resnet() -> tuple[Any, Any]:
    """The bottleneck blocks and the picture size of ResNet-50, narrow and shallow."""
    config = transformers.ResNetConfig(embedding_size=8, hidden_sizes=[16, 16, 32, 32], depths=[1, 1, 1, 1])
    processor = ConvNextImageProcessorPil(size={"shortest_edge": 224}, crop_pct=0.875)
    return transformers.ResNetForImageClassification(config), processor


def vit() -> tuple[Any, Any]:
    config = transformers.ViTConfig(
        hidden_size=16, num_hidden_layers=2, num_attention_heads=2, intermediate_size=32, image_size=32, patch_size=8
    )
    return transformers.ViTForImageClassification(config), ViTImageProcessorPil(size={"height": 32, "width": 32})


def convnext() -> tuple[Any, Any]:
    config = transformers.ConvNextConfig(hidden_sizes=[8, 8, 16, 16], depths=[1, 1, 1, 1])
    processor = ConvNextImageProcessorPil(size={"shortest_edge": 64}, crop_pct=0.875)
    return transformers.ConvNextForImageClassification(config), processor


def efficientnet_lite() -> tuple[Any, Any]:
    config = lite.EfficientNetLiteConfig(width=0.25, depth=0.3, hidden_size=16)
    return lite.EfficientNetLiteForImageClassification(config), ViTImageProcessorPil(**processor_config(64))


@pytest.mark.slow
@pytest.mark.parametrize("family", [resnet, vit, convnext, efficientnet_lite])
def test_a_base_of_each_family_becomes_a_model_that_runs_everywhere(
    family: Callable[[], tuple[Any, Any]],
    toy_set: Path,
    tmp_path: Path,
    run_command: Run,
    capsys: pytest.CaptureFixture[str],
) -> None:
    torch.manual_seed(0)
    for part in family():
        part.save_pretrained(tmp_path / "base")
    out = tmp_path / "out"
    run_command("finetune", "--model", tmp_path / "base", "--dataset", toy_set, "--output", out, "--epochs", 1)

    model = read_model_folder(out)
    picture = toy_set / "red" / "red.0.png"
    expected = torch_scores(model, picture)
    assert onnx_scores(model, picture) == pytest.approx(expected, abs=1e-3)

    capsys.readouterr()
    home = str(tmp_path / "home")
    assert catdog(["--home", home, "classify", str(toy_set / "red"), "--model", str(out), "--json"]) == 0
    lines = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert len(lines) == 24
    (line,) = (line for line in lines if Path(line["path"]) == picture)
    # What the program runs may be the 8-bit network.
    assert list(line["scores"].values()) == pytest.approx(expected, abs=0.1)

    found = transformers.pipeline("image-classification", model=str(out))(str(picture))
    raw = {one["label"]: one["score"] for one in found}
    assert [raw[name] for name in model.classes] == pytest.approx(torch_scores(model, picture, temperature=1), abs=0.02)


def torch_scores(model: ModelFolder, picture: Path, temperature: float | None = None) -> list[float]:
    """By the checkpoint of a model folder, from the pixels that the program sees."""
    network = load_checkpoint(model.path, local_files_only=True).eval()
    pixels = torch.from_numpy(pixels_of(model, picture))
    with torch.inference_mode():
        logits = network(pixel_values=Normalisation(read_processor(model.path))(pixels)).logits.numpy()
    return scores_of(logits / (temperature or model.head.temperature), ScoreKind.EXCLUSIVE)[0].tolist()


def onnx_scores(model: ModelFolder, picture: Path) -> list[float]:
    engine = OnnxEngine(model, model.path / FLOAT_FEATURES)
    return model.head.scores(engine.features(pixels_of(model, picture)))[0].tolist()


def pixels_of(model: ModelFolder, picture: Path) -> np.ndarray:
    return model.transform.pixels(open_picture(picture, model.transform.min_side))[None].copy()


def two_heads(folder: Path) -> None:
    config = transformers.DeiTConfig(
        hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16, image_size=32, patch_size=8
    )
    transformers.DeiTForImageClassificationWithTeacher(config).save_pretrained(folder)


def text_model(folder: Path) -> None:
    config = transformers.BertConfig(
        vocab_size=10, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16
    )
    transformers.BertForSequenceClassification(config).save_pretrained(folder)


@pytest.mark.parametrize(
    ("write", "message"),
    [(two_heads, "linear heads named 'classifier'"), (text_model, "cannot be loaded as an image classifier")],
)
def test_a_network_without_one_linear_head_is_refused(
    write: Callable[[Path], None], message: str, toy_set: Path, tmp_path: Path, run_command: Run
) -> None:
    write(tmp_path / "base")
    ViTImageProcessorPil(size={"height": 32, "width": 32}).save_pretrained(tmp_path / "base")
    with pytest.raises(ModelError, match=message):
        run_command("finetune", "--model", tmp_path / "base", "--dataset", toy_set, "--output", tmp_path / "out")
    assert not list(tmp_path.glob("out*"))
