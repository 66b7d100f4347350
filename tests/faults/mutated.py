"""Mutated pictures through the whole command, in a process of its own for each thousand.

    python tests/faults/mutated.py [--pictures N] [--seed S] [--seconds T]

Each picture is a small one of a common format with some of its bytes changed, cut out, doubled or swapped. The command
must answer every file, end by itself with 0 or 1, and print no traceback; the first thousand that it does not is kept.
"""

from __future__ import annotations

import argparse
import io
import json
import random
import shutil
import subprocess
import sys
import tempfile
import time
from collections import Counter
from pathlib import Path

import numpy as np
from PIL import Image

ROOT = Path(__file__).parents[2]
_AT_ONCE = 1000
_MOST_SECONDS = 600
_SIDES = ((48, 36), (9, 70), (130, 90))
_FORMATS: tuple[tuple[str, dict[str, object]], ...] = (
    ("JPEG", {}),
    ("JPEG", {"progressive": True}),
    ("PNG", {}),
    ("GIF", {}),
    ("WEBP", {}),
    ("WEBP", {"lossless": True}),
    ("TIFF", {}),
    ("TIFF", {"compression": "tiff_lzw"}),
    ("TIFF", {"compression": "jpeg"}),
    ("BMP", {}),
    ("AVIF", {}),
    ("JPEG2000", {}),
    ("PPM", {}),
)


def originals() -> list[bytes]:
    noise = np.random.default_rng(1)
    found = []
    for width, height in _SIDES:
        picture = Image.fromarray(noise.integers(0, 256, (height, width, 3), np.uint8)).reduce(2)
        for name, options in _FORMATS:
            file = io.BytesIO()
            picture.save(file, name, **options)  # type: ignore[arg-type] - each format has options of its own
            found.append(file.getvalue())
    return found


def mutated(content: bytes, rng: random.Random) -> bytes:
    data = bytearray(content)
    for _ in range(rng.choice([1, 1, 2, 4, 16, 64])):
        at = rng.randrange(len(data)) if rng.random() < 0.5 else rng.randrange(min(len(data), 200))
        length = rng.choice([1, 1, 2, 4, 8, 64])
        match rng.randrange(6):
            case 0:
                data[at] ^= 1 << rng.randrange(8)
            case 1:
                data[at : at + length] = rng.randbytes(length)
            case 2:
                data[at : at + length] = rng.choice([b"\0", b"\xff", b"\x7f", b"\x80"]) * length
            case 3 if len(data) > 200:
                del data[at : at + length]
            case 4:
                data[at:at] = data[at : at + length]
            case _:
                other = rng.randrange(len(data))
                data[at : at + length] = data[other : other + length]
    return bytes(data[: rng.randrange(len(data) + 1)]) if rng.random() < 0.1 else bytes(data)


def classify(folder: Path, home: Path, model: Path) -> Counter[str]:
    """The answers of the command for a folder, by label.

    Raises:
        RuntimeError: it ended badly, or left a file unanswered.
    """
    command = [sys.executable, "-m", "catdog_gui", "--home", str(home), "classify", str(folder), "--json"]
    done = subprocess.run(
        [*command, "--model", str(model), "--workers", "2"], cwd=ROOT, capture_output=True, timeout=_MOST_SECONDS
    )
    if done.returncode not in {0, 1} or b"Traceback" in done.stderr:
        raise RuntimeError(f"exit code {done.returncode}: {done.stderr.decode(errors='replace')[-2000:]}")
    answers = {Path(line["path"]).name: line["label"] for line in map(json.loads, done.stdout.splitlines())}
    if unanswered := {path.name for path in folder.iterdir()} - set(answers):
        raise RuntimeError(f"unanswered: {sorted(unanswered)}")
    return Counter("failed" if label == "failed" else "scored" for label in answers.values())


def run(pictures: int, seed: int, seconds: float) -> int:
    from concurrency import write_model

    started, total = time.monotonic(), Counter[str]()
    contents = originals()
    with tempfile.TemporaryDirectory() as place:
        model = write_model(Path(place) / "model")
        for first in range(0, pictures, _AT_ONCE):
            if time.monotonic() - started > seconds:
                break
            folder, rng = Path(place) / "pictures", random.Random(seed + first)
            folder.mkdir()
            for number in range(min(_AT_ONCE, pictures - first)):
                (folder / f"{number}.jpg").write_bytes(mutated(rng.choice(contents), rng))
            try:
                total += classify(folder, Path(place) / "home", model)
            except (RuntimeError, subprocess.TimeoutExpired) as fault:
                kept = Path(tempfile.mkdtemp(prefix="catdog-mutated-")) / "pictures"
                shutil.copytree(folder, kept)
                print(f"{fault}\nkept in {kept}")
                return 1
            shutil.rmtree(folder)
    print(f"{sum(total.values())} pictures, {dict(total)}, {time.monotonic() - started:.0f} s, no fault")
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--pictures", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    options = parser.parse_args()
    sys.exit(run(options.pictures, options.seed, options.seconds))
