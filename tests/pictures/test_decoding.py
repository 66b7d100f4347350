"""Every picture is opened upright and in RGB, or refused with one sentence."""

from __future__ import annotations

import contextlib
import io
import os
import random
import struct
import sys
import time
import zlib
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageFile

from catdog_gui.pictures import decoding
from catdog_gui.pictures.decoding import open_picture, picture_size
from catdog_gui.pictures.models import PictureError, PictureErrorKind

SHARED = Path(__file__).parents[3] / "shared"
FLIP = Image.Transpose
STORED_AS = {
    1: (),
    2: (FLIP.FLIP_LEFT_RIGHT,),
    3: (FLIP.ROTATE_180,),
    4: (FLIP.FLIP_TOP_BOTTOM,),
    5: (FLIP.TRANSPOSE,),
    6: (FLIP.ROTATE_90,),
    7: (FLIP.TRANSVERSE,),
    8: (FLIP.ROTATE_270,),
}
FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "AVIF", "MPO")


def quartered(width: int = 48, height: int = 64) -> Image.Image:
    """Each quarter has its own colour, so that every turn or flip changes the picture."""
    pixels = np.zeros((height, width, 3), np.uint8)
    down, across = height // 2, width // 2
    pixels[:down, :across], pixels[:down, across:] = (230, 20, 20), (20, 230, 20)
    pixels[down:, :across], pixels[down:, across:] = (20, 20, 230), (230, 230, 230)
    return Image.fromarray(pixels)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    file = io.BytesIO()
    if kind == "MPO":
        options |= {"save_all": True, "append_images": [image]}
    image.save(file, kind, **options)
    return file.getvalue()


def largest_difference(one: Image.Image, other: Image.Image) -> int:
    """Compares the centres of a 4 x 4 grid only, because lossy formats blur the borders between colours."""
    assert one.size == other.size
    pixels = [np.asarray(image).astype(int) for image in (one, other)]
    rows, columns = (np.array([1, 3, 5, 7]) * side // 8 for side in (one.height, one.width))
    return int(np.abs(pixels[0][np.ix_(rows, columns)] - pixels[1][np.ix_(rows, columns)]).max())


def failure(source: Path | bytes) -> PictureError:
    with pytest.raises(PictureError) as caught:
        open_picture(source)
    return caught.value


@pytest.mark.parametrize("orientation", STORED_AS)
@pytest.mark.parametrize("options", [*((kind, {}) for kind in FORMATS), ("TIFF", {"compression": "tiff_lzw"})])
def test_orientation_is_applied_once(tmp_path: Path, options: tuple[str, dict[str, object]], orientation: int) -> None:
    image = quartered()
    stored = image
    for step in STORED_AS[orientation]:
        stored = stored.transpose(step)
    exif = Image.Exif()
    exif[0x0112] = orientation
    (tmp_path / "a").write_bytes(encoded(stored, options[0], exif=exif, **options[1]))
    assert largest_difference(open_picture(tmp_path / "a"), image) < 40
    assert picture_size(tmp_path / "a") == image.size


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "GIF", "BMP", "TIFF", "AVIF", "MPO"])
def test_the_content_decides_whatever_the_suffix(tmp_path: Path, kind: str) -> None:
    for name in ("a.jpg", "a.png", "a.heic", "a.txt", "a"):
        (tmp_path / name).write_bytes(encoded(quartered(), kind))
        assert largest_difference(open_picture(tmp_path / name), quartered()) < 60


def test_a_draft_is_not_smaller_than_the_side_asked_for() -> None:
    picture = encoded(quartered(3000, 2000), "JPEG")
    for side in (1, 224, 250, 251, 1999, 5000):
        assert min(open_picture(picture, side).size) >= min(side, 2000)
    assert open_picture(picture, 224).size == (375, 250)


# Colour


def grey_png(values: np.ndarray, **options: object) -> bytes:
    return encoded(Image.fromarray(values), "PNG", **options)


