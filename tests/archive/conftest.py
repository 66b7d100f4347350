"""Pictures and tables for the tests of the archive: red is a cat, green a dog."""

from __future__ import annotations

import io
import json
import tarfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from catdog_gui.cli import main

pytest.importorskip("fsspec", reason="of the archive extra")
pa = pytest.importorskip("pyarrow", reason="of the archive extra")
pq = pytest.importorskip("pyarrow.parquet", reason="of the archive extra")

COLOURS = {"cat": (250, 5, 5), "dog": (5, 250, 5), "neither": (5, 5, 5), "both": (250, 250, 5), "unsure": (140, 5, 5)}

Rows = list[dict[str, Any]]
Classify = Callable[..., int]


def png(colour: tuple[int, int, int]) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (20, 16), colour).save(file, "PNG")
    return file.getvalue()


PICTURES = {f"{name}.png": png(colour) for name, colour in COLOURS.items()}


def write_folder(folder: Path, pictures: Mapping[str, bytes] = PICTURES) -> Path:
    for name, content in pictures.items():
        file = folder / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(content)
    return folder


def write_tar(file: Path, members: Mapping[str, bytes] = PICTURES) -> Path:
    with tarfile.open(file, "w") as tar:
        for name, content in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(content)
            tar.addfile(member, io.BytesIO(content))
    return file


def write_hub_parquet(file: Path, pictures: Mapping[str, bytes] = PICTURES, rows_a_group: int = 2) -> Path:
    images = [{"bytes": content, "path": name} for name, content in pictures.items()]
    pq.write_table(pa.table({"labels": [0] * len(images), "image": images}), file, row_group_size=rows_a_group)
    return file


def read_rows(table: Path) -> Rows:
    rows: Rows = pa.concat_tables([pq.read_table(part) for part in sorted(table.glob("*.parquet"))]).to_pylist()
    return rows


def decisions(rows: Rows) -> dict[str, str]:
    """The decision of each picture by its stem."""
    return {row["path"].rsplit("/", 1)[-1].rsplit("#", 1)[-1].removesuffix(".png"): row["decision"] for row in rows}


@pytest.fixture
def table(tmp_path: Path) -> Path:
    return tmp_path / "scores"


@pytest.fixture
def run(
    tmp_path: Path, make_tiny_model_folder: Callable[..., Path], monkeypatch: pytest.MonkeyPatch
) -> Callable[..., int]:
    """Runs `catdog --home ... ARGUMENTS` and gives the exit code."""
    monkeypatch.setattr("catdog_gui.cli.console.quiet_native_libraries", lambda: None)
    return lambda *arguments: main(["--home", str(tmp_path / "home"), *map(str, arguments)])


@pytest.fixture
def classify(
    run: Callable[..., int],
    table: Path,
    make_tiny_model_folder: Callable[..., Path],
    capsys: pytest.CaptureFixture[str],
) -> Classify:
    """Runs `catdog classify SOURCES --output TABLE` with a model that tells red from green."""
    model = make_tiny_model_folder()
    return lambda *sources: run("classify", *sources, "--output", table, "--model", model, "--engine", "onnx", "--json")


@pytest.fixture
def scored_now(capsys: pytest.CaptureFixture[str]) -> Callable[[], set[str]]:
    """The names of the pictures that the last run scored, from its lines on stdout."""
    return lambda: {json.loads(line)["path"].rsplit("/", 1)[-1] for line in capsys.readouterr().out.splitlines()}
