"""Single tensors of a safetensors file are replaced; all the others keep their bytes and types."""

from __future__ import annotations

import json
import struct
from pathlib import Path

import numpy as np
import pytest
from safetensors import safe_open
from safetensors.numpy import load_file

from trainer.errors import TrainerError
from trainer.tensors import replace_tensors


def write(file: Path) -> None:
    """A half-precision head between a bfloat16 tensor, which numpy has not, and bytes."""
    head = np.arange(6, dtype=np.float16)
    header = {
        "__metadata__": {"format": "pt"},
        "last.raw": {"dtype": "U8", "shape": [3], "data_offsets": [16, 19]},
        "body": {"dtype": "BF16", "shape": [2], "data_offsets": [0, 4]},
        "head.weight": {"dtype": "F16", "shape": [2, 3], "data_offsets": [4, 16]},
    }
    text = json.dumps(header).encode()
    file.write_bytes(struct.pack("<Q", len(text)) + text + b"\1\2\3\4" + head.tobytes() + b"abc")


def test_the_rest_stays_as_it_is(tmp_path: Path) -> None:
    write(tmp_path / "old")
    weight = np.ones((4, 3), np.float32) / 3
    replace_tensors(tmp_path / "old", tmp_path / "new", {"head.weight": weight})
    with safe_open(tmp_path / "new", framework="numpy") as tensors:
        assert tensors.metadata() == {"format": "pt"}
        assert tensors.get_slice("body").get_dtype() == "BF16"
        assert tensors.get_tensor("head.weight") == pytest.approx(weight)
        assert tensors.get_tensor("last.raw").tobytes() == b"abc"
    assert b"\1\2\3\4" in (tmp_path / "new").read_bytes()


def test_a_head_of_the_same_size(tmp_path: Path) -> None:
    write(tmp_path / "old")
    replace_tensors(tmp_path / "old", tmp_path / "new", {"head.weight": np.zeros((2, 3), np.float32)})
    write(tmp_path / "again")
    with safe_open(tmp_path / "new", framework="numpy") as tensors:
        assert tensors.get_tensor("head.weight").dtype == np.float32


@pytest.mark.parametrize("content", [b"", b"\xff" * 8, struct.pack("<Q", 2) + b"[]", struct.pack("<Q", 4) + b'{"a"'])
def test_a_damaged_file(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "old").write_bytes(content)
    with pytest.raises(TrainerError, match="damaged"):
        replace_tensors(tmp_path / "old", tmp_path / "new", {})


def test_a_tensor_that_is_not_there(tmp_path: Path) -> None:
    write(tmp_path / "old")
    with pytest.raises(TrainerError, match="no tensor"):
        replace_tensors(tmp_path / "old", tmp_path / "new", {"other": np.zeros(1, np.float32)})


def test_what_was_written_can_be_read_whole(tmp_path: Path) -> None:
    from safetensors.numpy import save_file

    save_file({"a": np.arange(5.0), "b": np.zeros((2, 2), np.float32)}, tmp_path / "old")
    replace_tensors(tmp_path / "old", tmp_path / "new", {"b": np.ones((3, 2), np.float32)})
    assert load_file(tmp_path / "new")["a"].tolist() == [0, 1, 2, 3, 4]