def test_sixteen_bits_are_scaled_not_cut_off() -> None:
    values = np.array([[0, 257, 32896, 65535]], np.uint16)
    assert np.asarray(open_picture(grey_png(values)))[0, :, 0].tolist() == [0, 1, 128, 255]
    assert np.asarray(open_picture(encoded(Image.fromarray(values), "TIFF")))[0, :, 0].tolist() == [0, 1, 128, 255]


def test_sixteen_bits_with_a_transparent_value() -> None:
    values = np.array([[0, 257, 32896, 65535]], np.uint16)
    assert np.asarray(open_picture(grey_png(values, transparency=257)))[0, :, 0].tolist() == [0, 255, 128, 255]


def test_sixteen_bits_a_channel() -> None:
    rows = b"".join(b"\0" + struct.pack(">6H", 65535, 32896, 0, 0, 257, 65535) for _ in range(2))
    assert np.asarray(open_picture(png(2, 2, 16, 2, rows)))[0].tolist() == [[255, 128, 0], [0, 1, 255]]


def png(width: int, height: int, depth: int, colour: int, rows: bytes) -> bytes:
    def chunk(name: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))

    header = struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


@pytest.mark.parametrize("compression", ["tiff_lzw", "jpeg", "raw", "tiff_adobe_deflate", "packbits"])
def test_tiff_compressions(compression: str) -> None:
    assert largest_difference(open_picture(encoded(quartered(), "TIFF", compression=compression)), quartered()) < 60


def test_cmyk_with_and_without_the_signature_of_adobe() -> None:
    inks = quartered().convert("CMYK")
    signed = encoded(inks, "JPEG", quality=95)
    assert largest_difference(open_picture(signed), quartered()) < 40
    start = signed.index(b"\xff\xee")
    length = struct.unpack(">H", signed[start + 2 : start + 4])[0]
    unsigned = signed[:start] + signed[start + 2 + length :]
    pixels = np.asarray(open_picture(unsigned)).astype(int)
    assert (
        np.abs(pixels[8, 8] - np.asarray(Image.fromarray(255 - np.asarray(inks), "CMYK").convert("RGB"))[8, 8]).max()
        < 12
    )


def test_cmyk_tiff() -> None:
    assert largest_difference(open_picture(encoded(quartered().convert("CMYK"), "TIFF")), quartered()) < 40


@pytest.mark.parametrize("mode", ["LA", "RGBA"])
@pytest.mark.parametrize("kind", ["PNG", "WEBP", "TIFF"])
def test_transparent_pixels_are_white(mode: str, kind: str) -> None:
    image = Image.new(mode, (16, 16), 0)
    options = {"lossless": True} if kind == "WEBP" else {}
    assert np.asarray(open_picture(encoded(image, kind, **options))).min() == 255


def test_half_transparent_black_is_grey() -> None:
    image = Image.new("RGBA", (4, 4), (0, 0, 0, 128))
    assert abs(int(np.asarray(open_picture(encoded(image, "PNG"))).mean()) - 127) <= 1


@pytest.mark.parametrize(("mode", "transparency"), [("P", 0), ("L", 0), ("RGB", (0, 0, 0)), ("1", 0)])
def test_a_transparent_colour_is_white(mode: str, transparency: object) -> None:
    image = Image.new(mode, (16, 16), 0)
    assert np.asarray(open_picture(encoded(image, "PNG", transparency=transparency))).min() == 255


@pytest.mark.parametrize(
    "mode", ["1", "L", "P", "LA", "PA", "La", "RGBa", "RGBX", "YCbCr", "LAB", "I", "F", "I;16", "I;16B"]
)
def test_every_mode_becomes_rgb(mode: str) -> None:
    source = Image.new({"La": "LA", "RGBa": "RGBA"}.get(mode, mode), (5, 3)).convert(mode)
    rgb = decoding._to_rgb(source)
    assert (rgb.mode, rgb.size) == ("RGB", (5, 3))


