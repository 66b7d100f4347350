"""A stream of pictures gives a stream of results; one bad picture does not stop the others."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from catdog_gui.classify import classifying
from catdog_gui.classify.cache import NoCache, ScoreCache
from catdog_gui.classify.classifying import classify
from catdog_gui.classify.head import Floats
from catdog_gui.classify.image_transform import Pixels
from catdog_gui.classify.model_folder import ModelFolder, read_model_folder
from catdog_gui.classify.models import ScoreResult
from catdog_gui.classify.scorer import Scorer

Maker = Callable[..., Path]


@dataclass
class FakeEngine:
    """Gives mean colours as features, after `seconds`; fails on pictures that are blue."""

    batch_size: int = 1
    seconds: float = 0.0
    description: str = "fake"
    batches: list[int] = field(default_factory=list)

    def features(self, pixels: Pixels) -> Floats:
        self.batches.append(len(pixels))
        time.sleep(self.seconds)
        means = pixels.astype(np.float32).mean((1, 2)) / 255
        if (means[:, 2] > 0.9).any():
            raise RuntimeError("no blue, please")
        return means


@pytest.fixture
def model(make_tiny_model_folder: Maker) -> ModelFolder:
    return read_model_folder(make_tiny_model_folder())


@pytest.fixture
def pictures(tmp_path: Path) -> list[Path]:
    """Red, green, red, green ..."""
    return [_picture(tmp_path / f"{number}.png", ("red", "lime")[number % 2]) for number in range(20)]


def _picture(path: Path, colour: str) -> Path:
    Image.new("RGB", (12, 10), colour).save(path)
    return path


def run(
    pictures: list[Path], model: ModelFolder, engine: FakeEngine | None = None, cache: object = None
) -> list[ScoreResult]:
    return list(
        classify(pictures, Scorer.of_one_look(model, engine or FakeEngine()), cache or NoCache(), 2, threading.Event())
    )  # type: ignore[arg-type]


@pytest.mark.parametrize("batch_size", [1, 3, 64])
def test_every_picture_gets_one_right_result(model: ModelFolder, pictures: list[Path], batch_size: int) -> None:
    engine = FakeEngine(batch_size)
    results = run(pictures, model, engine)
    assert Counter(result.path for result in results) == Counter(pictures)
    for result in results:
        red, green = result.scores
        assert (red > 0.99, green > 0.99) == (int(result.path.stem) % 2 == 0, int(result.path.stem) % 2 == 1)
        assert not result.error
    assert max(engine.batches) <= batch_size


def test_more_pictures_than_one_look_ahead(model: ModelFolder, tmp_path: Path) -> None:
    path = _picture(tmp_path / "a.png", "red")
    paths = [tmp_path / f"{number}.png" for number in range(600)]
    for each in paths:
        each.write_bytes(path.read_bytes())
    results = run(paths, model, FakeEngine(batch_size=8))
    assert Counter(result.path for result in results) == Counter(paths)


@pytest.mark.parametrize("batch_size", [1, 4])
def test_a_bad_file_does_not_stop_the_rest(
    model: ModelFolder, pictures: list[Path], tmp_path: Path, batch_size: int
) -> None:
    (tmp_path / "bad.jpg").write_text("no picture")
    bad = [tmp_path / "bad.jpg", tmp_path / "gone.jpg"]
    results = {result.path: result for result in run([*bad, *pictures], model, FakeEngine(batch_size))}
    assert {path for path, result in results.items() if result.error} == set(bad)
    assert "not a picture" in results[bad[0]].error
    assert "no longer there" in results[bad[1]].error
    assert all(results[path].scores for path in pictures)


def test_an_engine_that_fails_on_one_picture_does_not_stop_the_rest(
    model: ModelFolder, pictures: list[Path], tmp_path: Path
) -> None:
    blue = _picture(tmp_path / "blue.png", "blue")
    results = {result.path: result for result in run([*pictures[:5], blue, *pictures[5:]], model)}
    assert {path for path, result in results.items() if result.error} == {blue}
    assert results[blue].error == "cannot be scored: an unexpected error", "what the engine says is for the log"


def test_results_come_before_the_last_picture_is_known(model: ModelFolder, pictures: list[Path]) -> None:
    taken = 0

    def found_one_by_one() -> Iterator[Path]:
        nonlocal taken
        for _ in range(100):
            for path in pictures:
                taken += 1
                yield path

    scorer = Scorer.of_one_look(model, FakeEngine())
    results = classify(found_one_by_one(), scorer, NoCache(), 2, threading.Event())
    next(results)
    assert taken < 1000
    results.close()  # type: ignore[attr-defined]


@pytest.mark.parametrize("after", [0.0, 0.05])
def test_a_cancel_takes_effect_at_once(model: ModelFolder, pictures: list[Path], after: float) -> None:
    stop = threading.Event()
    cancelled_at = [0.0]

    def cancel() -> None:
        cancelled_at[0] = time.monotonic()
        stop.set()

    threading.Timer(after, cancel).start()
    results = list(classify(pictures, Scorer.of_one_look(model, FakeEngine(seconds=1.0)), NoCache(), 2, stop))
    assert time.monotonic() - cancelled_at[0] < 0.3
    assert len(results) < len(pictures)


def test_cached_scores_save_reading_the_pictures(
    model: ModelFolder, pictures: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cache = ScoreCache(tmp_path / "scores.sqlite")
    first = run(pictures, model, cache=cache)
    opened: list[Path] = []
    real = classifying.open_picture

    def spy(path: Path, side: int | None = None) -> Image.Image:
        opened.append(path)
        return real(path, side)

    monkeypatch.setattr(classifying, "open_picture", spy)
    second = run(pictures, model, cache=cache)
    assert opened == []
    assert {each.path: each.scores for each in second} == {each.path: pytest.approx(each.scores) for each in first}
    _picture(pictures[3], "red").touch()
    run(pictures, model, cache=cache)
    assert opened == [pictures[3]]


def test_a_failed_picture_is_scored_again(model: ModelFolder, tmp_path: Path) -> None:
    cache = ScoreCache(tmp_path / "scores.sqlite")
    blue = _picture(tmp_path / "blue.png", "blue")
    assert run([blue], model, cache=cache)[0].error
    (result,) = run([blue], model, EngineWithoutFailures(), cache=cache)
    assert result.scores


class EngineWithoutFailures(FakeEngine):
    def features(self, pixels: Pixels) -> Floats:
        return np.zeros((len(pixels), 3), np.float32)


def test_closing_stores_what_was_scored(model: ModelFolder, pictures: list[Path], tmp_path: Path) -> None:
    cache = ScoreCache(tmp_path / "scores.sqlite")
    results = classify(pictures, Scorer.of_one_look(model, FakeEngine()), cache, 2, threading.Event())
    seen = {next(results).path for _ in range(5)}
    results.close()  # type: ignore[attr-defined]
    assert seen <= {path for path in pictures if cache.get(model.id, {path: classifying.read_stamp(path)})}  # type: ignore[dict-item]


def test_scores_are_stored_while_it_runs(
    model: ModelFolder, pictures: list[Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(classifying, "_FLUSH_INTERVAL_SECONDS", 0.0)
    cache = ScoreCache(tmp_path / "scores.sqlite")
    results = classify(pictures, Scorer.of_one_look(model, FakeEngine()), cache, 1, threading.Event())
    first, *_ = (next(results).path for _ in range(8))
    assert cache.get(model.id, {first: classifying.read_stamp(first)})  # type: ignore[dict-item]
    results.close()  # type: ignore[attr-defined]


def test_a_file_that_changes_after_it_was_read_is_scored_again(
    model: ModelFolder, pictures: list[Path], tmp_path: Path
) -> None:
    cache = ScoreCache(tmp_path / "scores.sqlite")

    class Changing(FakeEngine):
        def features(self, pixels: Pixels) -> Floats:
            pictures[0].write_bytes(pictures[0].read_bytes() + b"\0")
            return super().features(pixels)

    run(pictures[:1], model, Changing(), cache)
    assert cache.get(model.id, {pictures[0]: classifying.read_stamp(pictures[0])}) == {}  # type: ignore[dict-item]


def test_cancel_ends_the_reading_of_a_batch(
    model: ModelFolder, pictures: list[Path], monkeypatch: pytest.MonkeyPatch
) -> None:
    stop, opened = threading.Event(), []
    real = classifying.open_picture

    def slow(path: Path, side: int | None = None) -> Image.Image:
        opened.append(path)
        stop.set()
        time.sleep(0.02)
        return real(path, side)

    monkeypatch.setattr(classifying, "open_picture", slow)
    assert list(classify(pictures, Scorer.of_one_look(model, FakeEngine(batch_size=64)), NoCache(), 1, stop)) == []
    time.sleep(0.2)
    assert len(opened) == 1
