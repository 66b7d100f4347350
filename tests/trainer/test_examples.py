"""Labelled pictures from folders and parquet."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from trainer.errors import TrainerError
from trainer.examples import NONE_OF_THEM, has_split, load_examples, load_negatives, stratified_split


def write_picture(path: Path, colour: str = "red") -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    Image.new("RGB", (8, 8), colour).save(path)
    return path


def folder_of(root: Path, **counts: int) -> Path:
    for name, count in counts.items():
        for number in range(count):
            write_picture(root / name / f"{number}.png")
    return root


def test_sub_folders_are_the_classes(tmp_path: Path) -> None:
    examples = load_examples(str(folder_of(tmp_path, rabbit=2, cat=3, dog=1)), "train")
    assert examples.classes == ("cat", "dog", "rabbit")
    assert examples.labels.tolist() == [0, 0, 0, 1, 2, 2]
    assert examples.names[0] == str(Path("cat", "0.png"))
    assert examples.source.read(3) == tmp_path / "dog" / "0.png"


def test_a_split_folder_is_used_where_there_is_one(tmp_path: Path) -> None:
    folder_of(tmp_path / "train", cat=3, dog=3)
    folder_of(tmp_path / "test", cat=1, dog=1)
    assert len(load_examples(str(tmp_path), "test")) == 2
    assert has_split(str(tmp_path), "test")
    assert not has_split(str(tmp_path), "validation")


def test_labels_follow_the_order_of_given_classes(tmp_path: Path) -> None:
    examples = load_examples(str(folder_of(tmp_path, cat=1, dog=2)), "train", classes=("dog", "bird", "cat"))
    assert examples.classes == ("dog", "bird", "cat")
    assert examples.labels.tolist() == [2, 0, 0]


def test_an_unknown_class_is_refused_by_name(tmp_path: Path) -> None:
    with pytest.raises(TrainerError, match="rabbit"):
        load_examples(str(folder_of(tmp_path, cat=1, rabbit=1)), "train", classes=("cat", "dog"))


def test_an_empty_class_is_refused_by_name(tmp_path: Path) -> None:
    folder_of(tmp_path, cat=1, dog=1)
    (tmp_path / "empty").mkdir()
    with pytest.raises(TrainerError, match="empty"):
        load_examples(str(tmp_path), "train")


@pytest.mark.parametrize("counts", [{}, {"cat": 2}])
def test_fewer_than_two_classes_are_refused(tmp_path: Path, counts: dict[str, int]) -> None:
    with pytest.raises(TrainerError, match="fewer than two classes"):
        load_examples(str(folder_of(tmp_path, **counts)), "train")


def test_a_class_named_as_a_decision_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TrainerError, match="both"):
        load_examples(str(folder_of(tmp_path, both=1, cat=1)), "train")


def test_negatives_are_every_picture_below_a_folder(tmp_path: Path) -> None:
    write_picture(tmp_path / "a.png")
    write_picture(tmp_path / "deep" / "er" / "b.png")
    (tmp_path / "notes.txt").write_text("no picture")
    negatives = load_negatives(str(tmp_path), "train", ("cat", "dog"))
    assert negatives.labels.tolist() == [NONE_OF_THEM] * 2


def test_joined_examples_read_from_both_sources(tmp_path: Path) -> None:
    examples = load_examples(str(folder_of(tmp_path / "pets", cat=1, dog=1)), "train")
    write_picture(tmp_path / "none" / "n.png")
    joined = examples.joined_with(load_negatives(str(tmp_path / "none"), "train", examples.classes))
    assert joined.labels.tolist() == [0, 1, NONE_OF_THEM]
    assert joined.subset([2, 0]).source.read(0) == tmp_path / "none" / "n.png"


def test_labels_follow_new_classes_and_none_of_them_stays(tmp_path: Path) -> None:
    examples = load_examples(str(folder_of(tmp_path / "pets", cat=1, dog=1)), "train")
    write_picture(tmp_path / "none" / "n.png")
    joined = examples.joined_with(load_negatives(str(tmp_path / "none"), "train", examples.classes))
    assert joined.with_classes(("dog", "bird", "cat")).labels.tolist() == [2, 0, NONE_OF_THEM]


def test_parquet_in_the_hubs_form_is_read_without_decoding(tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets", reason="parquet is read with datasets, of the train extra")
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8)).save(buffer, "PNG")
    picture = {"bytes": buffer.getvalue(), "path": "a.png"}
    features = datasets.Features({"image": datasets.Image(), "labels": datasets.ClassLabel(names=["cat", "dog"])})
    table = datasets.Dataset.from_dict({"image": [picture, picture], "labels": [1, 0]}, features=features)
    (tmp_path / "data").mkdir()
    table.to_parquet(str(tmp_path / "data" / "train-00000-of-00001.parquet"))
    examples = load_examples(str(tmp_path), "train")
    assert (examples.classes, examples.labels.tolist()) == (("cat", "dog"), [1, 0])
    assert examples.source.read(1) == buffer.getvalue()
    with pytest.raises(TrainerError, match="no split named 'test'"):
        load_examples(str(tmp_path), "test")


def test_a_stratified_split_holds_out_some_of_each_label_and_is_seeded() -> None:
    labels = np.asarray([0] * 80 + [1] * 20 + [NONE_OF_THEM] * 3, np.int64)
    rest, held_out = stratified_split(labels, 0.1, seed=1)
    assert sorted([*rest, *held_out]) == list(range(103))
    assert np.unique(labels[held_out], return_counts=True)[1].tolist() == [1, 8, 2]
    assert stratified_split(labels, 0.1, seed=1)[1].tolist() == held_out.tolist()
    assert stratified_split(labels, 0.1, seed=2)[1].tolist() != held_out.tolist()