# Animations


@pytest.mark.parametrize("kind", ["GIF", "PNG", "WEBP", "AVIF"])
def test_of_an_animation_the_first_frame_is_read_and_no_more(kind: str) -> None:
    noise = np.random.default_rng(0).integers(0, 255, (60, 64, 64, 3), np.uint8)
    frames = [quartered(64, 64), *(Image.fromarray(frame) for frame in noise)]
    film = encoded(frames[0], kind, save_all=True, append_images=frames[1:], duration=40)
    still = encoded(frames[0], kind)
    assert largest_difference(open_picture(film), frames[0]) < 60
    assert seconds(film) < 20 * seconds(still) + 0.02


def seconds(picture: bytes) -> float:
    """The shortest of five runs, because other work on the machine makes runs longer."""
    times = []
    for _ in range(5):
        started = time.process_time()
        open_picture(picture)
        times.append(time.process_time() - started)
    return min(times)


# Bounds and errors


@pytest.mark.parametrize("side", [30_000, 65_500, 2**31 - 1])
def test_a_decompression_bomb_is_refused_early(side: int) -> None:
    started = time.process_time()
    assert failure(png(side, side, 1, 0, bytes(100))).kind is PictureErrorKind.TOO_LARGE
    assert time.process_time() - started < 0.5


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="reads the memory in use from /proc")
def test_a_decompression_bomb_takes_no_memory() -> None:
    import resource

    open_picture(png(100, 100, 1, 0, bytes(1400)))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    failure(png(30_000, 30_000, 1, 0, bytes(1_000_000)))
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000


