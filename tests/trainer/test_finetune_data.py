"""Which pictures a training run learns from, and which it is judged on."""

from __future__ import annotations

from pathlib import Path

from tests.trainer.conftest import Recorder, write_pictures
from trainer.finetune.data import load_data
from trainer.finetune.recipes import RECIPES, Recipe
from trainer.tables import Columns


def test_the_validation_split_is_what_training_is_judged_on(tmp_path: Path) -> None:
    for split, count in (("train", 6), ("val", 3), ("test", 2)):
        for colour in ("red", "green"):
            write_pictures(tmp_path / split / colour, colour, count)
    data = load_data(str(tmp_path), Columns(), None, Recipe(), Recorder())
    assert (len(data.train), len(data.validation)) == (12, 6)
    assert data.held_out is data.validation
    tutorial = load_data(str(tmp_path), Columns(), None, RECIPES["tutorial"], Recorder())
    assert (len(tutorial.train), len(tutorial.validation)) == (12, 4)


def test_without_one_a_share_of_the_training_pictures_is_kept_apart(toy_set: Path) -> None:
    data = load_data(str(toy_set), Columns(), None, Recipe(validation_share=0.25), Recorder())
    assert (len(data.train), len(data.validation)) == (36, 12)


def test_many_pictures_are_not_opened_before_training(toy_set: Path) -> None:
    (toy_set / "red" / "red.0.png").write_bytes(b"nothing")
    events = Recorder()
    data = load_data(
        str(toy_set), Columns(), None, Recipe(check_below=48, validation_share=0.5, most_validation=6), events
    )
    assert not events.steps, "nothing was opened"
    assert not data.is_checked
    assert (len(data.train), len(data.validation)) == (42, 6)
    assert load_data(str(toy_set), Columns(), None, Recipe(check_below=49), Recorder()).skipped == 1
