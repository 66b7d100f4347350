"""Opens any picture file as an upright RGB image, or says in one sentence why it cannot.

Pillow decodes. This module adds what is needed for files from anywhere: the type by content, limits for pixels, bytes
and time, EXIF orientation applied once, all colour modes converted to RGB, and one exception type.
"""

from __future__ import annotations

import io
import logging
import math
import os
import warnings
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import BinaryIO, TypeVar, cast

import numpy as np
from PIL import (
    AvifImagePlugin,
    BmpImagePlugin,
    GifImagePlugin,
    Image,
    ImageChops,
    ImageCms,
    ImageFile,
    JpegImagePlugin,
    MpoImagePlugin,
    PngImagePlugin,
    TiffImagePlugin,
    UnidentifiedImageError,
    WebPImagePlugin,
)

from catdog_gui.messages import Text, system_message
from catdog_gui.pictures import libtiff
from catdog_gui.pictures.apart import open_apart
from catdog_gui.pictures.memory import ORDINARY_BYTES, MemoryBudget, decoding_bytes
from catdog_gui.pictures.models import PictureError, PictureErrorKind
from catdog_gui.pictures.opening import NoOrdinaryFileError, open_linked_file
from catdog_gui.pictures.reader import BoundedReader, NotOrdinaryError
from catdog_gui.pictures.sniffing import is_picture_signature

# Imported here, so that Pillow does not import its forty other decoders to look for the right one.
_PLUGINS = (
    AvifImagePlugin.AvifImageFile,
    BmpImagePlugin.BmpImageFile,
    GifImagePlugin.GifImageFile,
    JpegImagePlugin.JpegImageFile,
    MpoImagePlugin.MpoImageFile,
    PngImagePlugin.PngImageFile,
    TiffImagePlugin.TiffImageFile,
    WebPImagePlugin.WebPImageFile,
)
# An MPO is opened as JPEG first, so it needs no entry of its own.
FORMATS = tuple(plugin.format for plugin in _PLUGINS if plugin is not MpoImagePlugin.MpoImageFile)
MAX_PIXELS = 256_000_000
MAX_DECODED_PIXELS = 128_000_000
MAX_BYTES = 1 << 30
MAX_SECONDS = 20.0
MIN_SHARE_OF_ROWS = 0.5

HeaderValue = TypeVar("HeaderValue")
Reserve = Callable[[int], AbstractContextManager[None]]

_HEAD_BYTES = 32
_HEADER_BYTES = 16 << 20
_CHUNK = 1 << 20
_SCAN_MARKER = b"\xff\xda"
_ORDINARY_SCANS = 100
_PIXELS_AT_ONCE = 1 << 22
# From here on a picture is reduced at once to what it is needed for, so that its pixels do not stay.
_LARGE_BYTES = 96 << 20
_LARGEST_RESULT = 16_000_000
_BUDGET = MemoryBudget()
_ORIENTATION = 0x0112
_TRANSPOSITIONS: dict[int, Image.Transpose] = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}

# Pillow raises at twice its own limit, which is then ours; `_decode` checks ours again before it decodes anything.
Image.MAX_IMAGE_PIXELS = MAX_PIXELS // 2
# Of a file that ends early, Pillow returns the rows that it has; `_require_enough_rows` checks that they are enough.
ImageFile.LOAD_TRUNCATED_IMAGES = True
# Pillow's log and warnings say what our own error says, or what is of no use to the user.
logging.getLogger("PIL").setLevel(logging.CRITICAL)
warnings.filterwarnings("ignore", module=r"PIL\.")
warnings.filterwarnings("ignore", category=Image.DecompressionBombWarning)


