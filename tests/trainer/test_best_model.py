"""Of every family: the network that is kept is the best one, and a resumed run ends as one without a stop."""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest

for needed in ("torch", "transformers"):
    pytest.importorskip(needed, reason="needs the train extra")

from safetensors.torch import load_file  # noqa: E402

from catdog_gui.classify.torch_engine.network import load_checkpoint  # noqa: E402
from tests.trainer.conftest import Recorder, write_pictures  # noqa: E402
from tests.trainer.families import FAMILIES, save_family  # noqa: E402
from trainer.errors import Interrupted  # noqa: E402
from trainer.finetune import callbacks, training  # noqa: E402

pytestmark = pytest.mark.usefixtures("one_thread")

Run = Callable[..., Recorder]
NUMBERS = ("--recipe", "tutorial", "--epochs", 2, "--batch", 8, "--pictures-at-once", 8, "--validation-share", 0.2)
RATES = ("--schedule", "constant", "--head-rate", 0.02, "--body-rate", 0.02)


@pytest.fixture
def few_pictures(tmp_path: Path) -> Path:
    for colour in ("red", "green"):
        write_pictures(tmp_path / "few" / colour, colour, 10)
    return tmp_path / "few"


def evaluations(monkeypatch: pytest.MonkeyPatch, *f1: float) -> None:
    """The F1 of each evaluation of the next run: before training where it begins, then after each epoch."""
    given: Iterator[float] = iter((*f1, f1[-1]))
    monkeypatch.setattr(training, "figures_for", lambda *_: lambda _: {"nll": 1.0, "accuracy": 0.5, "f1": next(given)})


def digest(folder: Path) -> str:
    return hashlib.sha256((folder / "model.safetensors").read_bytes()).hexdigest()


@pytest.mark.parametrize(("family", "head_first"), [*((family, "no") for family in FAMILIES), ("ViT", "yes")])
def test_a_resumed_run_ends_as_a_whole_one_and_the_best_epoch_is_kept(
    family: str, head_first: str, few_pictures: Path, tmp_path: Path, run_command: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = save_family(family, tmp_path / "base")
    common = ("finetune", "--model", base, "--dataset", few_pictures, "--checkpoint-only", *NUMBERS, *RATES)
    common = (*common, "--head-first", head_first, "--output")
    evaluations(monkeypatch, 0.1, 0.2, 0.3)
    run_command(*common, tmp_path / "out")
    (tmp_path / "out").rename(tmp_path / "whole")

    mark_complete = callbacks.mark_complete

    def stop_after_first_epoch(checkpoint: Path) -> None:
        mark_complete(checkpoint)
        raise Interrupted

    evaluations(monkeypatch, 0.1, 0.2)
    with monkeypatch.context() as stopping:
        stopping.setattr(callbacks, "mark_complete", stop_after_first_epoch)
        with pytest.raises(Interrupted):
            run_command(*common, tmp_path / "out")
    shutil.copytree(tmp_path / "out.work", tmp_path / "copy")
    (first_epoch,) = (tmp_path / "copy").glob("checkpoint-*")
    best = load_file(first_epoch / "model.safetensors")

    evaluations(monkeypatch, 0.3)
    run_command(*common, tmp_path / "out", "--resume")
    assert digest(tmp_path / "out") == digest(tmp_path / "whole")

    # The unfinished run was moved to another folder.
    (tmp_path / "copy").rename(tmp_path / "moved.work")
    evaluations(monkeypatch, 0.1)
    run_command(*common, tmp_path / "moved", "--resume")
    kept = load_checkpoint(tmp_path / "moved").state_dict()
    assert set(kept) == set(best)
    assert [name for name in kept if not np.array_equal(kept[name], best[name])] == []
    assert digest(tmp_path / "moved") != digest(tmp_path / "whole")


def test_the_best_epoch_of_a_moved_run_is_kept_though_its_last_epoch_had_ended(
    few_pictures: Path, tmp_path: Path, run_command: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = save_family("ResNet", tmp_path / "base")
    common = ("finetune", "--model", base, "--dataset", few_pictures, "--checkpoint-only", *NUMBERS, *RATES, "--output")
    mark_complete = callbacks.mark_complete

    def stop_after_last_epoch(checkpoint: Path) -> None:
        mark_complete(checkpoint)
        if len(list(checkpoint.parent.glob("checkpoint-*"))) == 2:
            raise Interrupted

    evaluations(monkeypatch, 0.1, 0.3, 0.2)
    with monkeypatch.context() as stopping:
        stopping.setattr(callbacks, "mark_complete", stop_after_last_epoch)
        with pytest.raises(Interrupted):
            run_command(*common, tmp_path / "out")
    (tmp_path / "out.work").rename(tmp_path / "moved.work")
    best = min((tmp_path / "moved.work").glob("checkpoint-*"), key=lambda folder: int(folder.name.partition("-")[2]))
    expected = load_file(best / "model.safetensors")
    evaluations(monkeypatch, 0.3)
    run_command(*common, tmp_path / "moved", "--resume")
    kept = load_checkpoint(tmp_path / "moved").state_dict()
    assert [name for name in expected if not np.array_equal(kept[name], expected[name])] == []
