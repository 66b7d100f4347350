"""`python -m trainer head`: a whole new model folder from labelled pictures, without torch."""

from __future__ import annotations

import csv
import hashlib
import json
import subprocess
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from safetensors.numpy import save_file

from catdog_gui.classify.model_folder import read_model_folder
from catdog_gui.classify.onnx_engine import OnnxEngine
from catdog_gui.classify.policy import forced_decisions
from catdog_gui.classify.scorer import open_scorer
from catdog_gui.retraining.acceptance import read_held_out_scores
from trainer.cli import main

SHADES = {
    "cat": (0.9, 0.1, 0.1),
    "dog": (0.1, 0.9, 0.1),
    "neither": (0.1, 0.1, 0.1),
    "both": (0.9, 0.9, 0.1),
    "luna": (0.1, 0.1, 0.9),
}

Maker = Callable[..., Path]


@pytest.fixture
def model(make_tiny_model_folder: Maker) -> Path:
    return with_reference(make_tiny_model_folder("old"))


def with_reference(folder: Path) -> Path:
    generator = np.random.default_rng(0)
    rows = [np.asarray(SHADES[name]) + generator.normal(0, 0.03, (80, 3)) for name in ("cat", "dog", "neither")]
    labels = np.repeat([0, 1, -1], 80)
    features = np.concatenate(rows).astype(np.float16)
    np.savez(folder / "reference.npz", features=features, labels=labels, classes=np.asarray(["cat", "dog"]))
    return folder


def paint(folder: Path, name: str, count: int, seed: int = 0) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    generator = np.random.default_rng((seed, len(name)))
    paths = []
    for number in range(count):
        shade = 255 * np.clip(np.asarray(SHADES[name]) + generator.normal(0, 0.03, 3), 0, 1)
        paths.append(folder / f"{name}-{seed}-{number}.png")
        Image.new("RGB", (9, 9), tuple(int(part) for part in shade)).save(paths[-1])
    return paths


def examples(root: Path, label_names: Sequence[str], each: int = 8) -> Path:
    for name in label_names:
        paint(root / "examples" / name, name, each)
    return root / "examples"


def head(model: Path, output: Path, *arguments: object) -> int:
    return main(["head", "--model", str(model), "--output", str(output), *map(str, arguments)])


def decisions(folder: Path, pictures: Sequence[Path]) -> list[str]:
    model = read_model_folder(folder)
    engine = OnnxEngine(model)
    pixels = np.stack([model.transform.pixels(Image.open(path)) for path in pictures])
    return forced_decisions(model.head.scores(engine.features(pixels)), model.classes, model.kind)


def test_a_new_name_both_and_neither(model: Path, tmp_path: Path) -> None:
    output = tmp_path / "new"
    label_names = ("luna", "cat", "dog", "both", "neither")
    assert head(model, output, "--examples", examples(tmp_path, label_names)) == 0
    new = read_model_folder(output)
    assert new.classes == ("cat", "dog", "luna")
    assert new.head.added == 1
    for name in label_names:
        assert decisions(output, paint(tmp_path / "unseen", name, 4, seed=1)) == [name] * 4


def test_the_folder_says_where_it_comes_from(model: Path, tmp_path: Path) -> None:
    output = tmp_path / "new"
    head(model, output, "--examples", examples(tmp_path, ("luna", "cat")))
    card = json.loads((output / "catdog.json").read_text())
    assert card["provenance"]["parent"] == read_model_folder(model).id
    assert card["provenance"]["counts"] == {"cat": 8, "luna": 8}
    assert card["metrics"]["held_out_pictures"] == 16
    assert json.loads((output / "config.json").read_text())["label2id"] == {"cat": 0, "dog": 1, "luna": 2}
    assert (output / "README.md").is_file()
    assert (output / "reference.npz").read_bytes() == (model / "reference.npz").read_bytes()
    assert (output / "features.onnx").read_bytes() == (model / "features.onnx").read_bytes()


def test_a_second_retrain_continues_the_first(model: Path, tmp_path: Path) -> None:
    head(model, tmp_path / "first", "--examples", examples(tmp_path, ("luna", "cat")))
    table = write_table(tmp_path, [(path, "dog") for path in paint(tmp_path / "more", "dog", 4)])
    assert head(tmp_path / "first", tmp_path / "second", "--corrections", table) == 0
    second = read_model_folder(tmp_path / "second")
    assert (second.classes, second.head.added) == (("cat", "dog", "luna"), 1)
    assert decisions(tmp_path / "second", paint(tmp_path / "unseen", "luna", 4, seed=1)) == ["luna"] * 4