def open_picture(source: Path | bytes, short_side: int | None = None) -> Image.Image:
    """The first frame of a file, given as its path or its bytes, upright and in mode RGB.

    With `short_side` (pixels), a JPEG may be decoded at 1/2, 1/4 or 1/8 of its size, and a large picture is reduced,
    but not smaller than that. A picture that needs much memory waits for others, or is decoded by a process of its own,
    which gives no more than 16 million pixels where `short_side` is not given.

    Raises:
        PictureError: the file cannot be read as a picture, or exceeds the limits of this module.
    """
    with _opened(source) as file:
        try:
            return _read(file, lambda reader: _decode(reader, short_side, _reserve_ordinary), _HEADER_BYTES)
        except NotOrdinaryError:
            with _BUDGET.reserve(_BUDGET.total):
                return open_apart(file, short_side, MAX_SECONDS)


def decode_without_budget(file: BinaryIO, short_side: int | None) -> Image.Image:
    """What `open_picture` gives for an opened file, reduced. For a process with limits of its own.

    Raises:
        PictureError: as `open_picture` does.
    """
    image = _read(file, lambda reader: _decode(reader, short_side, _reserve_nothing), MAX_BYTES)
    return _reduced(image, short_side)


def picture_size(path: Path) -> tuple[int, int]:
    """Width and height in pixels as displayed (EXIF orientation applied), from the header alone.

    Raises:
        PictureError: the header cannot be read.
    """
    return read_header(path, upright_size)


def read_header(path: Path, read: Callable[[Image.Image], HeaderValue]) -> HeaderValue:
    """What `read` returns for the picture, before its pixels are decoded.

    Raises:
        PictureError: the header cannot be read.
    """
    with _opened(path) as file:
        try:
            return _read(file, lambda reader: read(_identify(reader)), _HEADER_BYTES)
        except NotOrdinaryError:
            raise PictureError(PictureErrorKind.TOO_LARGE, Text.TOO_LARGE_TO_OPEN()) from None


def upright_size(image: Image.Image) -> tuple[int, int]:
    """Width and height of a picture that is not decoded yet, as displayed."""
    width, height = image.size
    return (height, width) if _orientation(image) >= 5 else (width, height)


def _reserve_ordinary(count: int) -> AbstractContextManager[None]:
    if count > _BUDGET.total:
        raise PictureError(PictureErrorKind.TOO_LARGE, Text.TOO_LARGE_TO_OPEN())
    if count > ORDINARY_BYTES:
        raise NotOrdinaryError
    return _BUDGET.reserve(count)


def _reserve_nothing(_count: int) -> AbstractContextManager[None]:
    return nullcontext()


def _opened(source: Path | bytes) -> BinaryIO:
    return io.BytesIO(source) if isinstance(source, bytes) else _open_checked(source)


def _read(file: BinaryIO, use: Callable[[BoundedReader], HeaderValue], header_bytes: int) -> HeaderValue:
    reader = BoundedReader(file, header_bytes, MAX_SECONDS)
    try:
        return use(reader)
    except (PictureError, NotOrdinaryError):
        raise
    except TimeoutError:
        raise PictureError(PictureErrorKind.TIMEOUT, Text.READING_TIMED_OUT(f"{MAX_SECONDS:.0f}")) from None
    except (MemoryError, Image.DecompressionBombError):
        raise PictureError(PictureErrorKind.TOO_LARGE, Text.TOO_LARGE_TO_OPEN()) from None
    except UnidentifiedImageError:
        raise _unidentified_error(reader) from None
    except Exception as error:  # noqa: BLE001 - decoders raise anything on hostile bytes
        raise _damage_error(reader, error) from None


def _open_checked(path: Path) -> BinaryIO:
    try:
        file = open_linked_file(path)
    except FileNotFoundError:
        raise PictureError(PictureErrorKind.MISSING, Text.GONE()) from None
    except NoOrdinaryFileError:
        raise PictureError(PictureErrorKind.NOT_A_PICTURE, Text.NOT_A_FILE()) from None
    except OSError as error:
        raise PictureError(PictureErrorKind.UNREADABLE, Text.CANNOT_BE_OPENED(system_message(error))) from None
    try:
        _require_size(os.fstat(file.fileno()).st_size)
    except BaseException:
        file.close()
        raise
    return file


def _require_size(size: int) -> None:
    if size == 0:
        raise PictureError(PictureErrorKind.EMPTY, Text.EMPTY_FILE())
    if size > MAX_BYTES:
        raise PictureError(PictureErrorKind.TOO_LARGE, Text.LARGER_THAN(MAX_BYTES >> 30))


