"""Small networks of every family that the README names: fine-tuned, exported, and run by the program and by others."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

for needed in ("torch", "transformers"):
    pytest.importorskip(needed, reason="needs the train extra")

import torch  # noqa: E402
import transformers  # noqa: E402
from huggingface_hub import ModelCard  # noqa: E402
from PIL import Image  # noqa: E402
from transformers.models.vit.image_processing_pil_vit import ViTImageProcessorPil  # noqa: E402

from catdog_gui.classify.head import scores_of  # noqa: E402
from catdog_gui.classify.model_folder import FLOAT_FEATURES, read_model_folder  # noqa: E402
from catdog_gui.classify.models import ModelError, ScoreKind  # noqa: E402
from catdog_gui.classify.onnx_engine import OnnxEngine  # noqa: E402
from catdog_gui.cli import main as catdog  # noqa: E402
from catdog_gui.pictures.decoding import open_picture  # noqa: E402
from tests.trainer.conftest import Recorder, write_pictures  # noqa: E402
from tests.trainer.families import FAMILIES, save_family  # noqa: E402
from trainer import onnx_export  # noqa: E402
from trainer.errors import TrainerError  # noqa: E402
from trainer.finetune import training  # noqa: E402

pytestmark = pytest.mark.usefixtures("one_thread")

QUICK = ("--epochs", 1, "--batch", 8, "--pictures-at-once", 8, "--validation-share", 0.2)
Run = Callable[..., Recorder]
# One convolutional network and one transformer show the way through the trainer; each other family takes ten seconds.
OFTEN = ("ResNet", "ViT")
EVERY_FAMILY = [pytest.param(each, marks=() if each in OFTEN else pytest.mark.slow) for each in FAMILIES]


def write_few_pictures(folder: Path, count: int = 10) -> None:
    for colour in ("red", "green"):
        write_pictures(folder / colour, colour, count)


@pytest.fixture
def unrehearsed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Without the export that is tried before a training: the one after it shows the same, and each takes seconds."""
    monkeypatch.setattr("trainer.finetune.rehearsal.require_exportable", lambda _base: None)


