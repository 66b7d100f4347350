"""Files that break image programs: each is a picture or a named error, soon, and without a word on the terminal."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from catdog_gui.classify.engines import open_engine
from catdog_gui.classify.model_folder import BUNDLED, read_model_folder
from catdog_gui.pictures.decoding import open_picture
from catdog_gui.pictures.models import PictureErrorKind
from catdog_gui.pictures.thumbnails import thumbnail

ROOT = Path(__file__).parents[2]
AWKWARD = Path(__file__).parents[3] / "shared" / "awkward"
FILES = sorted(file for file in AWKWARD.rglob("*") if file.is_file() and file.suffix != ".tsv")

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(not FILES, reason=f"the awkward pictures are not at {AWKWARD}"),
]

# Formats that the program does not promise, and files that hold no picture or a hostile one.
REFUSED = {
    PictureErrorKind.EMPTY: {"ph_empty.heic", "zero_bytes.jpg"},
    PictureErrorKind.TOO_LARGE: {"pillow_reallybig.bmp", "bomb_30000x30000_1bit.png", "lies_65500x65500.png"},
    PictureErrorKind.TRUNCATED: {"cat_trunc10.jpg", "dog_trunc10.jpg"},
    PictureErrorKind.CORRUPT: {"ph_corrupted.heic", "ph_corrupted.hif", "only_soi.jpg"},
    PictureErrorKind.NOT_A_PICTURE: {
        *("html_404.jpg", "text.jpg", "pillow_hopper_webp.tif", "pillow_decompression_bomb.ico", "pillow_hopper.ico"),
        *(
            "pillow_hopper.dds",
            "pillow_hopper.qoi",
            "pillow_hopper.xbm",
        ),
    },
}
SCRIPT = textwrap.dedent(
    """
    import json, sys, time
    from pathlib import Path
    from catdog_gui.pictures.models import PictureError
    from catdog_gui.pictures.decoding import open_picture

    for line in sys.stdin:
        started = time.monotonic()
        outcome = {"name": Path(line.rstrip("\\n")).name, "reason": None}
        try:
            outcome["mode"] = open_picture(Path(line.rstrip("\\n")), 224).mode
        except PictureError as error:
            outcome |= {"reason": error.kind, "sentence": str(error)}
        print(json.dumps(outcome | {"seconds": time.monotonic() - started}))
    """
)


@pytest.fixture(scope="module")
def opened() -> subprocess.CompletedProcess[str]:
    """In a process of its own, whose terminal nobody else writes to."""
    names = "".join(f"{file}\n" for file in FILES)
    return subprocess.run(
        [sys.executable, "-X", "utf8", "-c", SCRIPT],
        cwd=ROOT,
        input=names,
        capture_output=True,
        encoding="utf-8",
        timeout=170,
    )


@pytest.fixture(scope="module")
def outcomes(opened: subprocess.CompletedProcess[str]) -> Mapping[str, Any]:
    assert opened.returncode == 0, opened.stderr
    return {line["name"]: line for line in map(json.loads, opened.stdout.splitlines())}


def test_nothing_appears_on_the_terminal(opened: subprocess.CompletedProcess[str]) -> None:
    assert opened.stderr == ""


def test_every_file_is_a_picture_or_a_named_error(outcomes: Mapping[str, Any]) -> None:
    assert outcomes.keys() == {file.name for file in FILES}
    assert all(line.get("mode") == "RGB" or line["sentence"] for line in outcomes.values())


def test_just_those_are_refused_that_must_be(outcomes: Mapping[str, Any]) -> None:
    refused: dict[PictureErrorKind, set[str]] = {}
    for line in outcomes.values():
        if line["reason"]:
            refused.setdefault(PictureErrorKind(line["reason"]), set()).add(line["name"])
    present = set(outcomes)
    assert refused == {reason: names & present for reason, names in REFUSED.items()}


def test_none_takes_long(outcomes: Mapping[str, Any]) -> None:
    slow = {name: line["seconds"] for name, line in outcomes.items() if line["seconds"] > 5}
    assert slow == {}


@pytest.mark.parametrize("prefix", ["derived/cat_exif", "exif_orientation/Portrait_", "exif_orientation/Landscape_"])
def test_all_orientations_show_the_same_picture(prefix: str) -> None:
    files = sorted(AWKWARD.glob(f"{prefix}*.jpg"))
    assert len(files) >= 3
    tiles = [thumbnail(file, 64).astype(int) for file in files]
    # The landscape and portrait pictures carry their orientation as a digit drawn into them.
    assert max(np.abs(tile - tiles[0]).mean() for tile in tiles) < 6


@pytest.mark.skipif(not (BUNDLED / "catdog.json").exists(), reason="the bundled model is not built yet")
def test_all_orientations_score_the_same() -> None:
    model = read_model_folder(BUNDLED)
    engine = open_engine(model, "onnx")
    files = sorted(AWKWARD.glob("derived/cat_exif*.jpg"))
    pixels = np.stack([model.transform.pixels(open_picture(file, model.transform.min_side)) for file in files])
    scores = np.concatenate([model.head.scores(engine.features(each[None])) for each in pixels])
    assert len(files) == 8
    assert np.ptp(scores, axis=0).max() <= 0.02
