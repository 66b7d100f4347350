"""From a checkpoint to a model folder."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from pathlib import Path

import pytest

pytest.importorskip("transformers", reason="needs the train extra")

from catdog_gui.classify.model_folder import INT8_FEATURES, read_model_folder
from catdog_gui.classify.reference import read_reference
from tests.trainer.conftest import Recorder
from trainer import export
from trainer.errors import TrainerError
from trainer.examples import Examples, Source, load_examples, stratified_split
from trainer.export import Provenance, TrainedCheckpoint, export_checkpoint

Run = Callable[..., Recorder]


@pytest.mark.slow
def test_an_exported_checkpoint_keeps_the_curves_of_its_training(
    toy_resnet: Path, toy_set: Path, tmp_path: Path, run_command: Run
) -> None:
    checkpoint, folder, report = (tmp_path / name for name in ("checkpoint", "folder", "report"))
    run_command(
        "finetune", "--model", toy_resnet, "--dataset", toy_set, "--output", checkpoint, "--checkpoint-only",
        "--epochs", 2, "--batch", 16,
    )  # fmt: skip
    events = run_command("export", "--model", checkpoint, "--dataset", toy_set, "--output", folder)
    assert events.results == {"output": str(folder)}
    model = read_model_folder(folder)
    assert [policy.name for policy in model.policies] == ["careful", "balanced", "everything"]
    reference = read_reference(folder, model.head.weight.shape[1])
    assert reference is not None
    assert set(reference.label_names) == {"red", "green"}
    run_command("evaluate", "--model", folder, "--dataset", toy_set, "--output", report)
    page = (report / "report.html").read_text("utf-8")
    assert "<h3>Loss</h3>" in page
    assert "Validation accuracy and F1" in page


class CountedReads:
    def __init__(self, source: Source) -> None:
        self.source = source
        self.reads: Counter[int] = Counter()

    def read(self, index: int) -> Path | bytes:
        self.reads[index] += 1
        return self.source.read(index)


@pytest.mark.slow
def test_each_held_out_picture_is_decoded_once_and_a_poor_8_bit_network_is_dropped(
    toy_resnet: Path, toy_set: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    import transformers

    network = transformers.AutoModelForImageClassification.from_pretrained(
        toy_resnet, num_labels=2, id2label={0: "green", 1: "red"}, ignore_mismatched_sizes=True
    )
    network.save_pretrained(toy_resnet)
    examples = load_examples(str(toy_set), "train")
    rest, held_out = (examples.subset(part) for part in stratified_split(examples.labels, 0.5, seed=0))
    counted = CountedReads(held_out.source)
    monkeypatch.setattr(export, "MIN_AGREEMENT", 1.1)
    held_out = Examples(held_out.classes, held_out.names, held_out.labels, counted)
    trained = TrainedCheckpoint(toy_resnet, held_out, rest, Provenance("toy", "toy"))
    export_checkpoint(trained, tmp_path / "out", Recorder())
    assert set(counted.reads.values()) == {1}
    assert len(counted.reads) == len(held_out)
    assert not (tmp_path / "out" / INT8_FEATURES).exists()
    assert read_model_folder(tmp_path / "out").features_file.name == "features.onnx"


def test_a_taken_output_and_a_folder_without_a_checkpoint_are_refused(
    toy_set: Path, tmp_path: Path, run_command: Run
) -> None:
    (tmp_path / "taken").mkdir()
    (tmp_path / "taken" / "mine").touch()
    with pytest.raises(TrainerError, match="exists already"):
        run_command("export", "--model", tmp_path, "--dataset", toy_set, "--output", tmp_path / "taken")
    with pytest.raises(TrainerError, match="is no checkpoint"):
        run_command("export", "--model", tmp_path, "--dataset", toy_set, "--output", tmp_path / "out")
    assert not (tmp_path / "out").exists()
