"""What a file name says: its kind, its place in a sorted list, if it must be skipped. Which names a folder may have."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

from catdog_gui.messages import Message, Text
from catdog_gui.pictures.models import SkipReason

JPEG_SUFFIXES = frozenset({".jpg", ".jpeg", ".jpe", ".jfif", ".mpo"})
HEIF_SUFFIXES = frozenset({".heic", ".heif", ".hif"})
PICTURE_SUFFIXES = (
    JPEG_SUFFIXES
    | HEIF_SUFFIXES
    | {".png", ".apng", ".webp", ".gif", ".bmp", ".dib", ".tif", ".tiff", ".avif", ".avifs"}
    | {".psd", ".jp2", ".j2k", ".jpx", ".jpf", ".pgm", ".ppm", ".pbm", ".pnm"}
)
RAW_SUFFIXES = frozenset({".cr2", ".cr3", ".nef", ".arw", ".dng", ".orf", ".rw2", ".raf", ".pef", ".srw"})
# Pictures all the same: the user is told that they are there.
UNREAD_SUFFIXES = (
    RAW_SUFFIXES
    | {".crw", ".nrw", ".sr2", ".srf", ".3fr", ".iiq", ".x3f", ".erf", ".mef", ".mrw", ".rwl", ".kdc", ".dcr", ".raw"}
    | {".jxl", ".psb", ".xcf", ".exr", ".hdr", ".tga", ".pcx", ".ico", ".icns", ".svg", ".eps", ".dds", ".jxr", ".bpg"}
)

_JUNK_NAMES = frozenset({".ds_store", "thumbs.db", "@eadir", ".stfolder", ".stversions", "__macosx"})
_APPLE_DOUBLE = "._"
_MAX_FOLDER_NAME_BYTES = 100
_FORBIDDEN_IN_NAMES = '/\\:*?"<>|'
_WINDOWS_DEVICE = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)
_NUMBERS = re.compile(r"0*([0-9]+)")


def split_name(name: str) -> tuple[str, str]:
    """The stem, and the suffix in lower case, which is empty if there is none or only a dot."""
    # Does what os.path.splitext does, four times as fast: it is called three times for each of 100,000 names.
    stem, _, suffix = name.rpartition(".")
    if not stem.strip("."):
        return name, ""
    return stem, f".{suffix.lower()}" if suffix else ""


def collision_key(name: str | Path) -> str:
    """Equal for two names, or paths, that some file system takes for the same one."""
    # Composed first, so that folding sees whole letters; and again, because folding decomposes some of them.
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", str(name)).casefold())


def is_windows_device(name: str) -> bool:
    """Whether Windows takes a file of this name for a device, as it does with `con` and `aux.txt`."""
    return _WINDOWS_DEVICE.fullmatch(name) is not None


def folder_name_problem(name: str) -> Message | None:
    """Why a folder cannot have this name on every system, or None if it can."""
    is_too_long = len(name.encode(errors="surrogatepass")) > _MAX_FOLDER_NAME_BYTES
    return Text.NAME_TOO_LONG() if is_too_long else name_problem(name)


def name_problem(name: str) -> Message | None:
    """Why neither a file nor a folder can have this name on every system, or None; length is not checked."""
    if not name.strip():
        return Text.NAME_WITHOUT_LETTERS()
    if name != name.strip():
        return Text.NAME_WITH_SPACE()
    if name.startswith(".") or name.endswith("."):
        return Text.NAME_WITH_DOT()
    if any(letter in _FORBIDDEN_IN_NAMES for letter in name):
        return Text.NAME_WITH_FORBIDDEN(" ".join(_FORBIDDEN_IN_NAMES))
    if not name.isprintable():
        return Text.NAME_NOT_PRINTABLE()
    return Text.NAME_OF_WINDOWS() if is_windows_device(name) else None


def natural_key(name: str) -> str:
    """A key for natural sorting: IMG_2 before IMG_10, in any letter case."""
    return f"{_NUMBERS.sub(_with_length_prefix, name.casefold())}\0{name}"


def _with_length_prefix(number: re.Match[str]) -> str:
    # The length goes first, because a longer number is larger. Strings compare much faster than lists of parts. The "0"
    # before it sorts numbers among the other characters of a name as digits.
    digits = number.group(1)
    return f"0{chr(len(digits))}{digits}"


def skip_reason_for_name(name: str) -> SkipReason | None:
    """Why an entry of this name is always skipped, or None."""
    if name.startswith(_APPLE_DOUBLE) or name.casefold() in _JUNK_NAMES:
        return SkipReason.JUNK
    return SkipReason.HIDDEN if name.startswith(".") else None
