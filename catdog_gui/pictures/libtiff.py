"""Keeps the C library behind TIFF files from writing to the terminal, and from compressions that it may lack."""

from __future__ import annotations

import ctypes
import functools

from PIL import Image, _imaging

from catdog_gui.messages import Text
from catdog_gui.pictures.models import PictureError, PictureErrorKind

_SIGNATURES = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
# Those that every build of Pillow reads.
_COMPRESSIONS = frozenset(
    {
        *("raw", "tiff_raw_16", "packbits", "tiff_lzw", "tiff_adobe_deflate", "tiff_deflate", "jpeg", "tiff_jpeg"),
        *("tiff_ccitt", "group3", "group4", "lzma", "zstd"),
    }
)


def is_tiff(head: bytes) -> bool:
    return head.startswith(_SIGNATURES)


def require_known_compression(image: Image.Image) -> None:
    """Checks a TIFF that is opened but not decoded.

    Raises:
        PictureError: its compression is one that this program does not read.
    """
    compression = image.info.get("compression")
    if compression not in _COMPRESSIONS:
        raise PictureError(PictureErrorKind.NOT_A_PICTURE, Text.TIFF_COMPRESSION(compression))


@functools.cache
def silence() -> None:
    """Takes away the handlers that print errors and warnings of libtiff; Pillow raises exceptions all the same."""
    try:
        library = ctypes.CDLL(_imaging.__file__)
        handlers = (library.TIFFSetErrorHandler, library.TIFFSetWarningHandler)
    except (OSError, AttributeError):
        return  # linked statically, as on Windows: there is no way in
    for set_handler in handlers:
        set_handler.argtypes, set_handler.restype = [ctypes.c_void_p], ctypes.c_void_p
        set_handler(None)
