"""Measures how long a run takes to its first step, and how much memory it needs, for more and more pictures.

    python benchmarks/many_pictures.py --pictures 10000 100000 1000000

Writes WebDataset shards of small drawn JPEGs, and starts `finetune` on each set in a child process with a network of
random weights, which is stopped after some steps. With `--model` a real one is measured.
"""

from __future__ import annotations

import argparse
import io
import json
import os
import subprocess
import sys
import tarfile
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
import psutil
from PIL import Image

SHARD = 10_000
SIDE = 48
DISTINCT = 100
MEGABYTE = 1e6


class Measured(NamedTuple):
    """Seconds until the training began and until its first step was done; megabytes then and at the end."""

    began: float
    first_step: float
    at_first_step: float
    most: float


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--pictures", type=int, nargs="+", default=[10_000, 100_000, 1_000_000])
    parser.add_argument("--steps", type=int, default=100, help="steps after which a run is stopped")
    parser.add_argument("--model", default=None)
    parser.add_argument("--work", type=Path, default=Path("build/many_pictures"), help="keeps the shards")
    args, recipe = parser.parse_known_args()
    model = args.model or str(write_network(args.work / "network"))
    for pictures in args.pictures:
        folder = write_shards(args.work / f"{pictures}", pictures)
        found = measure(model, folder, args.work / f"{pictures}.out", args.steps, recipe)
        print(
            f"{pictures:>10,} pictures: training begins after {found.began:5.1f} s, first step after "
            f"{found.first_step:5.1f} s with {found.at_first_step:,.0f} MB; at most {found.most:,.0f} MB",
            flush=True,
        )


def measure(model: str, folder: Path, output: Path, steps: int, recipe: list[str]) -> Measured:
    arguments = ["finetune", "--json", "--model", model, "--dataset", str(folder), "--output", str(output), *recipe]
    began = time.monotonic()
    child = subprocess.Popen(
        [sys.executable, "-m", "trainer", *arguments], stdout=subprocess.PIPE, text=True,
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
    )  # fmt: skip
    process, training, first, at_first, most = psutil.Process(child.pid), 0.0, 0.0, 0.0, 0.0
    assert child.stdout is not None
    for line in child.stdout:
        event = json.loads(line)
        most = max(most, memory(process))
        if event["event"] == "error":
            print(event["message"], file=sys.stderr)
        if event["event"] == "progress" and event["stage"] == "training the whole network":
            training = training or time.monotonic() - began
            if event["step"] and not first:
                first, at_first = time.monotonic() - began, memory(process)
            if event["step"] >= steps:
                break
    child.terminate()
    child.stdout.close()
    child.wait()
    return Measured(training, first, at_first, most)


def memory(process: psutil.Process) -> float:
    """Megabytes that the process has to itself: pages of mapped files are the system's to take back."""
    found = process.memory_info()
    return float(found.rss - getattr(found, "shared", 0)) / MEGABYTE


def write_shards(folder: Path, pictures: int) -> Path:
    if (folder / "whole").exists():
        return folder
    folder.mkdir(parents=True, exist_ok=True)
    drawn = list(draw())
    for start in range(0, pictures, SHARD):
        with tarfile.open(folder / f"train-{start // SHARD:06}.tar", "w", format=tarfile.USTAR_FORMAT) as tar:
            for number in range(start, min(start + SHARD, pictures)):
                add(tar, f"{number:09}.jpg", drawn[number % DISTINCT])
                add(tar, f"{number:09}.cls", str(number % 2).encode())
    (folder / "whole").touch()
    return folder


def draw() -> Iterator[bytes]:
    """Noisy pictures: every second one is greener."""
    generator = np.random.default_rng(0)
    for number in range(DISTINCT):
        colour = (60, 190, 80) if number % 2 else (210, 70, 60)
        noisy = np.asarray(colour) + generator.normal(0, 55, (SIDE, SIDE, 3))
        buffer = io.BytesIO()
        Image.fromarray(noisy.clip(0, 255).astype(np.uint8)).save(buffer, "JPEG", quality=70)
        yield buffer.getvalue()


def add(tar: tarfile.TarFile, name: str, content: bytes) -> None:
    info = tarfile.TarInfo(name)
    info.size = len(content)
    tar.addfile(info, io.BytesIO(content))


def write_network(folder: Path) -> Path:
    """A small ResNet of random weights, at 32 pixels."""
    from transformers import ResNetConfig, ResNetForImageClassification
    from transformers.models.convnext.image_processing_pil_convnext import ConvNextImageProcessorPil

    config = ResNetConfig(embedding_size=12, hidden_sizes=[12, 24], depths=[1, 1], layer_type="basic")
    ResNetForImageClassification(config).save_pretrained(folder)
    ConvNextImageProcessorPil(size={"shortest_edge": 32}, crop_pct=0.875).save_pretrained(folder)
    return folder


if __name__ == "__main__":
    main()
