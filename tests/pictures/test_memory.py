"""What a picture may cost: the estimate, the shared budget, the process of its own, and all of it at once."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from pathlib import Path

import pytest
from PIL import Image

from catdog_gui.messages import Text
from catdog_gui.pictures import apart, decoding
from catdog_gui.pictures.decoding import open_picture
from catdog_gui.pictures.memory import MEGABYTE, MemoryBudget, decoding_bytes
from catdog_gui.pictures.models import PictureError, PictureErrorKind

ENOUGH_SECONDS = 60
MOST_MB = 900  # of 1200: the networks, with eight threads, need some 250


def test_a_large_reservation_waits_and_is_not_passed() -> None:
    budget, order = MemoryBudget(10), []
    large_asked, small_asked = threading.Event(), threading.Event()

    def ask(count: int, asked: threading.Event) -> None:
        asked.set()
        with budget.reserve(count):
            order.append(count)

    with budget.reserve(5):
        large = threading.Thread(target=ask, args=(10, large_asked))
        large.start()
        assert large_asked.wait(ENOUGH_SECONDS)
        while not budget._waiting:
            pass
        small = threading.Thread(target=ask, args=(1, small_asked))
        small.start()
        assert small_asked.wait(ENOUGH_SECONDS)
        assert order == []
    for thread in (large, small):
        thread.join(ENOUGH_SECONDS)
    assert order == [10, 1]


def test_more_than_there_is_means_all_of_it() -> None:
    budget = MemoryBudget(10)
    with budget.reserve(1000):
        assert budget._used == 10
    assert budget._used == 0


def test_a_mode_that_is_converted_costs_more() -> None:
    size = (1000, 1000)
    plain, floats = (decoding_bytes(Image.new(mode, size), size, 0, turned=False) for mode in ("RGB", "F"))
    assert plain < 5 * MEGABYTE < 6 * plain < floats + 5 * plain
    assert decoding_bytes(Image.new("RGB", size), size, 0, turned=True) > plain


@pytest.fixture
def nothing_is_ordinary(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "ORDINARY_BYTES", 0)


@pytest.mark.usefixtures("nothing_is_ordinary")
def test_a_process_of_its_own_gives_the_same_picture(tmp_path: Path) -> None:
    file = tmp_path / "a.png"
    Image.effect_noise((90, 60), 80).convert("RGB").save(file)
    with Image.open(file) as expected:
        assert open_picture(file).tobytes() == expected.tobytes()
        assert open_picture(file.read_bytes()).tobytes() == expected.tobytes()
    assert open_picture(file, 10).size == (30, 20)


@pytest.mark.usefixtures("nothing_is_ordinary")
def test_its_reasons_come_back(tmp_path: Path) -> None:
    file = tmp_path / "a.png"
    Image.effect_noise((90, 60), 80).save(file)
    file.write_bytes(file.read_bytes()[:600])
    with pytest.raises(PictureError) as caught:
        open_picture(file)
    assert caught.value.kind is PictureErrorKind.TRUNCATED
    assert caught.value.message.text in {Text.CUT_OFF, Text.CUT_OFF_AT}


@pytest.mark.usefixtures("nothing_is_ordinary")
def test_a_process_that_is_ended_is_a_picture_too_large(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Image.new("RGB", (9, 9)).save(tmp_path / "a.png")
    monkeypatch.setattr(apart, "TOTAL_BYTES", 1)
    monkeypatch.setattr(apart, "__name__", "catdog_gui.no_such_module")
    with pytest.raises(PictureError) as caught:
        open_picture(tmp_path / "a.png")
    assert caught.value.kind is PictureErrorKind.TOO_LARGE


def test_modules_of_the_present_folder_are_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "json.py").write_text("raise SystemExit('code of a stranger was run')")
    Image.new("RGB", (9, 9)).save(tmp_path / "a.png")
    monkeypatch.chdir(tmp_path)
    with (tmp_path / "a.png").open("rb") as file:
        assert apart.open_apart(file, None, 20).size == (9, 9)


@pytest.mark.skipif(sys.platform != "linux", reason="measures by /proc")
def test_all_costly_pictures_at_once_stay_within_their_bounds(tmp_path: Path) -> None:
    script = Path(__file__).parent / "costly_pictures.py"
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, script, tmp_path / "costly", "4"],
        env={"PYTHONPATH": str(root), "PATH": ""},
        capture_output=True,
        check=True,
        timeout=150,
    )
    result = json.loads(done.stdout)
    assert result["peak_mb"] < MOST_MB
    assert all(answer["said"] for answer in result["answers"])
    said = {answer["name"]: answer["said"] for answer in result["answers"]}
    assert said["large.webp"] == "455x455"
    assert said["thin.png"] == "too large to open safely"
    assert said["scans.jpg"] == "takes longer than 4 seconds to read"
