"""Small files that ask a decoder for gigabytes or minutes, and what it takes to open all of them at once.

    python tests/pictures/costly_pictures.py FOLDER [SECONDS]

writes them, opens them with eight threads, and prints for each what was said and how long it took; then the most
memory that the process and its children had at once (MB). SECONDS is how long one picture may take (20).
"""

from __future__ import annotations

import io
import json
import os
import struct
import sys
import threading
import time
import zlib
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PIL import Image

from catdog_gui.pictures import decoding
from catdog_gui.pictures.decoding import open_picture
from catdog_gui.pictures.models import PictureError

WORKERS = 8
SHORT_SIDE = 224
_SPARSE_BYTES = (1 << 30) - 1
_SCANS = 50_000


def write_costly_pictures(folder: Path) -> list[Path]:
    folder.mkdir(exist_ok=True)
    contents = {
        "flat.webp": _flat_webp(16383, 7800),
        "flat-again.webp": _flat_webp(11000, 11000),
        "large.webp": _flat_webp(5000, 5000),
        "thin.png": _flat_png(1, 120_000_000),
        "wide.png": _flat_png(30_000, 4_000),
        "scans.jpg": _jpeg_of_many_scans(2000),
        "real.tif": _flat_float_tiff(8000),
    }
    for name, content in contents.items():
        (folder / name).write_bytes(content)
    for name in ("sparse.webp", "sparse.avif", "sparse.tif"):
        file = folder / name
        Image.new("RGB", (64, 64), "red").save(file)
        os.truncate(file, _SPARSE_BYTES)
    return sorted(folder.iterdir())


def _flat_webp(width: int, height: int) -> bytes:
    """A lossless picture of one colour: its size is in the header alone."""
    file = io.BytesIO()
    Image.new("RGB", (1, 1), "red").save(file, "WEBP", lossless=True)
    content = bytearray(file.getvalue())
    start = content.index(b"VP8L") + 9
    (bits,) = struct.unpack_from("<I", content, start)
    struct.pack_into("<I", content, start, bits & ~((1 << 28) - 1) | (width - 1) | (height - 1) << 14)
    return bytes(content)


def _flat_png(width: int, height: int) -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    packer = zlib.compressobj(1)
    rows = 1 + (1 << 20) // (width + 1)
    pieces = [packer.compress(bytes((width + 1) * min(rows, height - done))) for done in range(0, height, rows)]
    data = b"".join([*pieces, packer.flush()])
    header = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")


def _flat_float_tiff(side: int) -> bytes:
    """One uncompressed strip that the file does not have."""
    tags = [(256, 4, side), (257, 4, side), (258, 3, 32), (259, 3, 1), (262, 3, 1), (273, 4, 200), (277, 3, 1)]
    tags += [(278, 4, side), (279, 4, side * side * 4), (339, 3, 3)]
    entries = b"".join(struct.pack("<HHII", tag, kind, 1, value) for tag, kind, value in tags)
    return (b"II*\0" + struct.pack("<IH", 8, len(tags)) + entries + bytes(4)).ljust(1 << 16, b"\0")


def _jpeg_of_many_scans(side: int) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (side, side), "red").save(file, "JPEG", progressive=True)
    content = file.getvalue()
    scan = b"\xff\xda\x00\x08\x01\x01\x00\x01\x3f\x00"
    return content[:-2] + scan * _SCANS + content[-2:]


def _children_of_all_threads() -> list[str]:
    children = []
    for task in Path("/proc/self/task").iterdir():
        try:
            children += (task / "children").read_text().split()
        except OSError:
            continue
    return children


def _watch(peak: list[int], stop: threading.Event) -> None:
    while not stop.wait(0.01):
        total = 0
        for process in ("self", *_children_of_all_threads()):
            try:
                fields = Path(f"/proc/{process}/statm").read_text().split()
            except OSError:
                continue
            total += int(fields[1]) * os.sysconf("SC_PAGE_SIZE")
        peak[0] = max(peak[0], total)


def _open(path: Path) -> dict[str, object]:
    started = time.monotonic()
    try:
        said = "x".join(map(str, open_picture(path, SHORT_SIDE).size))
    except PictureError as error:
        said = error.message
    return {"name": path.name, "said": said, "seconds": round(time.monotonic() - started, 1)}


def main(folder: Path) -> None:
    files = write_costly_pictures(folder)
    peak, stop = [0], threading.Event()
    watcher = threading.Thread(target=_watch, args=(peak, stop))
    watcher.start()
    try:
        with ThreadPoolExecutor(WORKERS) as pool:
            answers = list(pool.map(_open, files))
    finally:
        stop.set()
        watcher.join()
    print(json.dumps({"answers": answers, "peak_mb": peak[0] >> 20}))


if __name__ == "__main__":
    decoding.MAX_SECONDS = float(sys.argv[2]) if len(sys.argv) > 2 else decoding.MAX_SECONDS
    main(Path(sys.argv[1]))