def _decode(reader: BoundedReader, short_side: int | None, reserve: Reserve) -> Image.Image:
    image = _identify(reader)
    declared = image.size
    if image.width * image.height > MAX_PIXELS:
        raise PictureError(PictureErrorKind.TOO_LARGE, Text.TOO_MANY_PIXELS(f"{image.width} x {image.height}"))
    if short_side is not None:
        image.draft(None, (short_side, short_side))
    if image.width * image.height > MAX_DECODED_PIXELS:
        raise PictureError(PictureErrorKind.TOO_LARGE, Text.TOO_MANY_PIXELS(f"{image.width} x {image.height}"))
    turned = image.format == "TIFF" or (image.format != "PNG" and _orientation(image) in _TRANSPOSITIONS)
    cost = decoding_bytes(image, declared, reader.size, turned=turned)
    if image.info.get("progressive") and _has_many_scans(reader):
        cost = max(cost, ORDINARY_BYTES + 1)
    with reserve(cost):
        reader.begin_pixels()
        upright = _load(image, reader)
        return upright if cost < _LARGE_BYTES else _reduced(upright, short_side)


def _load(image: Image.Image, reader: BoundedReader) -> Image.Image:
    orientation = _orientation(image)  # for a PNG, this reads the pixels already
    image.load()
    if reader.has_read_past_end:
        _require_enough_rows(image)
    rgb = _to_rgb(image)
    return rgb.transpose(_TRANSPOSITIONS[orientation]) if orientation in _TRANSPOSITIONS else rgb


def _has_many_scans(reader: BoundedReader) -> bool:
    """Whether a JPEG has more scans than an encoder makes: each costs time, however empty it is."""
    position = reader.tell()
    reader.seek(0)
    count = 0
    while count <= _ORDINARY_SCANS and (data := reader.read_raw(_CHUNK)):
        count += data.count(_SCAN_MARKER)
    reader.seek(position)
    return count > _ORDINARY_SCANS


