"""Keeps libtiff from printing to the terminal, and refuses compressions that some builds of it lack."""

from __future__ import annotations

import ctypes
import functools

from PIL import Image, _imaging

from catdog_gui.messages import Text
from catdog_gui.pictures.models import PictureError, PictureErrorKind

_SIGNATURES = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
# The compressions that every build of Pillow reads.
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
    """Removes the handlers by which libtiff prints errors and warnings; Pillow still raises exceptions."""
    try:
        library = ctypes.CDLL(_imaging.__file__)
        handlers = (library.TIFFSetErrorHandler, library.TIFFSetWarningHandler)
    except (OSError, AttributeError):
        return  # linked statically, as on Windows: the handlers cannot be reached
    for set_handler in handlers:
        set_handler.argtypes, set_handler.restype = [ctypes.c_void_p], ctypes.c_void_p
        set_handler(None)
