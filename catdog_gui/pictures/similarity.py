"""Finds stacks of pictures that show the same: identical copies by their content, bursts by a perceptual hash.

The hash is the usual one by cosine transform: 64 bits, which say for each of the lowest frequencies of a small grey
picture whether it is above their median. Two pictures of the same moment differ in a few bits, two others in about 32:
of 304,590 pairs of different photographs of pets none is within `MAX_DISTANCE`.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import numpy as np
import numpy.typing as npt
from PIL import Image

from catdog_gui.pictures.decoding import open_picture
from catdog_gui.pictures.models import PictureError

MAX_DISTANCE = 8
_SIDE = 32
_LOW = 8
_MIN_CONTRAST = 16
_CHUNK = 1 << 20

Hashes = npt.NDArray[np.uint64]


def perceptual_hash(image: Image.Image) -> int | None:
    """64 bits of what a picture looks like, whatever its size and light; None where nothing can be seen in it."""
    grey = np.asarray(image.convert("L").resize((_SIDE, _SIDE), Image.Resampling.BILINEAR), np.float64)
    if np.ptp(grey) < _MIN_CONTRAST:
        return None
    low = _COSINES @ grey @ _COSINES.T
    # The first coefficient is the light of the whole picture.
    bits = low.ravel() > np.median(low.ravel()[1:])
    return int.from_bytes(np.packbits(bits).tobytes(), "big")


def find_stacks(
    pictures: Sequence[Path], hashes: Sequence[int | None], max_distance: int = MAX_DISTANCE
) -> npt.NDArray[np.int32]:
    """For each picture the place of the first one of its stack: its own where it stands alone.

    Pictures in one folder are in one stack if each is like the first of them; so a long series of small changes does
    not end in one stack. Copies are in one stack wherever they are.

    Args:
        pictures: in the order in which the first of a stack is chosen.
        hashes: of each picture; None for one that is like no other.
        max_distance: in how many bits of 64 two pictures of a stack may differ.
    """
    leaders = np.arange(len(pictures), dtype=np.int32)
    for places in _by_folder(pictures, hashes).values():
        values = np.array([hashes[place] for place in places], np.uint64)
        for start, members in _near(values, max_distance):
            leaders[[places[member] for member in members]] = places[start]
    for place, original in _copies(pictures).items():
        leaders[leaders == leaders[place]] = leaders[original]
    return leaders


def _near(values: Hashes, max_distance: int) -> Iterator[tuple[int, list[int]]]:
    """The first hash of each stack, and all that are near to it and in no earlier stack."""
    is_free = np.ones(len(values), np.bool_)
    for start in range(len(values)):
        if is_free[start]:
            near = is_free & (np.bitwise_count(values ^ values[start]) <= max_distance)
            is_free &= ~near
            yield start, np.flatnonzero(near).tolist()


def _by_folder(pictures: Sequence[Path], hashes: Sequence[int | None]) -> Mapping[Path, list[int]]:
    folders: dict[Path, list[int]] = defaultdict(list)
    for place, (picture, value) in enumerate(zip(pictures, hashes, strict=True)):
        if value is not None:
            folders[picture.parent].append(place)
    return folders


def _copies(pictures: Sequence[Path]) -> dict[int, int]:
    """The places of copies, each with that of the first picture of the same content."""
    by_size: dict[int, list[int]] = defaultdict(list)
    for place, picture in enumerate(pictures):
        size = _size_of(picture)
        if size:
            by_size[size].append(place)
    copies: dict[int, int] = {}
    for places in by_size.values():
        first: dict[bytes, int] = {}
        for place in places if len(places) > 1 else ():
            digest = _digest_of(pictures[place])
            if digest is not None and first.setdefault(digest, place) != place:
                copies[place] = first[digest]
    return copies


def hash_of(picture: Path) -> int | None:
    """The hash of a file; None also where it cannot be read as a picture."""
    try:
        return perceptual_hash(open_picture(picture, _SIDE))
    except PictureError:
        return None


def _size_of(picture: Path) -> int | None:
    try:
        return picture.stat().st_size
    except OSError:
        return None


def _digest_of(picture: Path) -> bytes | None:
    digest = hashlib.sha256()
    try:
        with picture.open("rb") as file:
            while chunk := file.read(_CHUNK):
                digest.update(chunk)
    except OSError:
        return None
    return digest.digest()


def _cosines() -> npt.NDArray[np.float64]:
    """The rows of the cosine transform (DCT-II) for the lowest frequencies, (8, 32)."""
    places = (2 * np.arange(_SIDE) + 1) * np.pi / (2 * _SIDE)
    return np.asarray(np.cos(np.outer(np.arange(_LOW), places)), np.float64)


_COSINES = _cosines()
