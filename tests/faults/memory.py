"""The most memory that one whole command needs while all costly pictures are scored at once.

    python tests/faults/memory.py FOLDER [WORKERS]

writes the costly pictures and some that are only just ordinary, runs `catdog classify` on them with the bundled model,
prints what it said of each, and fails if it and its children had more than 1.2 GB at once, or left a file unanswered.
Linux only: the memory is read from /proc.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path

from PIL import Image

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "tests" / "pictures"))

from costly_pictures import write_costly_pictures  # noqa: E402 - found by the line above

MOST_BYTES = 1_200_000_000
_ORDINARY_SIDE = 6900  # in mode L, 5 bytes a pixel are estimated: just below what a process of its own decodes
_ORDINARY_COUNT = 8
_INTERVAL_SECONDS = 0.005


def processes(parent: int) -> list[int]:
    """A process and all that descend from it, as far as they still run."""
    found = [parent]
    try:
        for thread in Path(f"/proc/{parent}/task").iterdir():
            for child in (thread / "children").read_text().split():
                found += processes(int(child))
    except OSError:
        pass
    return found


def resident_bytes(process: int) -> int:
    try:
        return int(Path(f"/proc/{process}/statm").read_text().split()[1]) * os.sysconf("SC_PAGE_SIZE")
    except (OSError, IndexError):
        return 0


def main(folder: Path, workers: str = "8") -> int:
    write_costly_pictures(folder)
    for number in range(_ORDINARY_COUNT):
        Image.new("L", (_ORDINARY_SIDE, _ORDINARY_SIDE)).save(folder / f"ordinary-{number}.png", compress_level=1)
    home, out = folder / "home", folder / "answers"
    command = [sys.executable, "-m", "catdog_gui", "--home", str(home), "classify", str(folder), "--json"]
    started, peak = time.monotonic(), 0
    with out.open("wb") as answers:
        program = subprocess.Popen([*command, "--workers", workers], stdout=answers, cwd=ROOT)
        while program.poll() is None:
            peak = max(peak, sum(map(resident_bytes, processes(program.pid))))
            time.sleep(_INTERVAL_SECONDS)
    lines = [json.loads(line) for line in out.read_text().splitlines()]
    for line in lines:
        print(Path(line["path"]).name, line["label"], line["error"] or "")
    unanswered = {path.name for path in folder.iterdir() if path.suffix} - {Path(line["path"]).name for line in lines}
    print(
        f"{peak / 1e6:.0f} MB at most, {time.monotonic() - started:.0f} s, unanswered: {sorted(unanswered) or 'none'}"
    )
    return int(peak > MOST_BYTES or bool(unanswered))


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]), *sys.argv[2:]))
