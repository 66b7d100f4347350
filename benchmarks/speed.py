"""Pictures per second of `catdog classify`, against transformers' pipeline with a ResNet-50 called one at a time.

    python benchmarks/speed.py

Both read the same files: the test split of Cat_and_Dog. The pipeline's ResNet-50 has random weights, which cost as much
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
from pathlib import Path

from pictures import write_test_pictures

from catdog_gui.classify.engine import default_workers

PIPELINE_PICTURES = 120
VERSION_RUNS = 7


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--pictures", type=int, help="use this many instead of all 2,000")
    args = parser.parse_args()
    print(f"{platform.machine()}, {default_workers()} cores, Python {platform.python_version()}")
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch, "pictures")
        files = write_test_pictures(folder, args.pictures)
        print(f"catdog --version              {version_seconds():8.2f} s (median of {VERSION_RUNS})")
        home = Path(scratch, "home")
        first, modules = classify_seconds(folder, home)
        print(f"catdog classify, first look   {len(files) / first:8.0f} pictures/s ({len(files)} in {first:.1f} s)")
        again, _ = classify_seconds(folder, home)
        print(f"catdog classify, second look  {len(files) / again:8.0f} pictures/s ({again:.1f} s, from the cache)")
        print(f"imported on the way           {modules or 'no torch, transformers or Qt'}")
        pipeline = pipeline_rate(files[:: max(1, len(files) // PIPELINE_PICTURES)][:PIPELINE_PICTURES])
        print(f"pipeline, ResNet-50           {pipeline:8.1f} pictures/s ({PIPELINE_PICTURES} pictures, one at a time)")
        print(f"ratio                         {len(files) / first / pipeline:8.1f}")


def version_seconds() -> float:
    times = []
    for _ in range(VERSION_RUNS):
        began = time.perf_counter()
        subprocess.run([sys.executable, "-m", "catdog_gui", "--version"], check=True, capture_output=True)
        times.append(time.perf_counter() - began)
    return sorted(times)[VERSION_RUNS // 2]


def classify_seconds(folder: Path, home: Path) -> tuple[float, list[str]]:
    """Seconds of the whole process, and which heavy modules it had imported at its end."""
    script = (
        "import sys, json; from catdog_gui.cli import main\n"
        f"code = main(['--home', {str(home)!r}, 'classify', {str(folder)!r}, '--engine', 'onnx', '--json'])\n"
        "print(json.dumps([m for m in ('torch', 'transformers', 'PySide6') if m in sys.modules])); sys.exit(code)"
    )
    began = time.perf_counter()
    ended = subprocess.run([sys.executable, "-c", script], check=True, capture_output=True, text=True)
    return time.perf_counter() - began, json.loads(ended.stdout.splitlines()[-1])


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
