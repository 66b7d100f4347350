"""Thumbnails, previews, and the size and time of a picture."""

from __future__ import annotations

import os
from datetime import datetime
from pathlib import Path

import numpy as np
import pytest
from PIL import ExifTags, Image

from catdog_gui.pictures.image_info import read_image_info
from catdog_gui.pictures.models import PictureError, PictureErrorKind
from catdog_gui.pictures.thumbnails import preview, thumbnail


def striped(width: int, height: int) -> Image.Image:
    """Red on the left, green in the middle square, blue on the right (or top, middle, bottom)."""
    pixels = np.zeros((height, width, 3), np.uint8)
    edge = min(width, height)
    along, far = (1, (width - edge) // 2) if width > height else (0, (height - edge) // 2)
    pixels = np.moveaxis(pixels, along, 0)
    pixels[:far], pixels[far : far + edge], pixels[far + edge :] = (255, 0, 0), (0, 255, 0), (0, 0, 255)
    return Image.fromarray(np.ascontiguousarray(np.moveaxis(pixels, 0, along)))


@pytest.mark.parametrize("size", [(900, 300), (300, 900), (3200, 1600), (64, 32), (301, 300)])
@pytest.mark.parametrize("name", ["a.png", "a.jpg"])
def test_a_tile_is_the_middle_square(tmp_path: Path, size: tuple[int, int], name: str) -> None:
    striped(*size).save(tmp_path / name, quality=95)
    tile = thumbnail(tmp_path / name, 128)
    assert tile.shape == (128, 128, 3)
    assert tile.dtype == np.uint8
    assert tile.flags.c_contiguous
    assert tile[4:-4, 4:-4, 1].min() > 230
    assert tile[4:-4, 4:-4, (0, 2)].max() < 60


def test_a_tile_is_upright(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 6
    pixels = np.zeros((600, 800, 3), np.uint8)
    pixels[:, :400] = 255
    Image.fromarray(pixels).save(tmp_path / "a.jpg", exif=exif)
    tile = thumbnail(tmp_path / "a.jpg", 64)
    assert tile[:28].min() > 200
    assert tile[36:].max() < 50


@pytest.mark.parametrize(
    ("size", "box", "expected"),
    [((4000, 3000), (800, 800), (600, 800)), ((300, 4000), (800, 400), (400, 30)), ((40, 30), (800, 800), (30, 40))],
)
def test_a_preview_is_whole_and_never_enlarged(
    tmp_path: Path, size: tuple[int, int], box: tuple[int, int], expected: tuple[int, int]
) -> None:
    Image.new("RGB", size).save(tmp_path / "a.jpg")
    assert preview(tmp_path / "a.jpg", *box).shape == (*expected, 3)


def test_one_pixel_is_enough_for_a_tile(tmp_path: Path) -> None:
    Image.new("RGB", (1, 1), "red").save(tmp_path / "a.png")
    assert (thumbnail(tmp_path / "a.png", 16) == (255, 0, 0)).all()


def test_size_and_time_from_the_camera(tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[ExifTags.Base.Orientation] = 8
    exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = "2019:05:17 08:30:01"
    Image.new("RGB", (40, 30)).save(tmp_path / "a.jpg", exif=exif)
    info = read_image_info(tmp_path / "a.jpg")
    assert (info.width, info.height, info.file_size) == (30, 40, (tmp_path / "a.jpg").stat().st_size)
    assert info.has_exif_time
    assert info.taken_at == datetime(2019, 5, 17, 8, 30, 1).astimezone()


@pytest.mark.parametrize(
    "date", [None, "0000:00:00 00:00:00", "    :  :     :  :  ", "2019:13:45 99:99:99", "x", "9999:12:31 23:59:59"]
)
def test_without_a_valid_date_the_modification_time_is_taken(tmp_path: Path, date: str | None) -> None:
    exif = Image.Exif()
    if date is not None:
        exif.get_ifd(ExifTags.IFD.Exif)[ExifTags.Base.DateTimeOriginal] = date
    Image.new("RGB", (4, 3)).save(tmp_path / "a.jpg", exif=exif)
    os.utime(tmp_path / "a.jpg", (1_500_000_000, 1_500_000_000))
    info = read_image_info(tmp_path / "a.jpg")
    if date is None or not date.startswith("9999"):
        assert not info.has_exif_time
        assert info.taken_at.timestamp() == 1_500_000_000
    assert info.taken_at.tzinfo is not None


def test_the_size_of_a_file_that_is_no_picture_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_text("hello")
    with pytest.raises(PictureError) as caught:
        read_image_info(tmp_path / "a.jpg")
    assert caught.value.kind is PictureErrorKind.NOT_A_PICTURE
