"""Thumbnails and previews, upright, as arrays that any toolkit can show."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from catdog_gui.pictures.decoding import open_picture

Tile = npt.NDArray[np.uint8]

_DRAFT_GAP = 2.0


def thumbnail(path: Path, side: int) -> Tile:
    """The middle of the picture as a square of `side` pixels, uint8 (side, side, 3), contiguous and read-only.

    Raises:
        PictureError: the file cannot be read as a picture.
    """
    image = open_picture(path, side)
    edge = min(image.size)
    left, top = (image.width - edge) / 2, (image.height - edge) / 2
    return _shrunk(image, (side, side), (left, top, left + edge, top + edge))


def preview(path: Path, width: int, height: int) -> Tile:
    """The whole picture, no larger than `width` x `height` pixels and never enlarged, uint8 (h, w, 3).

    Raises:
        PictureError: the file cannot be read as a picture.
    """
    image = open_picture(path, min(width, height))
    scale = min(1.0, width / image.width, height / image.height)
    size = max(1, round(image.width * scale)), max(1, round(image.height * scale))
    return _shrunk(image, size, (0.0, 0.0, float(image.width), float(image.height)))


def _shrunk(image: Image.Image, size: tuple[int, int], box: tuple[float, float, float, float]) -> Tile:
    return np.asarray(image.resize(size, Image.Resampling.BICUBIC, box, reducing_gap=_DRAFT_GAP))
