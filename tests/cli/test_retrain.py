"""`correct`, `models` and `retrain` on generated pictures, with a tiny model in the place of the bundled one."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from catdog_gui.cli import DONE, SOME_FAILED, WRONG_USE, main
from catdog_gui.paths import Paths
from catdog_gui.retraining.corrections import Corrections

COLOURS = {"cat": (0.9, 0.1, 0.1), "dog": (0.1, 0.9, 0.1), "neither": (0.1, 0.1, 0.1), "luna": (0.1, 0.1, 0.9)}

Run = Callable[..., tuple[int, list[dict[str, object]], str]]


@pytest.fixture
def model(make_tiny_model_folder: Callable[[str], Path]) -> Path:
    folder = make_tiny_model_folder("tiny")
    generator = np.random.default_rng(0)
    names = ("cat", "dog", "neither")
    features = np.concatenate([np.asarray(COLOURS[label]) + generator.normal(0, 0.03, (60, 3)) for label in names])
    labels = np.repeat([0, 1, -1], 60)
    np.savez(folder / "reference.npz", features=features, labels=labels, classes=np.asarray(["cat", "dog"]))
    return folder


@pytest.fixture
def run(tmp_path: Path, model: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `catdog --home ... ARGUMENTS` and gives exit code, objects on stdout and text on stderr."""
    monkeypatch.setattr("catdog_gui.cli.console.quiet_native_libraries", lambda: None)

    def run(*arguments: object, home: str = "home") -> tuple[int, list[dict[str, object]], str]:
        code = main(["--home", str(tmp_path / home), *map(str, arguments)])
        out, err = capsys.readouterr()
        return code, [json.loads(line) for line in out.splitlines() if line.startswith("{")], err

    code, imported, _ = run("models", "import", model, "--json")
    assert code == DONE
    assert run("models", "use", imported[0]["name"])[0] == DONE
    return run


def paint(folder: Path, label: str, count: int) -> list[Path]:
    folder.mkdir(parents=True, exist_ok=True)
    paths = []
    for number in range(count):
        shade = 255 * np.clip(np.asarray(COLOURS[label]) + 0.01 * number, 0, 1)
        paths.append(folder / f"{label}{number}.png")
        Image.new("RGB", (9, 9), tuple(int(part) for part in shade)).save(paths[-1])
    return paths


def test_the_model_learns_a_new_name_from_corrections(run: Run, tmp_path: Path) -> None:
    for label in ("luna", "cat", "dog"):
        for path in paint(tmp_path / "pictures", label, 6):
            assert run("correct", path, label)[0] == DONE
    code, events, _ = run("retrain", "--yes", "--json")
    done = events[-1]
    assert (code, done["event"], done["in_use"]) == (DONE, "done", True), done
    assert {event["event"] for event in events} >= {"stage", "progress", "metric", "done"}
    code, lines, _ = run("classify", tmp_path / "pictures" / "luna0.png", "--json")
    assert lines[0]["label"] == "luna"
    assert run("models", "rollback")[0] == DONE
    assert run("classify", tmp_path / "pictures" / "luna0.png", "--json")[1][0]["label"] != "luna"


def test_a_candidate_that_is_worse_is_kept_aside_with_exit_code_1(run: Run, tmp_path: Path) -> None:
    for path in paint(tmp_path / "pictures", "cat", 40):
        run("correct", path, "dog")
    code, events, _ = run("retrain", "--yes", "--json")
    assert (code, events[-1]["in_use"]) == (SOME_FAILED, False)
    results = [line["verdict"] for line in run("models", "list", "--json")[1]]
    assert results == ["worse", None, None]


def test_the_model_learns_from_folders_of_examples(run: Run, tmp_path: Path) -> None:
    for label in ("luna", "neither", "cat"):
        paint(tmp_path / "examples" / label, label, 5)
    code, events, _ = run("retrain", "--examples", tmp_path / "examples", "--yes", "--json", "--keep-aside")
    assert (code, events[-1]["event"], events[-1]["in_use"]) == (DONE, "done", False)


def test_nothing_to_learn_from(run: Run) -> None:
    code, _, err = run("retrain", "--yes")
    assert code == WRONG_USE
    assert "nothing to learn from" in err


def test_a_correction_can_be_taken_back(run: Run, tmp_path: Path) -> None:
    (path,) = paint(tmp_path, "cat", 1)
    run("correct", path, "dog")
    assert run("correct", path, "forget")[0] == DONE
    assert run("retrain", "--yes")[0] == WRONG_USE


def test_labels_that_differ_in_case_are_one(run: Run, tmp_path: Path) -> None:
    (path,) = paint(tmp_path, "cat", 1)
    assert run("correct", path, "CAT")[0] == DONE
    (correction,) = Corrections(Paths.at(tmp_path / "home").corrections_file).all()
    assert correction.label == "cat"


@pytest.mark.parametrize("label", ["unsure", "failed", "a/b", "", "..", "con", "x" * 200])
def test_impossible_labels(run: Run, tmp_path: Path, label: str) -> None:
    (path,) = paint(tmp_path, "cat", 1)
    code, _, err = run("correct", path, label)
    assert (code, "cannot be named" in err) == (WRONG_USE, True)


def test_what_is_no_picture_cannot_be_corrected(run: Run, tmp_path: Path) -> None:
    (tmp_path / "text.jpg").write_text("no picture")
    for name in ("text.jpg", "missing.jpg"):
        assert run("correct", tmp_path / name, "cat")[0] == WRONG_USE


def test_export_import_and_remove(run: Run, tmp_path: Path) -> None:
    name = run("models", "list", "--json")[1][0]["name"]
    assert run("models", "export", name, tmp_path / "out")[0] == DONE
    code, (imported,), _ = run("models", "--json", "import", tmp_path / "out")
    assert (code, imported["in_use"]) == (DONE, False)
    assert run("models", "remove", imported["name"])[0] == DONE
    code, _, err = run("models", "remove", name)
    assert (code, "in use" in err) == (WRONG_USE, True)


def test_a_folder_that_is_no_model(run: Run, tmp_path: Path) -> None:
    code, _, err = run("models", "import", tmp_path)
    assert code == WRONG_USE
    assert "is missing" in err
