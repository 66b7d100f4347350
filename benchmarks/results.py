"""Runs the benchmarks and writes what they print into RESULTS.md, with the machine and the versions.

    python benchmarks/results.py             # all of them, about an hour on a quiet machine
    python benchmarks/results.py speed       # only the named ones; the sections of the others stay as they are

A benchmark that fails leaves its section as it was, and the exit code is 1. Most need the pictures of ../shared.
"""

from __future__ import annotations

import argparse
import os
import platform
import re
import shlex
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

ROOT = Path(__file__).parents[1]
RESULTS = ROOT / "benchmarks" / "RESULTS.md"
DATA = "../shared/datasets"
SCREEN = ["xvfb-run", "-a", "-s", "-screen 0 1600x1000x24"]
PACKAGES = ("numpy", "onnxruntime", "pillow", "PySide6-Essentials", "torch", "transformers")
BUILD_DATA = (
    f"--dataset {DATA}/Cat_and_Dog --negatives {DATA}/neither --label-issues {DATA}/Cat_and_Dog/LABEL_ISSUES.tsv "
    f"--validation {DATA}/unseen/breeds --validation {DATA}/unseen/low_resolution "
    f"--validation-negatives {DATA}/unseen/neither"
)
_PREFACE = """# Measured figures

`python benchmarks/results.py` makes this page from what the benchmarks print; a name after it measures one part again.
Each part says on which machine it was measured, and how busy that was before. How a figure is measured stands at the
head of its benchmark.
"""


@dataclass(frozen=True)
class Benchmark:
    """One part of the page: its name on the command line, its title, and the command whose output it shows."""

    name: str
    title: str
    command: str
    needs_screen: bool = False


BENCHMARKS = (
    Benchmark(
        "accuracy",
        "The bundled model on the test split of Cat_and_Dog and on photographs of neither",
        f"python -m trainer evaluate --model resources/model --dataset {DATA}/Cat_and_Dog --negatives {DATA}/neither "
        f"--label-issues {DATA}/Cat_and_Dog/LABEL_ISSUES.tsv --output build/evaluation",
    ),
    Benchmark(
        "designs",
        "Designs of the model on pictures of other sources, and the bundled one beside them",
        f"python benchmarks/designs.py {BUILD_DATA} --test --model resources/model --work build/designs",
    ),
    Benchmark("speed", "The command line", "python benchmarks/speed.py"),
    Benchmark("window", "The window", "python benchmarks/window.py", needs_screen=True),
    Benchmark("packaged", "The packaged program", "python benchmarks/packaged.py", needs_screen=True),
    Benchmark(
        "retraining-time", "From the click on Retrain to new decisions", "python benchmarks/retraining.py --only 4"
    ),
    Benchmark("retraining", "Learning from corrections", "python benchmarks/retraining.py --work build/retraining"),
    Benchmark("watch-rate", "10,000 pictures dropped into a watched folder", "python benchmarks/watching.py rate"),
    Benchmark("watch-idle", "20 watched folders with 50,000 files, idle", "python benchmarks/watching.py idle"),
    Benchmark(
        "watch-soak",
        "A watched folder under random arrivals, faults and restarts",
        "python benchmarks/watching.py soak --minutes 10",
    ),
    Benchmark(
        "faults",
        "Kills, power cuts and errors in the middle of sorting, undoing and watching",
        "python tests/faults/run.py --kills 10000 --power 1000 --errors 2000 --commands 20",
    ),
    Benchmark(
        "file-systems",
        "Kills on other file systems, and from one to another (as root)",
        "python tests/faults/run.py --kills 2000 --file-systems",
    ),
    Benchmark(
        "recipes",
        "What each part of the training recipe gives",
        f"python benchmarks/recipes.py --cats-and-dogs {DATA}/Cat_and_Dog --subjects {DATA}/neither "
        "--results build/recipes.jsonl",
    ),
    Benchmark("training", "What a training run needs in memory", "python benchmarks/training.py"),
    Benchmark(
        "many-pictures",
        "Training on very many pictures",
        "python benchmarks/many_pictures.py --pictures 10000 100000 1000000",
    ),
    Benchmark("archive-rate", "Ray on this computer against threads", "python benchmarks/archive.py rate --files 5000"),
    Benchmark("archive-rows", "A table of scores of many pictures", "python benchmarks/archive.py rows --rows 100000"),
    Benchmark(
        "archive-billion", "What a billion pictures would take", "python benchmarks/archive.py billion --rate 100"
    ),
)


def main() -> int:
    names = [benchmark.name for benchmark in BENCHMARKS]
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("name", nargs="*", choices=[*names, []], help=", ".join(names))
    wanted = parser.parse_args().name or names
    sections = read_sections(RESULTS.read_text("utf-8")) if RESULTS.exists() else {}
    failed = []
    for benchmark in BENCHMARKS:
        if benchmark.name in wanted and (section := measure(benchmark)):
            sections[benchmark.title] = section
            RESULTS.write_text(page(sections), "utf-8")
        elif benchmark.name in wanted:
            failed.append(benchmark.name)
    if failed:
        print(f"failed: {', '.join(failed)}", file=sys.stderr)
    return 1 if failed else 0


def measure(benchmark: Benchmark) -> str:
    """The section of one benchmark; an empty string if its command failed."""
    print(f"{benchmark.name}: {benchmark.command}", file=sys.stderr)
    machine, began = machine_line(), time.monotonic()
    command = [sys.executable, *shlex.split(benchmark.command)[1:]]
    if benchmark.needs_screen and not os.environ.get("DISPLAY"):
        command = SCREEN + command
    done = subprocess.run(
        command, cwd=ROOT, env=os.environ | {"PYTHONPATH": str(ROOT)}, stdout=subprocess.PIPE, text=True, check=False
    )
    if done.returncode:
        return ""
    took = f"{(time.monotonic() - began) / 60:.1f} min"
    output = done.stdout.replace(f"{ROOT}/", "").strip()
    return f"`{benchmark.command}` ({took})  \n{machine}\n\n```\n{output}\n```"


def machine_line() -> str:
    versions = ", ".join(f"{package} {version(package)}" for package in PACKAGES)
    load = f", load before {os.getloadavg()[0]:.1f}" if hasattr(os, "getloadavg") else ""
    return (
        f"{datetime.now(UTC):%Y-%m-%d}, {processor()}, {os.cpu_count()} cores, {platform.system()}{load}, "
        f"Python {platform.python_version()}, {versions}"
    )


def processor() -> str:
    """The processor as the system names it: /proc/cpuinfo where there is one, else what Python knows."""
    table = Path("/proc/cpuinfo")
    found = re.search(r"^model name\s*: (.+)$", table.read_text(), re.MULTILINE) if table.exists() else None
    return found[1] if found else platform.processor() or platform.machine()


def read_sections(text: str) -> dict[str, str]:
    """The page's sections by their titles."""
    parts = re.split(r"^## (.+)\n", text, flags=re.MULTILINE)[1:]
    return dict(zip(parts[::2], (part.strip() for part in parts[1::2]), strict=True))


def page(sections: Mapping[str, str]) -> str:
    """The page with the sections in the order of BENCHMARKS."""
    titles: Sequence[str] = [benchmark.title for benchmark in BENCHMARKS if benchmark.title in sections]
    return "\n".join([_PREFACE, *(f"## {title}\n\n{sections[title]}\n" for title in titles)])


if __name__ == "__main__":
    sys.exit(main())
