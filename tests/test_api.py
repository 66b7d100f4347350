"""What a script may import from the package: that the example runs, and that it keeps the promises of the commands."""

from __future__ import annotations

import inspect
import re
import textwrap
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

import catdog_gui
from catdog_gui import Mode, api, classify_folder, plan_sort, sort, undo
from catdog_gui.cli import main as catdog
from catdog_gui.paths import HOME_VARIABLE
from catdog_gui.sorting.models import State

ROOT = Path(__file__).parents[1]
RED, GREEN, GREY = (250, 5, 5), (5, 250, 5), (120, 120, 120)


@pytest.fixture
def photos(tmp_path: Path) -> Path:
    """A red picture with a sidecar, a green one, a grey one, and a file that only looks like one."""
    folder = tmp_path / "photos"
    folder.mkdir()
    for name, colour in (("red.png", RED), ("green.png", GREEN), ("grey.png", GREY)):
        Image.new("RGB", (8, 8), colour).save(folder / name)
    (folder / "red.xmp").write_text("<x/>", "utf-8")
    (folder / "torn.jpg").write_bytes(b"\xff\xd8\xff")
    return folder


@pytest.fixture(autouse=True)
def model(make_tiny_model_folder: Callable[..., Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The model in use, of a home that CATDOG_HOME names: red is a cat, green a dog."""
    monkeypatch.setenv(HOME_VARIABLE, str(tmp_path / "home"))
    folder = make_tiny_model_folder()
    monkeypatch.setattr(api, "model_in_use", lambda _models_dir: folder)
    return folder


def contents(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def example_of_the_docstring() -> str:
    text = inspect.getdoc(api) or ""
    lines = text.splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("    "))
    end = next(number for number, line in enumerate(lines) if number > start and line[:1].strip())
    return textwrap.dedent("\n".join(lines[start:end]))


def examples_of(page: str) -> list[str]:
    file = ROOT / page
    blocks = re.findall(r"```python\n(.*?)```", file.read_text("utf-8"), re.DOTALL) if file.exists() else []
    return [block for block in blocks if "from catdog_gui import" in block]


@pytest.mark.parametrize(
    "example",
    [example_of_the_docstring(), *(each for page in ("README.md", "CONTRIBUTING.md") for each in examples_of(page))],
)
def test_the_example_runs_and_leaves_the_pictures_as_they_were(
    example: str, photos: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before = contents(photos)
    monkeypatch.chdir(photos.parent)
    exec(compile(example, "example", "exec"), {})
    out = capsys.readouterr().out
    assert "red.png cat" in out
    assert str(Path("photos", "cat", "red.png")) in out
    assert contents(photos) == before


def test_every_name_is_there_and_described() -> None:
    assert {*catdog_gui.__all__} == {*api.__all__, "__version__"}
    for name in api.__all__:
        assert getattr(catdog_gui, name) is getattr(api, name)
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        _ = catdog_gui.nothing


def test_every_picture_is_labelled_once(photos: Path) -> None:
    labels = {item.picture.name: item.label for item in classify_folder(photos)}
    assert labels == {"red.png": "cat", "green.png": "dog", "grey.png": "unsure", "torn.jpg": api.FAILED}


def test_what_cannot_be_read_says_why_and_has_no_scores(photos: Path) -> None:
    (torn,) = [item for item in classify_folder(photos) if item.label == api.FAILED]
    assert torn.error
    assert torn.scores == {}


def test_scores_have_the_names_of_the_classes(photos: Path) -> None:
    (red,) = [item for item in classify_folder(photos) if item.label == "cat"]
    assert red.scores.keys() == {"cat", "dog"}
    assert red.scores["cat"] > 0.99
    assert red.companions == (photos / "red.xmp",)


def test_a_higher_score_may_be_asked_for(photos: Path) -> None:
    assert {item.label for item in classify_folder(photos, min_score=1)} <= {"unsure", "neither", api.FAILED}


@pytest.mark.parametrize("score", [0.49, 1.01])
def test_a_score_out_of_bounds_is_refused_at_once(photos: Path, score: float) -> None:
    with pytest.raises(ValueError, match="a min_score from"):
        classify_folder(photos, min_score=score)


def test_a_folder_that_is_not_there_is_refused_at_once(tmp_path: Path) -> None:
    with pytest.raises(NotADirectoryError, match="no such folder"):
        classify_folder(tmp_path / "elsewhere")


def test_a_plan_touches_nothing_and_says_what_stays(photos: Path) -> None:
    before = contents(photos)
    plan = plan_sort(classify_folder(photos), photos)
    assert {move.source.name for move in plan.moves} == {"red.png", "red.xmp", "green.png"}
    assert {outcome.source.name for outcome in plan.skipped if outcome.reason} == {"grey.png", "torn.jpg"}
    assert contents(photos) == before


def test_a_label_of_the_scripts_own_gets_a_folder(photos: Path) -> None:
    labelled = [replace(item, label="statue") for item in classify_folder(photos) if item.label == "unsure"]
    sort(plan_sort(labelled, photos))
    assert (photos / "statue" / "grey.png").exists()


def test_no_label_leads_out_of_the_folder(photos: Path) -> None:
    labelled = [replace(item, label="../../cat") for item in classify_folder(photos)]
    assert all(move.target.parent.parent == photos for move in plan_sort(labelled, photos).moves)


def test_copies_go_where_they_are_wanted(photos: Path, tmp_path: Path) -> None:
    before = contents(photos)
    result = sort(plan_sort(classify_folder(photos), photos, into=tmp_path / "sorted", mode=Mode.COPY))
    assert {outcome.state for outcome in result.outcomes} == {State.COPIED}
    assert contents(photos) == before
    assert contents(tmp_path / "sorted").keys() == {"cat/red.png", "cat/red.xmp", "dog/green.png"}


def test_a_picture_that_changed_since_the_plan_stays(photos: Path) -> None:
    plan = plan_sort(classify_folder(photos), photos)
    (photos / "green.png").write_bytes(b"other")
    states = {outcome.source.name: outcome.state for outcome in sort(plan).outcomes}
    assert states == {"red.png": State.MOVED, "red.xmp": State.MOVED, "green.png": State.SKIPPED}


def test_what_is_sorted_is_not_labelled_again(photos: Path) -> None:
    sort(plan_sort(classify_folder(photos), photos))
    assert {item.picture.name for item in classify_folder(photos, recursive=True)} == {"grey.png", "torn.jpg"}


def test_the_command_takes_back_what_a_script_sorted(photos: Path) -> None:
    before = contents(photos)
    sort(plan_sort(classify_folder(photos), photos))
    assert contents(photos) != before
    assert catdog(["undo", "--yes"]) == 0
    assert contents(photos) == before


def test_another_home_has_another_journal(photos: Path, tmp_path: Path) -> None:
    before = contents(photos)
    home = tmp_path / "other-home"
    sort(plan_sort(classify_folder(photos, home=home), photos), home=home)
    assert undo().run is None
    assert undo(home=home).run == 1
    assert contents(photos) == before
