"""The size and time of a picture, which a preview shows beside it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from PIL import ExifTags, Image

from catdog_gui.messages import Text
from catdog_gui.pictures.decoding import read_header, upright_size
from catdog_gui.pictures.models import PictureError, PictureErrorKind

_EXIF_DATETIME = re.compile(r"\s*(\d{4}):(\d\d):(\d\d)[ T](\d\d):(\d\d):(\d\d)")


@dataclass(frozen=True, slots=True)
class ImageInfo:
    """Size in pixels as displayed, size in bytes, and the time when the picture was taken, in the local time zone.

    `has_exif_time` is False if the picture has no such time; then `taken_at` is the modification time of the file.
    """

    width: int
    height: int
    file_size: int
    taken_at: datetime
    has_exif_time: bool


def read_image_info(path: Path) -> ImageInfo:
    """Reads the header of the picture at `path`.

    Raises:
        PictureError: the header cannot be read.
    """
    (width, height), taken = read_header(path, lambda image: (upright_size(image), _exif_time(image)))
    try:
        status = path.stat()
    except OSError:
        raise PictureError(PictureErrorKind.MISSING, Text.GONE()) from None
    changed = datetime.fromtimestamp(status.st_mtime).astimezone()
    return ImageInfo(width, height, status.st_size, taken or changed, has_exif_time=taken is not None)


def _exif_time(image: Image.Image) -> datetime | None:
    """When the picture was taken. Cameras record the time without a zone, so the local one is assumed."""
    try:
        exif = image.getexif()
        original = exif.get_ifd(ExifTags.IFD.Exif).get(ExifTags.Base.DateTimeOriginal)
        match = _EXIF_DATETIME.match(str(original or exif.get(ExifTags.Base.DateTime, "")))
        return None if match is None else datetime(*(int(part) for part in match.groups())).astimezone()  # type: ignore[arg-type]
    except Exception:  # noqa: BLE001 - a clock never set ("0000:00:00") and damaged EXIF alike: there is no date
        return None
