"""Compares size and start time of the packaged program with the installed one; times are medians.

pip install pyinstaller && pyinstaller resources/desktop/catdog.spec
xvfb-run -s '-screen 0 1280x800x24' python benchmarks/packaged.py [dist/catdog]
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from first_paint import seconds_to_first_paint
from PySide6.QtGui import QGuiApplication

RUNS = 7


def main() -> None:
    packaged = Path(sys.argv[1] if len(sys.argv) > 1 else "dist/catdog")
    screen = QGuiApplication(sys.argv[:1])
    files = [file for file in packaged.rglob("*") if file.is_file() and not file.is_symlink()]
    print(f"packaged: {sum(file.stat().st_size for file in files) / 1e6:.0f} MB in {len(files)} files")
    programs = {"packaged": [str(packaged / "catdog")], "installed": [sys.executable, "-m", "catdog_gui"]}
    with tempfile.TemporaryDirectory() as home:
        for name, program in programs.items():
            command = [*program, "--home", home, "gui"]
            window = statistics.median(seconds_to_first_paint(screen, command) for _ in range(RUNS))
            print(f"{name}: --version {_version_seconds(program):.2f} s, painted window {window:.2f} s")


def _version_seconds(program: Sequence[str]) -> float:
    times = []
    for _ in range(RUNS):
        began = time.perf_counter()
        subprocess.run([*program, "--version"], check=True, capture_output=True)
        times.append(time.perf_counter() - began)
    return statistics.median(times)


if __name__ == "__main__":
    main()
