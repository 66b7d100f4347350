"""How much memory a picture needs while it is decoded, and one budget for all that are decoded at once.

A header of thirty bytes may declare a picture that fills gigabytes. What a decode needs is estimated from the header;
pictures that need much wait for each other, and those that need too much are refused.
"""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from PIL import Image, JpegImagePlugin

MEGABYTE = 1 << 20
TOTAL_BYTES = 640 * MEGABYTE
# What needs more than this is decoded by a process of its own, which can be ended.
ORDINARY_BYTES = 256 * MEGABYTE

_STORED: dict[str, int] = {"1": 1, "L": 1, "P": 1, "I;16": 2, "I;16B": 2, "I;16L": 2, "I;16N": 2}
_STORED_ELSE = 4
# What the conversion to RGB needs beside the decoded picture, in bytes a pixel.
_CONVERTED: dict[str, int] = {"RGB": 0, "RGBX": 4, "1": 4, "L": 4, "YCbCr": 4, "HSV": 4, "P": 8, "I": 24, "F": 24}
_CONVERTED |= dict.fromkeys(("I;16", "I;16B", "I;16L", "I;16N"), 12)
_CONVERTED_ELSE = 8
# What decoders hold beside the decoded picture: planes, the frame before, their own copy of the result.
_DECODER: dict[str, int] = {"WEBP": 14, "AVIF": 12, "HEIF": 8, "JPEG2000": 24, "TIFF": 4, "GIF": 2, "PSD": 4}
_ROW_BYTES = 3 * 16


class MemoryBudget:
    """Bytes that threads share. Who asks first is served first, so that a large picture is not passed for ever."""

    def __init__(self, total: int = TOTAL_BYTES) -> None:
        self.total = total
        self._used = 0
        self._waiting: deque[object] = deque()
        self._changed = threading.Condition()

    @contextmanager
    def reserve(self, count: int) -> Iterator[None]:
        """Waits until so many bytes are free, and holds them; more than there are at all means all of them."""
        count = min(count, self.total)
        turn = object()
        with self._changed:
            self._waiting.append(turn)
            try:
                self._changed.wait_for(lambda: self._waiting[0] is turn and self._used + count <= self.total)
                self._used += count
            finally:
                self._waiting.remove(turn)
                self._changed.notify_all()
        try:
            yield
        finally:
            with self._changed:
                self._used -= count
                self._changed.notify_all()


def decoding_bytes(image: Image.Image, declared: tuple[int, int], file_bytes: int, *, turned: bool) -> int:
    """The most bytes that the decoding of an identified picture and its conversion to RGB need at once.

    Args:
        image: not decoded yet.
        declared: its size before a draft made it smaller.
        file_bytes: the size of the file, which some decoders hold as a whole.
        turned: whether it will be turned upright, which needs a copy.
    """
    pixels = image.width * image.height
    stored = _STORED.get(image.mode, _STORED_ELSE)
    converted = _CONVERTED.get(image.mode, _CONVERTED_ELSE) + (4 if image.has_transparency_data else 0)
    each = stored + converted + _DECODER.get(image.format or "", 0) + (4 if turned else 0)
    held = file_bytes if image.format in {"TIFF", "WEBP", "AVIF", "HEIF", "JPEG2000"} else 0
    return pixels * each + image.height * _ROW_BYTES + 2 * held + _coefficient_bytes(image, declared)


def _coefficient_bytes(image: Image.Image, declared: tuple[int, int]) -> int:
    """A progressive JPEG is held as a whole, as coefficients of two bytes, however small its draft."""
    if not isinstance(image, JpegImagePlugin.JpegImageFile) or not image.info.get("progressive"):
        return 0
    blocks = [(width, height) for _, width, height, _ in image.layer] or [(1, 1)]
    most = max(width for width, _ in blocks) * max(height for _, height in blocks) or 1
    share = sum(width * height for width, height in blocks) / most
    return int(declared[0] * declared[1] * 2 * share)
