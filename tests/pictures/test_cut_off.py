"""Files that end early are read if they contain at least half of the picture."""

from __future__ import annotations

import io

import pytest
from PIL import Image

from catdog_gui.pictures.decoding import open_picture
from catdog_gui.pictures.models import PictureError, PictureErrorKind


def cut(format_name: str, share: float) -> bytes:
    buffer = io.BytesIO()
    Image.effect_noise((200, 200), 90).convert("RGB").save(buffer, format_name)
    content = buffer.getvalue()
    return content[: int(len(content) * share)]


@pytest.mark.parametrize("format_name", ["PNG", "GIF", "TIFF", "BMP", "JPEG"])
def test_most_of_a_picture_is_read(format_name: str) -> None:
    assert open_picture(cut(format_name, 0.8)).size == (200, 200)


@pytest.mark.parametrize("format_name", ["PNG", "GIF", "TIFF", "BMP", "JPEG"])
def test_little_of_a_picture_is_refused(format_name: str) -> None:
    with pytest.raises(PictureError, match="cut off") as raised:
        open_picture(cut(format_name, 0.15))
    assert raised.value.kind is PictureErrorKind.TRUNCATED


def test_a_picture_of_one_colour_is_not_taken_for_cut_off() -> None:
    buffer = io.BytesIO()
    Image.new("RGB", (50, 50), "black").save(buffer, "PNG")
    assert open_picture(buffer.getvalue()).getpixel((9, 9)) == (0, 0, 0)
