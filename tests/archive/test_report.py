"""`catdog report`: counts, histogram, the doubtful pictures, and what failed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from pathlib import Path

import pytest

from catdog_gui.cli import DONE, WRONG_USE
from tests.archive.conftest import PICTURES, Classify, write_folder, write_hub_parquet, write_tar

Report = Callable[..., dict[str, dict[str, object]]]


@pytest.fixture
def report(run: Callable[..., int], table: Path, capsys: pytest.CaptureFixture[str]) -> Report:
    def report(*arguments: object) -> dict[str, dict[str, object]]:
        capsys.readouterr()
        assert run("report", table, "--json", *arguments) == DONE
        said: dict[str, dict[str, object]] = json.loads(capsys.readouterr().out)
        return said

    return report


def test_the_counts(classify: Classify, report: Report, tmp_path: Path) -> None:
    folder = write_folder(tmp_path / "pictures", {**PICTURES, "bad.png": b"no picture"})
    classify(folder, write_tar(tmp_path / "shard.tar"))
    said = report()
    assert said["decisions"] == {**dict.fromkeys(["cat", "dog", "neither", "both", "unsure"], 2), "failed": 1}
    assert said["folders"].keys() == {str(folder), str(tmp_path / "shard.tar")}
    assert said["failures"] == {"not a picture in a format that this program reads": 1}
    assert {sum(bins) for bins in said["histogram"].values()} == {10}  # type: ignore[call-overload]


def test_the_lines(
    classify: Classify, run: Callable[..., int], table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    classify(write_folder(tmp_path / "pictures"))
    capsys.readouterr()
    assert run("report", table) == DONE
    assert "5 pictures: " in capsys.readouterr().out


@pytest.mark.parametrize(
    ("write", "name"), [(write_folder, "pictures"), (write_tar, "a.tar"), (write_hub_parquet, "a.parquet")]
)
def test_the_page_shows_the_doubtful_pictures(
    classify: Classify, report: Report, tmp_path: Path, write: Callable[[Path], Path], name: str
) -> None:
    classify(write(tmp_path / name))
    page = tmp_path / "report.html"
    report("--html", page)
    text = page.read_text("utf-8")
    assert text.count("data:image/jpeg;base64,") == 1
    assert "unsure.png" in text
    assert not re.search(r"(src|href)=\"http", text)


def test_names_are_escaped(classify: Classify, report: Report, tmp_path: Path) -> None:
    classify(write_folder(tmp_path / "pictures", {"<script>x.png": PICTURES["unsure.png"]}))
    report("--html", tmp_path / "report.html")
    assert "<script>" not in (tmp_path / "report.html").read_text("utf-8")


def test_without_a_table(run: Callable[..., int], tmp_path: Path) -> None:
    assert run("report", tmp_path / "nowhere") == WRONG_USE
