"""Which files of a directory belong to which picture, by their names alone.

`a.jpg.xmp` always belongs to `a.jpg`. A sidecar or RAW that shares only the stem, as `a.xmp`, belongs to the picture
that is most likely the original: the HEIF, then the JPEG, then another format, then a file without a suffix. A stem in
the same letter case is preferred. A film belongs only to a HEIF or JPEG, as in a Live Photo. A sidecar of a RAW or a
film belongs to the picture of that file. Two pictures are never in one group.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from catdog_gui.pictures.naming import HEIF_SUFFIXES, JPEG_SUFFIXES, PICTURE_SUFFIXES, RAW_SUFFIXES, split_name

SIDECAR_SUFFIXES = frozenset({".xmp", ".aae", ".thm"})
VIDEO_SUFFIXES = frozenset({".mov", ".mp4"})
COMPANION_SUFFIXES = SIDECAR_SUFFIXES | RAW_SUFFIXES | VIDEO_SUFFIXES

_LIVE_PHOTO_SUFFIXES = HEIF_SUFFIXES | JPEG_SUFFIXES


def group_names(names: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """From the file names of one directory, each possible picture with its companions, both in the order of `names`.

    A file without a suffix may be a picture; only its content shows whether it is.
    """
    suffixes = [(name, split_name(name)[1]) for name in names]
    pictures = [name for name, suffix in suffixes if _can_be_picture(suffix)]
    owners = _OwnerIndex(pictures, [name for name, suffix in suffixes if suffix in COMPANION_SUFFIXES])
    owned: dict[str, tuple[str, ...]] = dict.fromkeys(pictures, ())
    for companion in owners.companions:
        owner = owners.find_owner(companion)
        if owner is not None:
            owned[owner] += (companion,)
    return owned


def is_candidate(name: str) -> bool:
    """Whether a file of this name may be a picture."""
    return _can_be_picture(split_name(name)[1])


def _can_be_picture(suffix: str) -> bool:
    return not suffix or suffix in PICTURE_SUFFIXES


class _OwnerIndex:
    """Finds the picture that a companion belongs to."""

    def __init__(self, pictures: Iterable[str], companions: list[str]) -> None:
        self.companions = companions
        self._by_stem: dict[str, list[str]] = defaultdict(list)
        self._by_name: dict[str, list[str]] = defaultdict(list)
        if not companions:
            return
        for picture in pictures:
            stem, suffix = split_name(picture)
            self._by_stem[stem.casefold()].append(picture)
            if suffix:
                self._by_name[picture.casefold()].append(picture)
        for companion in companions:
            if split_name(companion)[1] not in SIDECAR_SUFFIXES:
                self._by_name[companion.casefold()].append(companion)

    def find_owner(self, companion: str) -> str | None:
        stem, suffix = split_name(companion)
        if suffix in SIDECAR_SUFFIXES and (named := self._by_name.get(stem.casefold())):
            named_file = min(named, key=lambda name: name != stem)
            return named_file if is_candidate(named_file) else self.find_owner(named_file)
        same_stem = self._by_stem.get(stem.casefold(), ())
        if suffix in VIDEO_SUFFIXES:
            same_stem = [picture for picture in same_stem if split_name(picture)[1] in _LIVE_PHOTO_SUFFIXES]
        return min(same_stem, key=lambda picture: _owner_rank(picture, stem), default=None)


def _owner_rank(picture: str, stem: str) -> tuple[bool, int]:
    own_stem, suffix = split_name(picture)
    kinds = (suffix in HEIF_SUFFIXES, suffix in JPEG_SUFFIXES, bool(suffix), True)
    # The place of its kind in the order of the module's docstring, the best first.
    return own_stem != stem, kinds.index(True)