def test_scores_that_sum_to_one_learn_names_but_not_both(
    make_tiny_model_folder: Maker, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    model = with_reference(make_tiny_model_folder("softmax", kind="single_label_classification"))
    label_names = ("luna", "cat", "dog", "both", "neither")
    assert head(model, tmp_path / "new", "--examples", examples(tmp_path, label_names), "--json") == 0
    assert "16 pictures labelled both or neither" in capsys.readouterr().out
    assert decisions(tmp_path / "new", paint(tmp_path / "unseen", "luna", 4, seed=1)) == ["luna"] * 4


def write_table(folder: Path, rows: Sequence[tuple[Path, str]], *, contents: bool = True) -> Path:
    table = folder / "corrections.csv"
    with table.open("w", newline="") as opened:
        writer = csv.writer(opened)
        writer.writerow(["content", "label", "time", "path"])
        for path, label in rows:
            writer.writerow([hashlib.sha256(path.read_bytes()).hexdigest() if contents else "", label, "", path])
    return table


def test_corrections_count_only_while_the_file_holds_what_was_labelled(
    model: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    paths = paint(tmp_path / "pictures", "cat", 4)
    table = write_table(tmp_path, [(path, "cat") for path in paths])
    paint(tmp_path / "pictures", "dog", 1)[0].replace(paths[0])
    paths[1].unlink()
    assert head(model, tmp_path / "new", "--corrections", table, "--json") == 0
    output = capsys.readouterr().out
    assert "another picture is there now" in output
    assert "no longer there" in output
    assert json.loads((tmp_path / "new" / "catdog.json").read_text())["provenance"]["counts"] == {"cat": 2}


def test_a_correction_overrides_the_folder_of_the_picture(model: Path, tmp_path: Path) -> None:
    folder = examples(tmp_path, ("cat", "dog"))
    wrong = folder / "dog" / "cat.png"
    (folder / "cat" / "cat-0-0.png").rename(wrong)
    table = write_table(tmp_path, [(wrong, "cat")])
    head(model, tmp_path / "new", "--corrections", table, "--examples", folder)
    counts = json.loads((tmp_path / "new" / "catdog.json").read_text())["provenance"]["counts"]
    assert counts == {"cat": 8, "dog": 8}


def drop_reference(model: Path, _: Path) -> None:
    (model / "reference.npz").unlink()


def drop_weights(model: Path, _: Path) -> None:
    (model / "model.safetensors").unlink()


def damage_pictures(_: Path, folder: Path) -> None:
    for path in folder.rglob("*.png"):
        path.write_bytes(b"x")


def name_a_decision(_: Path, folder: Path) -> None:
    (folder / "cat").rename(folder / "unsure")


def add_an_empty_class(_: Path, folder: Path) -> None:
    (folder / "empty").mkdir()


@pytest.mark.parametrize(
    ("spoil", "message"),
    [
        (drop_reference, "label some of another kind too"),
        (drop_weights, "is missing"),
        (damage_pictures, "none of the pictures"),
        (name_a_decision, "that word means something else"),
        (add_an_empty_class, "has no pictures"),
    ],
)
def test_faults_end_in_a_message_and_leave_nothing(
    model: Path,
    tmp_path: Path,
    capsys: pytest.CaptureFixture[str],
    spoil: Callable[[Path, Path], None],
    message: str,
) -> None:
    folder = examples(tmp_path, ("cat",))
    spoil(model, folder)
    before = {*tmp_path.iterdir()}
    assert head(model, tmp_path / "new", "--examples", folder, "--json") == 2
    assert message in capsys.readouterr().out
    assert {*tmp_path.iterdir()} == before


def test_an_output_that_is_taken_is_refused_at_once(model: Path, tmp_path: Path) -> None:
    assert head(model, model, "--examples", examples(tmp_path, ("cat", "dog"))) == 2


def test_refitting_needs_neither_torch_nor_transformers(model: Path, tmp_path: Path) -> None:
    arguments = ["head", "--model", str(model), "--output", str(tmp_path / "new")]
    arguments += ["--examples", str(examples(tmp_path, ("cat", "luna"), each=3))]
    script = (
        f"import sys; from trainer.cli import main; code = main({arguments!r});"
        "print(code, *{name.split('.')[0] for name in sys.modules})"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60)
    code, *loaded = done.stdout.split()
    assert code == "0", done.stderr
    assert not {"torch", "transformers", "datasets", "PySide6"} & {*loaded}


@pytest.fixture
def pair(make_tiny_pair: Maker) -> Path:
    """A pair whose second look takes for a dog what the first takes for a cat."""
    folder = with_reference(make_tiny_pair())
    with_reference(folder / "second")
    swapped = {"classifier.weight": np.asarray([[0, 20, 0], [20, 0, 0]], np.float32)}
    save_file(swapped | {"classifier.bias": np.full(2, -10, np.float32)}, folder / "second" / "model.safetensors")
    return folder


def test_both_looks_of_a_pair_are_refitted(pair: Path, tmp_path: Path) -> None:
    output = tmp_path / "new"
    assert head(pair, output, "--examples", examples(tmp_path, ("luna", "cat", "dog"))) == 0
    old, new = read_model_folder(pair), read_model_folder(output)
    assert new.second_look is not None
    assert new.second_look.joining == old.second_look.joining  # type: ignore[union-attr]
    assert [look.classes for look in new.looks] == [("cat", "dog", "luna")] * 2
    assert [look.head.added for look in new.looks] == [1, 1]
    for folder in (output, output / "second"):
        assert decisions(folder, paint(tmp_path / "unseen", "luna", 4, seed=1)) == ["luna"] * 4
    assert (output / "second" / "features.onnx").read_bytes() == (pair / "second" / "features.onnx").read_bytes()
    assert (output / "second" / "reference.npz").read_bytes() == (pair / "second" / "reference.npz").read_bytes()


def test_a_pair_is_held_to_the_scores_that_it_finally_gives(pair: Path, tmp_path: Path) -> None:
    doubtful = tmp_path / "examples" / "cat"
    doubtful.mkdir(parents=True)
    for number in range(6):
        Image.new("RGB", (9, 9), (140 + number, 100, 20)).save(doubtful / f"{number}.png")
    assert head(pair, tmp_path / "new", "--examples", doubtful.parent) == 0
    written = read_held_out_scores(tmp_path / "new")
    assert written is not None
    scorer = open_scorer(read_model_folder(pair), "onnx")
    by_name = {path.name: scorer.scores([Image.open(path)])[0][0] for path in doubtful.iterdir()}
    expected = [by_name[Path(name).name] for name in written.names]
    assert written.before == pytest.approx(np.asarray(expected), abs=1e-4)
    assert (written.before.argmax(1) == 1).all(), "the second look, not the first, decided"
