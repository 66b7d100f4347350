"""Replaces single tensors of a safetensors file; all others keep their bytes, whatever their type.

The format (https://github.com/huggingface/safetensors#format): eight bytes, little-endian, the length of a JSON
header; the header, which gives each tensor's `dtype`, `shape` and `data_offsets` in what follows; the data.
"""

from __future__ import annotations

import json
import struct
from collections.abc import Mapping
from pathlib import Path
from typing import Any, BinaryIO

from catdog_gui.classify.head import Floats
from catdog_gui.messages import Text
from trainer.errors import TrainerError

_MAX_HEADER_BYTES = 64 << 20
_CHUNK = 1 << 22


def replace_tensors(source: Path, target: Path, tensors: Mapping[str, Floats]) -> None:
    """Writes `source` to `target` with these tensors, as 32-bit floats, in place of those with the same names.

    Raises:
        TrainerError: `source` is damaged, or has no tensor of one of the names.
    """
    with source.open("rb") as old, target.open("wb") as new:
        header, start = _read_header(old, source)
        if missing := set(tensors) - set(header):
            raise TrainerError(Text.NO_TENSOR(source, ", ".join(sorted(missing))))
        written: dict[str, Any] = {"__metadata__": header.pop("__metadata__")} if "__metadata__" in header else {}
        end = 0
        for name, entry in header.items():
            size = tensors[name].size * 4 if name in tensors else entry["data_offsets"][1] - entry["data_offsets"][0]
            description = {"dtype": "F32", "shape": list(tensors[name].shape)} if name in tensors else entry
            written[name] = description | {"data_offsets": [end, end + size]}
            end += size
        _write_header(new, written)
        for name, entry in header.items():
            if name in tensors:
                new.write(tensors[name].astype("<f4").tobytes())
            else:
                _copy(old, start + entry["data_offsets"][0], start + entry["data_offsets"][1], new)


def _read_header(file: BinaryIO, path: Path) -> tuple[dict[str, Any], int]:
    try:
        (length,) = struct.unpack("<Q", file.read(8))
        if length > _MAX_HEADER_BYTES:
            raise TrainerError(Text.DAMAGED_WEIGHTS(path, Text.HEADER_TOO_LARGE()))
        header = json.loads(file.read(length))
        # In the order of the data, so that the copy reads and writes straight through.
        offsets = {name: entry["data_offsets"][0] for name, entry in header.items() if name != "__metadata__"}
    except (struct.error, ValueError, KeyError, TypeError, AttributeError):
        raise TrainerError(Text.DAMAGED_WEIGHTS(path, Text.CONTENT_INVALID())) from None
    return dict(sorted(header.items(), key=lambda item: offsets.get(item[0], -1))), 8 + length


def _write_header(file: BinaryIO, header: Mapping[str, Any]) -> None:
    text = json.dumps(header, separators=(",", ":")).encode()
    # Padded, so that the data begins at a multiple of eight bytes, as the format asks.
    text += b" " * (-len(text) % 8)
    file.write(struct.pack("<Q", len(text)) + text)


def _copy(source: BinaryIO, begin: int, end: int, target: BinaryIO) -> None:
    source.seek(begin)
    left = end - begin
    while left:
        chunk = source.read(min(left, _CHUNK))
        if not chunk:
            raise TrainerError(Text.WEIGHTS_CUT_OFF())
        target.write(chunk)
        left -= len(chunk)
