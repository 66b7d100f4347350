from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from catdog_gui.pictures.decoding import open_picture
from catdog_gui.pictures.models import PictureError
from catdog_gui.watching.completeness import is_complete

SHARED = Path(__file__).parents[3] / "shared"


def encoded(kind: str, **options: object) -> bytes:
    noise = Image.effect_noise((64, 48), 60).convert("RGB")
    buffer = io.BytesIO()
    noise.save(buffer, kind, **options)
    return buffer.getvalue()


def with_thumbnail() -> bytes:
    """A JPEG that holds another whole JPEG, end marker included, in its EXIF."""
    inner = encoded("JPEG")
    exif = b"Exif\0\0" + inner
    segment = b"\xff\xe1" + (len(exif) + 2).to_bytes(2, "big") + exif
    whole = encoded("JPEG")
    return whole[:2] + segment + whole[2:]


PICTURES = {
    "jpeg": encoded("JPEG"),
    "progressive": encoded("JPEG", progressive=True),
    "restarts": encoded("JPEG", restart_marker_blocks=2),
    "thumbnail": with_thumbnail(),
    "png": encoded("PNG"),
    "gif": encoded("GIF"),
    "animation": encoded("GIF", save_all=True, append_images=[Image.new("RGB", (64, 48), "red")]),
    "webp": encoded("WEBP"),
    "bmp": encoded("BMP"),
    "avif": encoded("AVIF"),
}


@pytest.fixture(params=PICTURES)
def content(request):
    return PICTURES[request.param]


def test_a_whole_picture_is_complete(content, tmp_path):
    path = tmp_path / "whole"
    path.write_bytes(content)
    assert is_complete(path)


def test_a_truncated_picture_is_incomplete_or_cannot_be_opened(content, tmp_path):
    path = tmp_path / "beginning"
    for length in {*range(16, len(content), max(len(content) // 150, 1)), *range(len(content) - 20, len(content))}:
        path.write_bytes(content[:length])
        if is_complete(path):
            with pytest.raises(PictureError):
                open_picture(path)


def test_bytes_after_the_end_do_no_harm(content, tmp_path):
    path = tmp_path / "more"
    path.write_bytes(content + (b"\0" * 7 if content[4:8] == b"ftyp" else b"\0 as phones append a film"))
    assert is_complete(path)


@pytest.mark.parametrize(
    "content", [b"", b"\xff\xd8", b"no picture at all", b"BMX and other words", b"GIF89a", b"RIFF"]
)
def test_a_file_that_is_no_picture_raises_nothing(content, tmp_path):
    path = tmp_path / "other"
    path.write_bytes(content)
    assert is_complete(path) in {True, False}


@pytest.mark.real
def test_real_pictures_are_complete():
    folders = [SHARED / "hires", SHARED / "datasets" / "Cat_and_Dog"]
    found = [path for folder in folders if folder.is_dir() for path in sorted(folder.rglob("*.jpg"))[:300]]
    if not found:
        pytest.skip("needs the pictures of ../shared")
    assert [path.name for path in found if not is_complete(path)] == []
