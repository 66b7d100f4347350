"""The commands, run in this process on generated pictures with a model that tells red from green."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from catdog_gui.cli import DONE, SOME_FAILED, WRONG_USE, main
from catdog_gui.messages import shown
from catdog_gui.sorting import losses

COLOURS = {"cat": (250, 5, 5), "dog": (5, 250, 5), "neither": (5, 5, 5), "both": (250, 250, 5), "unsure": (140, 5, 5)}

Run = Callable[..., tuple[int, list[dict[str, object]], str]]


@pytest.fixture(autouse=True)
def keep_stderr(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("catdog_gui.cli.console.quiet_native_libraries", lambda: None)


@pytest.fixture
def run(tmp_path: Path, make_tiny_model_folder: Callable[[], Path], capsys: pytest.CaptureFixture[str]) -> Run:
    """Runs `catdog --home ... ARGUMENTS --json` and gives exit code, objects on stdout and text on stderr."""
    model = make_tiny_model_folder()

    def run(command: str, *arguments: object) -> tuple[int, list[dict[str, object]], str]:
        scoring = ["--model", str(model)] if command in {"classify", "sort"} else []
        code = main(["--home", str(tmp_path / "home"), command, *map(str, arguments), *scoring, "--json"])
        out, err = capsys.readouterr()
        return code, [json.loads(line) for line in out.splitlines()], err

    return run


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name, colour in COLOURS.items():
        Image.new("RGB", (20, 16), colour).save(folder / f"{name}.png")
    return folder


def tree(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_classify_labels_every_picture(run: Run, folder: Path) -> None:
    code, lines, _ = run("classify", folder)
    assert code == DONE
    assert {Path(str(line["path"])).stem: line["label"] for line in lines} == {name: name for name in COLOURS}
    assert all(set(line) == {"path", "label", "scores", "look", "error"} for line in lines)


def test_classify_touches_nothing(run: Run, folder: Path) -> None:
    before = tree(folder)
    run("classify", folder)
    assert tree(folder) == before


def test_a_damaged_picture_is_reported_and_gives_exit_code_1(run: Run, folder: Path) -> None:
    (folder / "bad.jpg").write_text("no picture")
    code, lines, _ = run("classify", folder)
    assert code == SOME_FAILED
    (failed,) = [line for line in lines if line["label"] == "failed"]
    assert "not a picture" in str(failed["error"])
    assert len(lines) == len(COLOURS) + 1


def test_classify_writes_a_table(run: Run, folder: Path, tmp_path: Path) -> None:
    run("classify", folder, "--csv", tmp_path / "table.csv")
    with (tmp_path / "table.csv").open(newline="", encoding="utf-8", errors="surrogateescape") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["path", "label", "cat", "dog", "error"]
    assert len(rows) == len(COLOURS)


def test_a_missing_path_is_wrong_use(run: Run, tmp_path: Path) -> None:
    code, lines, err = run("classify", tmp_path / "nowhere")
    assert (code, lines) == (WRONG_USE, [])
    assert "there is no" in err


def test_a_missing_model_is_wrong_use(tmp_path: Path, folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["--home", str(tmp_path / "home"), "classify", str(folder), "--model", str(tmp_path / "nowhere")])
    assert code == WRONG_USE
    assert "there is no model folder" in capsys.readouterr().err


def test_dry_run_moves_nothing_and_prints_the_plan(run: Run, folder: Path) -> None:
    before = tree(folder)
    code, lines, _ = run("sort", folder, "--dry-run")
    assert code == DONE
    assert tree(folder) == before
    assert {Path(str(line["source"])).stem: line["state"] for line in lines} == {
        "cat": "planned",
        "dog": "planned",
        "both": "left",
        "neither": "left",
        "unsure": "left",
    }


def test_sort_then_undo_restores_the_tree(run: Run, folder: Path) -> None:
    before = tree(folder)
    code, lines, _ = run("sort", folder, "--yes")
    assert code == DONE
    assert set(tree(folder)) == {"cat/cat.png", "dog/dog.png", "both.png", "neither.png", "unsure.png"}
    assert {line["state"] for line in lines} == {"moved", "left"}
    code, lines, _ = run("undo", "--yes")
    assert code == DONE
    assert {line["state"] for line in lines} == {"restored"}
    assert tree(folder) == before
    assert not (folder / "cat").exists()


def test_sort_recursively_keeps_the_structure_and_skips_its_own_outputs(run: Run, folder: Path) -> None:
    (folder / "2019").mkdir()
    (folder / "cat.png").rename(folder / "2019" / "cat.png")
    run("sort", folder, "--recursive", "--yes")
    assert "cat/2019/cat.png" in tree(folder)
    code, lines, _ = run("sort", folder, "--recursive", "--yes")
    assert code == DONE
    assert not any(line["state"] == "moved" for line in lines)


def test_copy_into_another_folder_leaves_the_originals(run: Run, folder: Path, tmp_path: Path) -> None:
    before = tree(folder)
    run("sort", folder, "--copy", "--into", tmp_path / "sorted", "--yes")
    assert tree(folder) == before
    assert set(tree(tmp_path / "sorted")) == {"cat/cat.png", "dog/dog.png"}


def test_keywords_are_written_beside_the_pictures_and_taken_back(run: Run, folder: Path) -> None:
    before = tree(folder)
    code, lines, _ = run("sort", folder, "--keywords", "--dry-run")
    assert (code, tree(folder)) == (DONE, before)
    code, lines, _ = run("sort", folder, "--keywords", "--yes")
    assert code == DONE
    assert {Path(str(line["target"])).name for line in lines if line["state"] == "tagged"} == {
        "cat.png.xmp",
        "dog.png.xmp",
    }
    assert {name: content for name, content in tree(folder).items() if name in before} == before
    assert b"catdog|dog" in (folder / "dog.png.xmp").read_bytes()
    assert run("history")[1][0]["mode"] == "keywords"
    code, lines, _ = run("undo", "--yes")
    assert code == DONE
    assert tree(folder) == before


def test_min_score_decides_more(run: Run, folder: Path) -> None:
    _, lines, _ = run("classify", folder, "--min-score", "0.5")
    assert next(line["label"] for line in lines if str(line["path"]).endswith("unsure.png")) == "cat"


def test_without_a_terminal_sort_asks_for_yes(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("sys.stdin.isatty", lambda: False, raising=False)
    before = tree(folder)
    code, _, err = run("sort", folder)
    assert code == WRONG_USE
    assert "--yes" in err
    assert tree(folder) == before


def test_history_lists_runs_newest_first(run: Run, folder: Path) -> None:
    run("sort", folder, "--yes")
    run("undo", "--yes")
    run("sort", folder, "--yes")
    _, lines, _ = run("history")
    assert [line["run"] for line in lines] == [2, 1]
    assert lines[0]["undone"] is None
    assert lines[1]["undone"] is not None


@pytest.mark.parametrize(("option", "word"), [([], "moved"), (["--copy"], "copied"), (["--keywords"], "tagged")])
def test_history_says_in_words_what_a_run_did(
    run: Run, folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], option: list[str], word: str
) -> None:
    run("sort", folder, "--yes", *option)
    assert main(["--home", str(tmp_path / "home"), "history"]) == DONE
    assert f"2 {word}  {shown(folder)}" in capsys.readouterr().out


def test_undo_of_nothing_is_wrong_use(run: Run) -> None:
    code, _, err = run("undo", "--yes")
    assert code == WRONG_USE
    assert "nothing to undo" in err


def test_cached_scores_save_reading_the_pictures(run: Run, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    _, first, _ = run("classify", folder)
    monkeypatch.setattr("catdog_gui.classify.classifying.open_picture", pytest.fail)
    _, second, _ = run("classify", folder)
    assert sorted(map(str, second)) == sorted(map(str, first))


def test_a_home_named_as_a_command_is_no_command(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(["--home", "sort", "history", "--json"]) == DONE


def test_sort_names_the_folders_as_the_user_says(run: Run, folder: Path) -> None:
    before = tree(folder)
    named = ["--folder", "cat=Katzen", "--folder", "Unsure=To check", "--folder", "both"]
    code, lines, _ = run("sort", folder, *named, "--yes")
    assert code == DONE
    assert set(tree(folder)) == {"Katzen/cat.png", "dog/dog.png", "To check/unsure.png", "both/both.png", "neither.png"}
    assert {Path(str(line["source"])).stem for line in lines if line["state"] == "left"} == {"neither"}
    # Without the names, too, what an earlier sort put there stays there.
    code, lines, _ = run("sort", folder, "--recursive", "--yes")
    assert [Path(str(line["source"])).stem for line in lines] == ["neither"]
    code, _, _ = run("undo", "--yes")
    assert (code, tree(folder)) == (DONE, before)


def test_what_another_disk_cannot_keep_is_said_before(
    run: Run, folder: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "second name.png").hardlink_to(folder / "cat.png")
    monkeypatch.setattr(losses, "device_of", lambda *_: -1)
    home, out, model = tmp_path / "home", tmp_path / "out", tmp_path / "model"
    options = ["--into", str(out), "--model", str(model), "--dry-run"]
    assert main(["--home", str(home), "sort", str(folder), *options]) == DONE
    said = capsys.readouterr().out
    assert "Files with a second name (a hard link), which stays: 1." in said
