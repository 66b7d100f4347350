"""Evaluation of a network that sees mean colours, where every figure is known beforehand."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path, PurePosixPath

import numpy as np
import pytest
from PIL import Image
from safetensors.numpy import save_file

from tests.trainer.conftest import Recorder, write_pictures
from trainer.errors import TrainerError
from trainer.evaluation.diagrams import risk_coverage_curve
from trainer.evaluation.evaluating import confident_mistakes, evaluate_model, figures
from trainer.examples import load_examples, load_negatives
from trainer.label_issues import LabelIssue, find_issue, read_issues

Run = Callable[..., Recorder]
ModelMaker = Callable[..., Path]
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")


@pytest.fixture
def model(make_tiny_model_folder: ModelMaker) -> Path:
    return make_tiny_model_folder(classes=("red", "green"))


@pytest.fixture
def mislabelled(tmp_path: Path) -> Path:
    """Ten of each class, one red picture among the green ones."""
    for colour in ("red", "green"):
        write_pictures(tmp_path / "set" / colour, colour, 10)
    (tmp_path / "set" / "red" / "red.0.png").rename(tmp_path / "set" / "green" / "wrong.png")
    return tmp_path / "set"


def test_figures_of_a_set_with_one_wrong_label(model: Path, mislabelled: Path, toy_negatives: Path) -> None:
    examples = load_examples(str(mislabelled), "test", ("red", "green"))
    negatives = load_negatives(str(toy_negatives), "test", ("red", "green"))
    evaluation = evaluate_model(model, examples, negatives, Recorder())
    found = figures(evaluation)
    assert found["accuracy"]["hits"] == 19
    assert found["confusion"] == [[9, 0], [1, 10]]
    assert found["auroc"] == 1
    assert found["fpr_at_95_tpr"] == 0
    (policy,) = found["policies"]
    assert policy["coverage"]["value"] == 1
    assert policy["precision"]["value"] == pytest.approx(19 / 20)
    assert policy["negatives_decided"]["value"] == 0
    assert [evaluation.names[position] for position in confident_mistakes(evaluation)] == [str(Path("green/wrong.png"))]
    json.dumps(found)


def test_unreadable_pictures_are_counted_not_scored(model: Path, mislabelled: Path) -> None:
    (mislabelled / "red" / "broken.jpg").write_bytes(b"nothing")
    events = Recorder()
    evaluation = evaluate_model(model, load_examples(str(mislabelled), "test"), None, events)
    assert figures(evaluation)["skipped"] == 1
    assert len(evaluation.names) == 20
    assert any("broken.jpg" in message for message in events.errors)


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("cat.4085.jpg", True),
        ("cat/cat.4085.jpg", True),
        ("x/test/cat/cat.4085.jpg", True),
        ("dog/cat.4085.jpg", False),
    ],
)
def test_listed_paths_may_begin_at_another_folder(name: str, expected: bool) -> None:
    issue = LabelIssue(PurePosixPath("test/cat/cat.4085.jpg"), "shows a dog")
    assert (find_issue(name, [issue]) is issue) is expected


def test_a_duplicate_picture_has_no_doubtful_label(tmp_path: Path) -> None:
    table = tmp_path / "issues.tsv"
    table.write_text("file\tproblem\ntest/a.jpg\tshows a dog\ntest/b.jpg\tnear-duplicate of test/c.jpg\n", "utf-8")
    assert [issue.is_label_doubtful for issue in read_issues(table)] == [True, False]


def test_the_command_prints_writes_and_compares(
    model: Path,
    mislabelled: Path,
    make_tiny_model_folder: ModelMaker,
    tmp_path: Path,
    run_command: Run,
    capsys: pytest.CaptureFixture[str],
) -> None:
    issues = tmp_path / "issues.tsv"
    issues.write_text("file\tproblem\ntest/green/wrong.png\tis red\n", "utf-8")
    other = make_tiny_model_folder("other", classes=("red", "green"))
    run_command(
        "evaluate", "--model", model, "--dataset", mislabelled, "--label-issues", issues, "--against", other,
        "--output", tmp_path / "report",
    )  # fmt: skip
    shown = capsys.readouterr().out
    assert "95.00 %" in shown
    assert "of all 1 mistakes, 1 are listed" in shown
    assert "p = 1.0000" in shown
    report = json.loads((tmp_path / "report" / "report.json").read_text("utf-8"))
    assert report["label_issues"]["without_them"]["accuracy"]["value"] == 1
    assert report["against"]["only_this_right"] == 0


def test_a_model_of_other_classes_cannot_be_compared(
    model: Path, mislabelled: Path, make_tiny_model_folder: ModelMaker, run_command: Run
) -> None:
    other = make_tiny_model_folder("other", classes=("cat", "dog"))
    with pytest.raises(TrainerError, match="other classes"):
        run_command("evaluate", "--model", model, "--dataset", mislabelled, "--against", other)


@pytest.mark.skipif(CHROMIUM is None, reason="no Chromium on this computer to open the report with")
def test_the_report_opens_in_a_browser(model: Path, mislabelled: Path, tmp_path: Path, run_command: Run) -> None:
    steps = [{"epoch": step / 10, "step": step, "loss": 1 / step, "learning_rate": 1e-4} for step in range(1, 21)]
    evaluations = [
        {"epoch": epoch, "loss": 0.3, "accuracy": 0.9 + epoch / 50, "f1": 0.9 + epoch / 60} for epoch in range(3)
    ]
    told = {"settings": {"epochs": 2, "body_rate": 2e-4}, "versions": {"torch": "9.9"}}
    (model / "history.json").write_text(json.dumps({"steps": steps, "evaluations": evaluations, **told}), "utf-8")
    run_command("evaluate", "--model", model, "--dataset", mislabelled, "--output", tmp_path / "report")
    page = tmp_path / "report" / "report.html"
    assert "http" not in page.read_text("utf-8").replace("http-equiv", ""), "the page must not need anything else"
    dump = _chromium(tmp_path, "--dump-dom", page)
    assert dump.stdout.count("<svg") == 8
    assert all(text in dump.stdout for text in ("Learning rate", "validation loss", "body rate", "9.9", "area 0.9"))
    assert "Most confident mistakes" in dump.stdout
    shot = tmp_path / "shot.png"
    _chromium(tmp_path, f"--screenshot={shot}", "--window-size=1100,1600", page)
    pixels = np.asarray(Image.open(shot).convert("L"))
    assert pixels.shape == (1600, 1100)
    assert len(np.unique(pixels)) > 50


def _chromium(home: Path, *arguments: object) -> subprocess.CompletedProcess[str]:
    assert CHROMIUM is not None
    options = [
        "--headless",
        "--no-sandbox",
        "--disable-gpu",
        "--hide-scrollbars",
        f"--user-data-dir={home / 'profile'}",
    ]
    given = [argument.as_uri() if isinstance(argument, Path) else str(argument) for argument in arguments]
    return subprocess.run(
        [CHROMIUM, *options, *given],
        env={**os.environ, "HOME": str(home)},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    )


def test_a_pair_is_measured_as_the_user_meets_it(
    make_tiny_pair: ModelMaker, tmp_path: Path, run_command: Run, capsys: pytest.CaptureFixture[str]
) -> None:
    """The second look takes red for green; it is asked of the dull pictures alone."""
    folder = make_tiny_pair(classes=("red", "green"))
    swapped = {"classifier.weight": np.asarray([[0, 20, 0], [20, 0, 0]], np.float32)}
    save_file(swapped | {"classifier.bias": np.full(2, -10, np.float32)}, folder / "second" / "model.safetensors")
    for name, colour in {"bright": (250, 0, 0), "dull": (150, 100, 0)}.items():
        (tmp_path / "set" / "red").mkdir(parents=True, exist_ok=True)
        Image.new("RGB", (9, 9), colour).save(tmp_path / "set" / "red" / f"{name}.png")
    (tmp_path / "set" / "green").mkdir()
    Image.new("RGB", (9, 9), (0, 250, 0)).save(tmp_path / "set" / "green" / "bright.png")
    examples = load_examples(str(tmp_path / "set"), "test", ("red", "green"))
    found = figures(evaluate_model(folder, examples, None, Recorder()))
    assert found["confusion"] == [[1, 1], [0, 1]]
    assert (found["second_looks"]["hits"], found["second_looks"]["of"]) == (1, 3)
    run_command("evaluate", "--model", folder, "--dataset", tmp_path / "set", "--output", tmp_path / "report")
    assert "looked at twice" in capsys.readouterr().out
    assert "looked at twice" in (tmp_path / "report" / "report.html").read_text("utf-8")


def test_a_folder_without_a_second_look_has_no_share_of_second_looks(model: Path, mislabelled: Path) -> None:
    assert "second_looks" not in figures(
        evaluate_model(model, load_examples(str(mislabelled), "test"), None, Recorder())
    )


def test_few_mistakes_show_what_can_be_told() -> None:
    """No mistake among forty: the curve lies on the axis, and the interval says that one in twelve is possible."""
    confidences = np.linspace(0.5, 1, 40)
    policies = [{"name": "all", "coverage": {"value": 1.0}, "precision": {"value": 1.0}}]
    drawn = risk_coverage_curve(confidences, np.ones(40, bool), policies)
    assert drawn.count('class="line ideal"') == 3
    assert ">8 %<" in drawn