def test_a_cut_off_picture_is_read_if_half_of_it_is_there(tmp_path: Path) -> None:
    noise = Image.fromarray(np.random.default_rng(0).integers(0, 255, (400, 400, 3), np.uint8))
    whole = encoded(noise, "JPEG")
    assert open_picture(whole[: len(whole) * 7 // 10]).size == (400, 400)
    error = failure(whole[: len(whole) * 2 // 10])
    assert error.kind is PictureErrorKind.TRUNCATED
    assert "cut off" in str(error)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"<html>404</html>", PictureErrorKind.NOT_A_PICTURE),
        (b"\xff\xd8\xff", PictureErrorKind.CORRUPT),
        (b"\x89PNG\r\n\x1a\n", PictureErrorKind.CORRUPT),
        (b"\0\0\0\x18ftypheic" + bytes(20), PictureErrorKind.CORRUPT),
        (b"", PictureErrorKind.EMPTY),
    ],
)
def test_what_cannot_be_read_has_a_reason(tmp_path: Path, content: bytes, reason: PictureErrorKind) -> None:
    (tmp_path / "a.jpg").write_bytes(content)
    assert failure(tmp_path / "a.jpg").kind is reason


def test_a_reason_is_a_sentence_whatever_a_decoder_raises(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.png"
    Image.new("RGB", (8, 8)).save(path)
    monkeypatch.setattr(ImageFile.ImageFile, "load", lambda _image: b"\xf4".decode("ascii"))
    with pytest.raises(PictureError) as caught:
        open_picture(path)
    assert caught.value.message == "the file is damaged"


def test_a_folder_or_missing_file_has_a_reason(tmp_path: Path) -> None:
    (tmp_path / "album.jpg").mkdir()
    assert failure(tmp_path / "album.jpg").kind in (PictureErrorKind.NOT_A_PICTURE, PictureErrorKind.UNREADABLE)
    assert failure(tmp_path / "gone.jpg").kind is PictureErrorKind.MISSING


@pytest.mark.skipif(sys.platform == "win32", reason="no named pipes in folders")
@pytest.mark.timeout(10)
def test_a_pipe_does_not_hang(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    assert failure(tmp_path / "pipe.jpg").kind is PictureErrorKind.NOT_A_PICTURE


def test_reading_a_slow_file_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(decoding, "MAX_SECONDS", -1.0)
    (tmp_path / "a.jpg").write_bytes(encoded(quartered(), "JPEG"))
    assert failure(tmp_path / "a.jpg").kind is PictureErrorKind.TIMEOUT


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
def test_files_are_closed_after_errors_too(tmp_path: Path) -> None:
    (tmp_path / "good.jpg").write_bytes(encoded(quartered(), "JPEG"))
    (tmp_path / "bad.tif").write_bytes(encoded(quartered(), "TIFF")[:60])
    before = open_files()
    for _ in range(20):
        open_picture(tmp_path / "good.jpg")
        failure(tmp_path / "bad.tif")
        failure(tmp_path)
    assert open_files() == before


def open_files() -> int:
    descriptors = Path("/proc/self/fd")
    return sum(1 for _ in descriptors.iterdir()) if descriptors.exists() else 0


def test_a_tiff_compression_that_is_not_read_is_named(capfd: pytest.CaptureFixture[str]) -> None:
    tiff = bytearray(encoded(quartered(), "TIFF", compression="tiff_lzw"))
    entry = tiff.index(struct.pack("<HHI", 259, 3, 1))
    tiff[entry + 8 : entry + 10] = struct.pack("<H", 50001)
    error = failure(bytes(tiff))
    assert error.kind is PictureErrorKind.NOT_A_PICTURE
    assert "webp" in str(error)
    assert capfd.readouterr().err == ""


def test_pillow_logs_nothing(caplog: pytest.LogCaptureFixture) -> None:
    tiff = bytearray(encoded(quartered(), "TIFF"))
    entry = tiff.index(struct.pack("<HHI", 277, 3, 1))
    tiff[entry + 8 : entry + 10] = struct.pack("<H", 100)
    assert failure(bytes(tiff)).kind is PictureErrorKind.CORRUPT
    assert caplog.records == []


def _samples() -> dict[str, bytes]:
    image = quartered(40, 40)
    samples = {kind.lower(): encoded(image, kind) for kind in ("JPEG", "PNG", "WEBP", "GIF", "BMP", "AVIF", "MPO")}
    samples |= {
        f"tiff-{name}": encoded(image, "TIFF", compression=name)
        for name in ("raw", "tiff_lzw", "jpeg", "tiff_adobe_deflate")
    }
    samples |= {
        "progressive": encoded(image, "JPEG", progressive=True),
        "gif-film": encoded(image, "GIF", save_all=True, append_images=[image.rotate(90)]),
    }
    heic = SHARED / "awkward" / "heif_avif" / "ph_RGB_12__29x100.heif"
    return samples | ({"heif": heic.read_bytes()} if heic.exists() else {})


SAMPLES = _samples()


@pytest.mark.filterwarnings("ignore::UserWarning:PIL")
@pytest.mark.parametrize("name", SAMPLES)
def test_a_damaged_file_gives_a_picture_or_a_picture_error_and_no_output(
    name: str, capfd: pytest.CaptureFixture[str]
) -> None:
    rng = random.Random(name)
    for _ in range(60):
        damaged = _damaged(SAMPLES[name], rng)
        started = time.process_time()
        with contextlib.suppress(PictureError):
            assert open_picture(damaged, 32).mode == "RGB"
        assert time.process_time() - started < 5
    captured = capfd.readouterr()
    assert captured.err + captured.out == ""


def _damaged(content: bytes, rng: random.Random) -> bytes:
    damaged = bytearray(content)
    for _ in range(rng.choice((0, 1, 3, 20))):
        # Half of the changes are in the first bytes, where lengths and sizes are stored.
        end = len(damaged) if rng.random() < 0.5 else min(64, len(damaged))
        damaged[rng.randrange(end)] = rng.randrange(256)
    return bytes(damaged[: rng.randrange(len(damaged))]) if rng.random() < 0.4 else bytes(damaged)
