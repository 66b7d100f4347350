"""Pictures per second of `catdog classify`, against transformers' pipeline with a ResNet-50 called one at a time.

    python benchmarks/speed.py

Both read the same files: the test split of Cat_and_Dog. A second folder holds as many
strangers (photographs of neither) as pets. The pipeline's ResNet-50 has random weights, which cost as much
time as trained ones. Times are of whole processes, and of the pipeline's loop, without the loading of its model.
"""

from __future__ import annotations

import argparse
import json
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from pictures import write_strangers, write_test_pictures

from catdog_gui.classify.engine import default_workers

PIPELINE_PICTURES = 120
VERSION_RUNS = 7


@dataclass(frozen=True)
class Measured:
    """One run of the whole command: its seconds, its memory at most in MB, and what it printed."""

    seconds: float
    memory: float
    pictures: int
    second_looks: int
    modules: Sequence[str]

    @property
    def rate(self) -> float:
        return self.pictures / self.seconds

    def __str__(self) -> str:
        asked = self.second_looks / self.pictures
        return f"{self.rate:6.0f} pictures/s ({self.seconds:.1f} s), {asked:.1%} looked at twice, {self.memory:.0f} MB"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, help="use this many instead of all 2,000")
    args = parser.parse_args()
    print(f"{platform.machine()}, {default_workers()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as scratch:
        pets, mixed = Path(scratch, "pets"), Path(scratch, "mixed")
        files = write_test_pictures(pets, args.pictures)
        strangers = write_strangers(mixed, args.pictures)
        for file in files[: len(strangers)]:
            (mixed / file.name).hardlink_to(file)
        print(f"catdog --version              {version_seconds():8.2f} s (median of {VERSION_RUNS})")
        home = Path(scratch, "home")
        fresh = classify_folder(pets, home)
        print(f"catdog classify, {len(files):,} pets   {fresh}")
        half_strangers = classify_folder(mixed, home)
        print(f"the same, half strangers      {half_strangers}: {half_strangers.rate / fresh.rate:.2f} of the rate")
        print(f"the pets again, from the cache {classify_folder(pets, home)}")
        print(f"imported on the way           {fresh.modules or 'no torch, transformers or Qt'}")
        pipeline = pipeline_rate(files[:: max(1, len(files) // PIPELINE_PICTURES)][:PIPELINE_PICTURES])
        print(f"pipeline, ResNet-50           {pipeline:8.1f} pictures/s ({PIPELINE_PICTURES} pictures, one at a time)")
        print(f"ratio                         {fresh.rate / pipeline:8.1f}")


def version_seconds() -> float:
    times = []
    for _ in range(VERSION_RUNS):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "catdog_gui", "--version"], check=True, capture_output=True)
        times.append(time.perf_counter() - began)
    return sorted(times)[VERSION_RUNS // 2]


def classify_folder(folder: Path, home: Path) -> Measured:
    script = (
        "import sys, json, resource; from catdog_gui.cli import main\n"
        f"code = main(['--home', {str(home)!r}, 'classify', {str(folder)!r}, '--engine', 'onnx', '--json'])\n"
        "heavy = [m for m in ('torch', 'transformers', 'PySide6') if m in sys.modules]\n"
        "memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000\n"
        "print(json.dumps([memory, heavy])); sys.exit(code)"
    )
    began = time.perf_counter()
    ended = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    seconds = time.perf_counter() - began
    *lines, last = ended.stdout.splitlines()
    looks = [json.loads(line)["look"] for line in lines]
    return Measured(seconds, json.loads(last)[0], len(looks), looks.count(2), json.loads(last)[1])


def pipeline_rate(files: list[Path]) -> float:
    """Pictures per second of the pipeline that the tutorial shows."""
    import torch
    from transformers import ConvNextImageProcessorPil, ResNetConfig, ResNetForImageClassification, pipeline

    model = ResNetForImageClassification(ResNetConfig(num_labels=2)).eval()
    processor = ConvNextImageProcessorPil(size={"shortest_edge": 224}, crop_pct=0.875)
    classify = pipeline("image-classification", model=model, image_processor=processor, device=torch.device("cpu"))
    classify(str(files[0]))
    began = time.perf_counter()
    for file in files:
        classify(str(file))
    return len(files) / (time.perf_counter() - began)


if __name__ == "__main__":
    main()
