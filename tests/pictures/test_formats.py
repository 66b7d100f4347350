"""Formats beyond the usual ones are read under the same bounds."""

from __future__ import annotations

import struct
from pathlib import Path

import pytest
from PIL import Image

from catdog_gui.pictures.decoding import open_picture
from catdog_gui.pictures.discovery import find_groups
from catdog_gui.pictures.models import Group


def psd(side: int) -> bytes:
    """A picture of one red layer: Pillow reads the format, but does not write it."""
    header = b"8BPS" + struct.pack(">H6xHIIHH", 1, 3, side, side, 8, 3)
    plane = side * side
    return header + bytes(12) + b"\0\0" + b"\xff" * plane + bytes(2 * plane)


def write_red(file: Path) -> None:
    red = Image.new("RGB", (40, 40), (255, 0, 0))
    if file.suffix == ".psd":
        file.write_bytes(psd(40))
    elif file.suffix == ".avifs":
        red.save(file, "AVIF", save_all=True, append_images=[Image.new("RGB", (40, 40), "blue")], quality=100)
    else:
        red.save(file)


@pytest.mark.parametrize("name", ["a.psd", "a.jp2", "a.ppm", "a.avifs"])
def test_a_picture_in_this_format_is_found_and_read(tmp_path: Path, name: str) -> None:
    write_red(tmp_path / name)
    assert [each.picture.name for each in find_groups(tmp_path) if isinstance(each, Group)] == [name]
    red, green, blue = open_picture(tmp_path / name, 10).resize((1, 1)).getpixel((0, 0))
    assert (red > 240, green < 15, blue < 15) == (True, True, True)


@pytest.mark.parametrize("name", ["a.psd", "a.jp2"])
def test_it_is_known_without_its_suffix(tmp_path: Path, name: str) -> None:
    write_red(tmp_path / name)
    (tmp_path / name).rename(tmp_path / "a")
    assert [each.picture.name for each in find_groups(tmp_path) if isinstance(each, Group)] == ["a"]


def test_grey_values_are_read(tmp_path: Path) -> None:
    Image.new("L", (40, 40), 200).save(tmp_path / "a.pgm")
    assert open_picture(tmp_path / "a.pgm").getpixel((0, 0)) == (200, 200, 200)
