"""What a graphics card gives: pictures per second of the whole command, of single networks, and of training.

    python benchmarks/graphics.py [--pictures 4000]

Needs CUDA or MPS and the train extra, and says so where they are missing. The pictures are painted JPEGs of
1600 x 1200, so that decoding costs what it costs for photographs. ResNet-50 has random weights, which take as long as
trained ones.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import numpy as np
from pictures import link_pictures, paint_pictures
from PIL import Image

from catdog_gui.classify.cache import NoCache
from catdog_gui.classify.classifying import classify
from catdog_gui.classify.engine import default_workers
from catdog_gui.classify.model_folder import BUNDLED, read_model_folder
from catdog_gui.classify.scorer import open_scorer
from catdog_gui.pictures.decoding import open_picture

BATCH_SIZES = (1, 4, 16, 64, 128, 256, 512)
PAINTED = 200
REPEATS = 5
PIPELINE_PICTURES = 500
TRAINING_BATCH = 64
TRAINING_STEPS = 20


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, default=4000)
    args = parser.parse_args()
    device = _device()
    if device is None:
        print("no graphics device: torch finds neither CUDA nor MPS here")
        return 0
    print(f"{_device_name(device)}, {default_workers()} cores, torch {_torch().__version__}")
    with tempfile.TemporaryDirectory() as scratch:
        folder = link_pictures(paint_pictures(Path(scratch, "painted"), PAINTED), Path(scratch, "many"), args.pictures)
        files = sorted(folder.iterdir())
        for engine in ("onnx", "torch"):
            seconds = command_seconds(folder, Path(scratch, f"home-{engine}"), engine)
            row(f"catdog classify --engine {engine}, whole process", len(files) / seconds)
        shares(files)
        row("transformers.pipeline, ResNet-50, batch 64, 8 workers", pipeline_rate(files[:PIPELINE_PICTURES], device))
    for batch in BATCH_SIZES:
        row(f"ResNet-50 alone, half precision, batch {batch}", network_rate(device, batch))
    row(f"ResNet-50 training, half precision, batch {TRAINING_BATCH}", training_rate(device))
    return 0


def row(name: str, rate: float) -> None:
    print(f"{name:<58} {rate:9.0f} pictures/s", flush=True)


def command_seconds(folder: Path, home: Path, engine: str) -> float:
    """Seconds of a whole `catdog classify` process with nothing in its cache."""
    command = [sys.executable, "-m", "catdog_gui", "--home", str(home), "classify", str(folder), "--engine", engine]
    began = time.perf_counter()
    ended = subprocess.run([*command, "--json"], check=True, capture_output=True, text=True)
    seconds = time.perf_counter() - began
    looks = [json.loads(line)["look"] for line in ended.stdout.splitlines()]
    print(f"  {engine}: {np.mean([look == 2 for look in looks]):.1%} of the pictures were looked at twice")
    return seconds


def shares(files: Sequence[Path]) -> None:
    """Where the time goes: decoding on all cores alone, the engine alone, and both in one stream."""
    model = read_model_folder(BUNDLED)
    scorer = open_scorer(model, "torch")
    with ThreadPoolExecutor(default_workers()) as pool:
        began = time.perf_counter()
        pictures = list(pool.map(lambda file: open_picture(file, scorer.min_side), files))
        row(f"  decoding alone, {default_workers()} threads", len(files) / (time.perf_counter() - began))
    row("  both looks alone, on decoded pictures", len(files) / timed(lambda: _score_all(scorer, pictures)))
    stream = lambda: list(classify(files, scorer, NoCache(), default_workers(), threading.Event()))  # noqa: E731
    row("  decoding and both looks in one stream", len(files) / timed(stream))


def _score_all(scorer: Any, pictures: Sequence[Image.Image]) -> None:
    for start in range(0, len(pictures), scorer.batch_size):
        scorer.scores(pictures[start : start + scorer.batch_size])


def pipeline_rate(files: Sequence[Path], device: Any) -> float:
    """Pictures per second of transformers' own way on the same card, batched."""
    from transformers import ConvNextImageProcessorPil, pipeline

    processor = ConvNextImageProcessorPil(size={"shortest_edge": 224}, crop_pct=0.875)
    torch = _torch()
    run = pipeline(
        "image-classification", model=_resnet50(), image_processor=processor, device=device, dtype=torch.float16
    )
    paths = [os.fspath(file) for file in files]
    run(paths[:64], batch_size=64)
    return len(files) / timed(lambda: run(paths, batch_size=64, num_workers=8))


def network_rate(device: Any, batch: int) -> float:
    """Pictures per second of the network alone, the data on the card already; 0 where they do not fit."""
    torch = _torch()
    network = _resnet50().to(device, memory_format=torch.channels_last)
    pixels = torch.rand(batch, 3, 224, 224, device=device).contiguous(memory_format=torch.channels_last)

    def run() -> None:
        with torch.inference_mode(), torch.autocast(device.type, _half(device)):
            network(pixel_values=pixels)
        _wait_for(device)

    try:
        run()
        return batch * REPEATS / timed(lambda: [run() for _ in range(REPEATS)])
    except RuntimeError as error:
        if "out of memory" not in str(error):
            raise
        return 0.0


def training_rate(device: Any) -> float:
    """Pictures per second of forward, backward and a step of AdamW."""
    torch = _torch()
    network = _resnet50().train().to(device, memory_format=torch.channels_last)
    optimiser = torch.optim.AdamW(network.parameters(), lr=1e-4)
    pixels = torch.rand(TRAINING_BATCH, 3, 224, 224, device=device).contiguous(memory_format=torch.channels_last)
    labels = torch.arange(TRAINING_BATCH, device=device) % 2

    def step() -> None:
        with torch.autocast(device.type, _half(device)):
            loss = network(pixel_values=pixels, labels=labels).loss
        loss.backward()
        optimiser.step()
        optimiser.zero_grad(set_to_none=True)

    step()
    _wait_for(device)

    def steps() -> None:
        for _ in range(TRAINING_STEPS):
            step()
        _wait_for(device)

    return TRAINING_BATCH * TRAINING_STEPS / timed(steps)


def timed(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


def _resnet50() -> Any:
    from transformers import ResNetConfig, ResNetForImageClassification

    return ResNetForImageClassification(ResNetConfig(num_labels=2)).eval()


def _torch() -> Any:
    import torch

    return torch


def _device() -> Any:
    try:
        from catdog_gui.classify.torch_engine.engine import best_device
    except ImportError:
        return None
    device = best_device()
    return None if device.type == "cpu" else device


def _device_name(device: Any) -> str:
    return _torch().cuda.get_device_name(device) if device.type == "cuda" else str(device.type).upper()


def _half(device: Any) -> Any:
    torch = _torch()
    return torch.bfloat16 if device.type == "cuda" and torch.cuda.is_bf16_supported() else torch.float16


def _wait_for(device: Any) -> None:
    torch = _torch()
    (torch.cuda if device.type == "cuda" else torch.mps).synchronize()


if __name__ == "__main__":
    sys.exit(main())
