"""Folders of made-up pictures, the same for the same seed, and the places that they and the program's home are in."""

from __future__ import annotations

import os
import random
import shutil
import struct
import zlib
from dataclasses import dataclass, field
from pathlib import Path

# Accepted by every file system, and no two of them are one name where case does not count.
_STEMS = ("a", "b (2)", "ä\N{SNOWMAN}", "s/c", "s/t/d")
_XMP = (
    '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#">'
    '<rdf:Description rdf:about="" xmlns:n="urn:n" n:number="{}"/></rdf:RDF></x:xmpmeta>'
)
_SIDES = (1, 8, 40)
_LARGE_SIDE = 640  # a file of more than one write


@dataclass(frozen=True, slots=True)
class Places:
    """Where a run works: the pictures, the folder that they are sorted into, and the home of the program."""

    pictures: Path
    into: Path
    home: Path

    @property
    def roots(self) -> tuple[Path, Path, Path]:
        return (self.pictures, self.into, self.home)

    def clear(self) -> None:
        """Empties all three."""
        for root in self.roots:
            shutil.rmtree(root, ignore_errors=True)
            root.mkdir(parents=True)


@dataclass(frozen=True, slots=True)
class Scene:
    """What is there before a run; names are relative to the pictures' folder or, in `taken`, to the destination.

    `groups` are a label and the names of a group's files, the picture first.
    """

    files: dict[str, bytes]
    groups: tuple[tuple[str, tuple[str, ...]], ...]
    taken: dict[str, bytes]
    modes: dict[str, int] = field(default_factory=dict)

    def build(self, places: Places, destination: Path) -> None:
        """Makes the files in empty places."""
        for root, files in ((places.pictures, self.files), (destination, self.taken)):
            for n, (name, content) in enumerate(files.items()):
                path = root / name
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_bytes(content)
                path.chmod(self.modes.get(name, 0o644))
                os.utime(path, ns=(1_500_000_000_000_000_000, 1_500_000_000_123_456_700 + n * 10**10))


def _png(pixels: bytes, side: int) -> bytes:
    """A square picture of RGB pixels."""
    rows = b"".join(b"\0" + pixels[at : at + 3 * side] for at in range(0, len(pixels), 3 * side))
    chunks = (
        (b"IHDR", struct.pack(">IIBBBBB", side, side, 8, 2, 0, 0, 0)),
        (b"IDAT", zlib.compress(rows, 1)),
        (b"IEND", b""),
    )
    return b"\x89PNG\r\n\x1a\n" + b"".join(
        struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data)) for name, data in chunks
    )


def make_scene(seed: int) -> Scene:
    """Two to four groups: sidecars, equal contents, a name that is taken, sometimes a picture of several writes."""
    chance = random.Random(seed)
    files: dict[str, bytes] = {}
    groups = []
    for stem in chance.sample(_STEMS, chance.randint(2, 4)):
        names = [f"{stem}.jpg", *(f"{stem}{end}" for end in (".xmp", ".jpg.xmp") if chance.random() < 0.4)]
        side = _LARGE_SIDE if chance.random() < 0.06 else chance.choice(_SIDES)
        files[names[0]] = _png(bytes(3), 1) if chance.random() < 0.2 else _png(chance.randbytes(3 * side**2), side)
        files |= {name: _XMP.format(chance.random()).encode() for name in names[1:]}
        groups.append((chance.choice(("cat", "cat", "dog", "unsure")), tuple(names)))
    label, (picture, *_) = groups[0]
    taken = {f"{label}/{picture}": b"in the way"} if label != "unsure" and chance.random() < 0.4 else {}
    modes = {name: chance.choice((0o644, 0o600, 0o664)) for name in files}
    return Scene(files, tuple(groups), taken, modes)