@pytest.mark.usefixtures("unrehearsed")
@pytest.mark.parametrize("family", EVERY_FAMILY)
def test_a_base_of_each_family_becomes_a_model_that_scores_as_transformers_does(
    family: str, tmp_path: Path, run_command: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    write_few_pictures(tmp_path / "few")
    base = save_family(family, tmp_path / "base")
    out = tmp_path / "out"
    run_command("finetune", "--model", base, "--dataset", tmp_path / "few", "--output", out, *QUICK)
    model = read_model_folder(out)
    pictures = sorted((tmp_path / "few").rglob("*.png"))[::7]
    logits = {picture: logits_by_transformers(out, picture) for picture in pictures}
    engine = OnnxEngine(model, out / FLOAT_FEATURES)
    # Other programs know no temperature: the head that is saved has it.
    assert model.head.temperature == 1
    assert model.details["metrics"]["temperature"] != 1
    for picture in pictures:
        pixels = model.transform.pixels(open_picture(picture, model.transform.min_side))[None].copy()
        np.testing.assert_allclose(model.head.logits(engine.features(pixels))[0], logits[picture], atol=1e-3)

    capsys.readouterr()
    home = str(tmp_path / "home")
    assert catdog(["--home", home, "classify", *map(str, pictures), "--model", str(out), "--json"]) == 0
    for line in map(json.loads, capsys.readouterr().out.splitlines()):
        expected = scores_of(logits[Path(line["path"])], model.kind)
        # What the program runs may be the 8-bit network.
        assert list(line["scores"].values()) == pytest.approx(expected.tolist(), abs=0.1)


def logits_by_transformers(folder: Path, picture: Path) -> np.ndarray:
    """What anyone gets who has transformers alone."""
    processor = transformers.AutoImageProcessor.from_pretrained(folder)
    network = transformers.AutoModelForImageClassification.from_pretrained(folder, dtype=torch.float32).eval()
    with torch.inference_mode():
        return network(**processor(images=Image.open(picture), return_tensors="pt")).logits[0].numpy()


def text_model(folder: Path) -> None:
    config = transformers.BertConfig(
        vocab_size=10, hidden_size=16, num_hidden_layers=1, num_attention_heads=2, intermediate_size=16
    )
    transformers.BertForSequenceClassification(config).save_pretrained(folder)


def test_a_network_that_is_no_image_classifier_is_refused(toy_set: Path, tmp_path: Path, run_command: Run) -> None:
    text_model(tmp_path / "base")
    ViTImageProcessorPil(size={"height": 32, "width": 32}).save_pretrained(tmp_path / "base")
    with pytest.raises(ModelError, match="cannot be loaded as an image classifier"):
        run_command("finetune", "--model", tmp_path / "base", "--dataset", toy_set, "--output", tmp_path / "out")
    assert not list(tmp_path.glob("out*"))


@pytest.mark.parametrize(
    ("family", "first_line"),
    [("ViT", ""), ("EfficientNet-Lite", "import catdog_gui.classify.torch_engine.efficientnet_lite")],
)
def test_a_process_that_has_transformers_alone_classifies(
    family: str, first_line: str, tmp_path: Path, run_command: Run
) -> None:
    write_few_pictures(tmp_path / "few")
    out, base = tmp_path / "out", save_family(family, tmp_path / "base")
    (base / "README.md").write_text("---\nlicense: mit\n---\n", "utf-8")
    run_command(
        "finetune", "--model", base, "--dataset", tmp_path / "few", "--output", out, *QUICK, "--checkpoint-only"
    )
    picture = tmp_path / "few" / "red" / "red.0.png"
    card = ModelCard.load(out / "README.md")
    assert card.data.license == ("mit" if family == "ViT" else "apache-2.0")
    assert first_line in card.text
    assert (first_line != "") == ("import catdog_gui" in card.text)
    call = f"print(json.dumps(pipeline('image-classification', model={str(out)!r})({str(picture)!r})))"
    program = f"{first_line}\nimport json\nfrom transformers import pipeline\n{call}"
    shown = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=170, check=False)
    assert shown.returncode == 0, shown.stderr
    scores = {one["label"]: one["score"] for one in json.loads(shown.stdout)}
    expected = scores_of(logits_by_transformers(out, picture), ScoreKind.EXCLUSIVE)
    assert [scores["green"], scores["red"]] == pytest.approx(expected.tolist(), abs=1e-4)


@pytest.mark.parametrize("recipe", ["default", "tutorial"])
def test_two_pictures_a_class_give_a_model(recipe: str, tmp_path: Path, run_command: Run) -> None:
    write_few_pictures(tmp_path / "few", 2)
    base, out = save_family("ResNet", tmp_path / "base"), tmp_path / "out"
    events = run_command(
        "finetune", "--model", base, "--dataset", tmp_path / "few", "--output", out, "--recipe", recipe, *QUICK
    )
    model = read_model_folder(out)
    assert all(np.isfinite(value) for value in events.results.values() if isinstance(value, float))
    assert model.default_policy.threshold >= 0.75
    assert "The thresholds are guesses: 2 held-out pictures" in (out / "README.md").read_text("utf-8")


def broken(*_: object, **__: object) -> None:
    raise ValueError("an operator is not known")


def test_what_cannot_be_exported_is_said_before_training(
    tmp_path: Path, run_command: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_few_pictures(tmp_path / "few")
    base = save_family("ResNet", tmp_path / "base")
    monkeypatch.setattr(torch.onnx, "export", broken)
    monkeypatch.setattr(training, "train_whole_network", lambda *_: pytest.fail("trained"))
    with pytest.raises(TrainerError, match=r"cannot be written .*--checkpoint-only"):
        run_command("finetune", "--model", base, "--dataset", tmp_path / "few", "--output", tmp_path / "out", *QUICK)


def test_a_network_that_cannot_be_quantised_is_used_in_floats(
    tmp_path: Path, run_command: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    write_few_pictures(tmp_path / "few")
    base = save_family("ResNet", tmp_path / "base")
    monkeypatch.setattr(onnx_export, "write_int8", broken)
    events = run_command(
        "finetune", "--model", base, "--dataset", tmp_path / "few", "--output", tmp_path / "out", *QUICK
    )
    assert [message for message in events.errors if "8 bits" in message]
    model = read_model_folder(tmp_path / "out")
    assert model.features_file.name == FLOAT_FEATURES
    assert "int8_agreement" not in model.details["metrics"]
