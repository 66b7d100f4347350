"""Recognises a picture by its first bytes, for files without a suffix."""

from __future__ import annotations

from pathlib import Path

from catdog_gui.pictures.opening import open_linked_file

_BYTES = 16
_SIGNATURES = (
    b"\xff\xd8\xff",
    b"\x89PNG\r\n\x1a\n",
    b"GIF87a",
    b"GIF89a",
    b"II*\0",
    b"MM\0*",
    b"II+\0",
    b"MM\0+",
)
_ISO_MEDIA_BRANDS = frozenset(
    {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1", b"avif", b"avis", b"mif2", b"heif"}
)


def has_picture_signature(path: Path) -> bool:
    """Whether the file begins like one of the formats that this program reads; False if it cannot be read."""
    try:
        with open_linked_file(path) as file:
            return is_picture_signature(file.read(_BYTES))
    except OSError:
        return False


def is_picture_signature(head: bytes) -> bool:
    """Whether `head`, 16 bytes or more of a file, is the beginning of a picture."""
    return head.startswith(_SIGNATURES) or _is_webp(head) or _is_bitmap(head) or _is_iso_picture(head)


def _is_webp(head: bytes) -> bool:
    return head[:4] == b"RIFF" and head[8:12] == b"WEBP"


def _is_bitmap(head: bytes) -> bool:
    # A text may begin with BM too, but in a bitmap the two reserved words after the size are zero.
    return head[:2] == b"BM" and head[6:10] == b"\0\0\0\0"


def _is_iso_picture(head: bytes) -> bool:
    return head[4:8] == b"ftyp" and head[8:12] in _ISO_MEDIA_BRANDS