def _reduced(image: Image.Image, short_side: int | None) -> Image.Image:
    """The picture, smaller by a whole factor where it is more than twice as large as asked for."""
    if short_side is None:
        factor = math.isqrt(max(0, image.width * image.height - 1) // _LARGEST_RESULT) + 1
    else:
        factor = min(image.size) // (2 * short_side)
    return image.reduce(factor) if factor > 1 else image


def _identify(reader: BoundedReader) -> Image.Image:
    head = reader.read(_HEAD_BYTES)
    reader.seek(0)
    if libtiff.is_tiff(head):
        libtiff.silence()
        image = Image.open(cast(BinaryIO, reader), formats=("TIFF",))
        libtiff.require_known_compression(image)
        return image
    if not _is_heif(head):
        return Image.open(cast(BinaryIO, reader), formats=FORMATS)
    import pi_heif

    pi_heif.register_heif_opener()
    return Image.open(cast(BinaryIO, reader), formats=("HEIF",))


def _is_heif(head: bytes) -> bool:
    """Whether it is an ISO base media file, but not AVIF (ISO/IEC 23008-12, brands in the `ftyp` box)."""
    return head[4:8] == b"ftyp" and b"avif" not in head[8:] and b"avis" not in head[8:]


def _orientation(image: Image.Image) -> int:
    if image.format == "TIFF":
        return 1  # Pillow turns a TIFF by itself, and its size too
    try:
        value = image.getexif().get(_ORIENTATION, 1)
    except Exception:  # noqa: BLE001 - the picture is good, only its EXIF is damaged
        return 1
    return value if isinstance(value, int) else 1


def _require_enough_rows(image: Image.Image) -> None:
    """Refuses a picture of which more than half of the rows are missing.

    Decoders fill missing rows with one value: at the end, at the start (BMP), or in between (interlaced).
    """
    fills = [np.asarray(image.crop((0, row, image.width, row + 1))) for row in (0, image.height - 1)]
    counts = [0, 0]
    step = max(1, _PIXELS_AT_ONCE // image.width)
    for top in range(0, image.height, step):
        rows = np.asarray(image.crop((0, top, image.width, min(top + step, image.height))))
        for which, fill in enumerate(fills):
            counts[which] += int((rows == fill).reshape(len(rows), -1).all(axis=1).sum())
    missing = max(counts)
    share = 1 - missing / image.height
    if share < MIN_SHARE_OF_ROWS:
        raise PictureError(PictureErrorKind.TRUNCATED, Text.CUT_OFF_AT(f"{share:.0%}"))


def _unidentified_error(reader: BoundedReader) -> PictureError:
    reader.seek(0)
    if is_picture_signature(reader.read(_HEAD_BYTES)):
        return PictureError(PictureErrorKind.CORRUPT, Text.DAMAGED_HEADER())
    return PictureError(PictureErrorKind.NOT_A_PICTURE, Text.NOT_A_PICTURE())


def _damage_error(reader: BoundedReader, error: Exception) -> PictureError:
    if reader.has_read_past_end or "truncated" in str(error).casefold():
        return PictureError(PictureErrorKind.TRUNCATED, Text.CUT_OFF())
    return PictureError(PictureErrorKind.CORRUPT, Text.DAMAGED())


def _to_rgb(image: Image.Image) -> Image.Image:
    if image.mode in _CONVERSIONS:
        return _CONVERSIONS[image.mode](image)
    if image.has_transparency_data:
        return _over_white(image)
    return image if image.mode == "RGB" else image.convert("RGB")


def _over_white(image: Image.Image) -> Image.Image:
    layer = image if image.mode == "RGBA" else image.convert("RGBA")
    white = Image.new("RGB", layer.size, "white")
    white.paste(layer, mask=layer)
    return white


def _from_premultiplied_grey(image: Image.Image) -> Image.Image:
    return _over_white(image.convert("LA"))


def _from_sixteen_bits(image: Image.Image) -> Image.Image:
    values = np.asarray(image)
    grey = _SIXTEEN_TO_EIGHT_BITS[values]
    if "transparency" in image.info:
        grey[values == image.info["transparency"]] = 255
    return Image.fromarray(grey).convert("RGB")


def _from_cmyk(image: Image.Image) -> Image.Image:
    """Adobe stores the inks of a JPEG inverted and marks the file; Pillow inverts every JPEG, marked or not."""
    inverted = image.format in ("JPEG", "MPO") and "adobe" not in image.info
    return (ImageChops.invert(image) if inverted else image).convert("RGB")


def _from_unbounded(image: Image.Image) -> Image.Image:
    """32-bit integers and floats have no standard white, so the range of their values is stretched."""
    values = np.nan_to_num(np.asarray(image).astype(np.float32), posinf=0.0, neginf=0.0)
    low, high = float(values.min()), float(values.max())
    if low >= 0 and 255 < high <= 65535:
        low, high = 0.0, 65535.0
    scaled = (values - low) * (255 / (high - low or 1.0))
    return Image.fromarray(scaled.round().astype(np.uint8)).convert("RGB")


def _from_lab(image: Image.Image) -> Image.Image:
    lab, srgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
    converted = ImageCms.profileToProfile(image, lab, srgb, outputMode="RGB")
    if converted is None:
        raise PictureError(PictureErrorKind.CORRUPT, Text.COLOURS_NOT_CONVERTIBLE())
    return converted


_SIXTEEN_TO_EIGHT_BITS = (np.arange(1 << 16) / 257).round().astype(np.uint8)
_CONVERSIONS: dict[str, Callable[[Image.Image], Image.Image]] = {
    "I;16": _from_sixteen_bits,
    "I;16B": _from_sixteen_bits,
    "I;16L": _from_sixteen_bits,
    "I;16N": _from_sixteen_bits,
    "I": _from_unbounded,
    "F": _from_unbounded,
    "LAB": _from_lab,
    "La": _from_premultiplied_grey,
    "CMYK": _from_cmyk,
}
