"""Data sets as people have them: folders named as splits, other column names, saved data sets."""

from __future__ import annotations

import io
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.trainer.test_examples import folder_of
from trainer.errors import TrainerError
from trainer.examples import has_split, load_examples
from trainer.tables import Columns


def png(colour: str) -> bytes:
    buffer = io.BytesIO()
    Image.new("RGB", (8, 8), colour).save(buffer, "PNG")
    return buffer.getvalue()


@pytest.mark.parametrize("names", [("train", "val", "test"), ("training_set", "valid", "test_set")])
def test_folders_named_as_splits_are_splits(tmp_path: Path, names: tuple[str, str, str]) -> None:
    for name, count in zip(names, (3, 2, 1), strict=True):
        folder_of(tmp_path / name, cat=count, dog=count)
    for split, count in (("train", 3), ("validation", 2), ("test", 1)):
        examples = load_examples(str(tmp_path), split)
        assert (examples.classes, len(examples)) == (("cat", "dog"), 2 * count)
        assert has_split(str(tmp_path), split)


def test_a_split_folder_within_a_folder_of_the_same_name_is_found(tmp_path: Path) -> None:
    folder_of(tmp_path / "training_set" / "training_set", cat=1, dog=1)
    assert load_examples(str(tmp_path), "train").classes == ("cat", "dog")


def test_a_missing_split_is_not_made_of_the_others(tmp_path: Path) -> None:
    folder_of(tmp_path / "train", cat=1, dog=1)
    folder_of(tmp_path / "val", cat=1, dog=1)
    with pytest.raises(TrainerError, match="no split named 'test'"):
        load_examples(str(tmp_path), "test")


def test_a_class_may_be_named_as_a_split(tmp_path: Path) -> None:
    assert load_examples(str(folder_of(tmp_path, bus=1, train=2)), "train").classes == ("bus", "train")


def saved(folder: Path, columns: dict[str, list[object]]) -> Path:
    datasets = pytest.importorskip("datasets", reason="needs the train extra")
    features = datasets.Features(
        {
            name: datasets.Image() if isinstance(values[0], dict) else _value(values[0])
            for name, values in columns.items()
        }
    )
    datasets.DatasetDict({"train": datasets.Dataset.from_dict(columns, features=features)}).save_to_disk(str(folder))
    return folder


def _value(example: object) -> object:
    import datasets

    return datasets.Value("string" if isinstance(example, str) else "int64")


def pictures(*colours: str) -> list[object]:
    return [{"bytes": png(colour), "path": f"{colour}.png"} for colour in colours]


def test_a_saved_data_set_is_read_with_labels_that_are_words(tmp_path: Path) -> None:
    saved(tmp_path / "set", {"image": pictures("red", "green", "blue"), "label": ["warm", "cold", "cold"]})
    examples = load_examples(str(tmp_path / "set"), "train")
    assert (examples.classes, examples.labels.tolist()) == (("cold", "warm"), [1, 0, 0])
    assert list(examples.names) == ["red.png", "green.png", "blue.png"]
    assert examples.source.read(2) == png("blue")
    assert has_split(str(tmp_path / "set"), "train")
    assert not has_split(str(tmp_path / "set"), "test")


def test_columns_are_named_by_the_user(tmp_path: Path) -> None:
    folder = saved(
        tmp_path / "set", {"photo": pictures("red", "green"), "species": ["cat", "dog"], "label": ["x", "y"]}
    )
    examples = load_examples(str(folder), "train", columns=Columns(image="photo", label="species"))
    assert examples.classes == ("cat", "dog")
    with pytest.raises(TrainerError, match="no column 'breed', only photo, species, label"):
        load_examples(str(folder), "train", columns=Columns(label="breed"))


def test_the_only_column_of_pictures_is_found(tmp_path: Path) -> None:
    folder = saved(tmp_path / "set", {"img": pictures("red", "green"), "label": [4, 7]})
    assert load_examples(str(folder), "train").classes == ("4", "7")


def test_a_picture_without_a_label_is_refused(tmp_path: Path) -> None:
    folder = saved(tmp_path / "set", {"image": pictures("red", "green"), "label": ["cat", None]})
    with pytest.raises(TrainerError, match="without a label"):
        load_examples(str(folder), "train")


def test_parquet_without_split_names_is_training_data(tmp_path: Path) -> None:
    datasets = pytest.importorskip("datasets", reason="needs the train extra")
    features = datasets.Features({"image": datasets.Image(), "label": datasets.ClassLabel(names=["cat", "dog"])})
    table = datasets.Dataset.from_dict({"image": pictures("red", "green"), "label": [0, 1]}, features=features)
    table.to_parquet(str(tmp_path / "part-0.parquet"))
    assert len(load_examples(str(tmp_path), "train")) == 2
    assert not has_split(str(tmp_path), "test")


def test_names_are_read_without_the_pictures() -> None:
    """Joining the chunks of more than 2 GB of pictures overflows the offsets of Arrow's binary type."""
    pa = pytest.importorskip("pyarrow", reason="needs the train extra")
    from trainer.tables import TableNames

    struct = pa.struct([("bytes", pa.binary()), ("path", pa.string())])
    large = pa.array([{"bytes": bytes(150_000_000), "path": "large.png"}], struct)
    small = pa.array([{"bytes": b"", "path": None}], struct)
    # Sixteen times the same memory.
    names = TableNames.of(pa.chunked_array([large] * 16 + [small]))
    assert (len(names), names[15], names[16]) == (17, "large.png", "16")


def test_macro_f1_leaves_out_absent_classes() -> None:
    from trainer.metrics import macro_f1

    assert macro_f1(np.asarray([[2, 0, 0], [0, 2, 0], [0, 0, 0]])) == 1.0
