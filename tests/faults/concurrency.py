"""Several programs at once on the same folder: sort, undo, watches within each other, a retrain, a file manager.

    python tests/faults/concurrency.py [--rounds N] [--seed S] [--seconds T]

In each round two to five programs, each a process of its own, work on one folder with the same home. The oracle knows
no program: every picture has a content of its own, and in the end each content must lie in the folder, or where the
file manager put away what it deleted; once, where nobody copied. Nothing half done may remain, and no program may end
with a traceback. Then every run is undone, and the same must hold. POSIX only.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import os
import random
import shutil
import signal
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image

# Imported once, here: the programs are forked from this process, which starts no thread.
import catdog_gui.classify.onnx_engine
import catdog_gui.retraining.retraining
import catdog_gui.watching.watcher  # noqa: F401
from catdog_gui.cli import main as catdog

COLOURS = {"cat": (250, 5, 5), "dog": (5, 250, 5), "neither": (5, 5, 5)}
PICTURES = 12
_ID_BYTES = 16
# A watch may be asked to stop before it listens.
_EXIT_CODES = {0, 1, 2, 130, -signal.SIGTERM}
_MOST_SECONDS = 60.0
_RETRAIN_SHARE = 0.03

Program = Callable[[], int]


class FoundFaultError(Exception):
    """A round ended as it must not; the text says how."""


@dataclass
class Playground:
    """The folders of one round, and the contents that were ever made in them."""

    root: Path
    model: Path
    rng: random.Random

    @property
    def home(self) -> Path:
        return self.root / "home"

    @property
    def pictures(self) -> Path:
        return self.root / "pictures"

    @property
    def trash(self) -> Path:
        return self.root / "trash"

    @property
    def made(self) -> Path:
        return self.root / "made"

    def prepare(self) -> None:
        for folder in (self.home, self.pictures / "sub" / "deep", self.trash, self.made):
            folder.mkdir(parents=True)
        for _ in range(PICTURES):
            self.create(self.rng.choice([self.pictures, self.pictures / "sub", self.pictures / "sub" / "deep"]))

    def create(self, folder: Path) -> None:
        """A new picture of its own content; its name may be one that others have, too."""
        identity = self.rng.randbytes(_ID_BYTES).hex()
        drawn = io.BytesIO()
        Image.new("RGB", (8, 8), self.rng.choice(list(COLOURS.values()))).save(drawn, "PNG")
        beside = self.root / f"new-{identity}"
        beside.write_bytes(drawn.getvalue() + bytes.fromhex(identity))
        # A link replaces nothing, unlike a rename.
        with contextlib.suppress(OSError):
            os.link(beside, folder / f"{self.rng.randrange(30)}.png")
            (self.made / identity).touch()
        beside.unlink()

    def run(self, *arguments: object) -> int:
        return catdog(["--home", str(self.home), *map(str, arguments)])


def file_manager(playground: Playground) -> int:
    """Another user: renames, deletes and makes pictures and folders, and replaces nothing."""
    rng, end = playground.rng, time.monotonic() + playground.rng.uniform(0.1, 0.5)
    while time.monotonic() < end:
        paths = [path for path in playground.pictures.rglob("*") if path.suffix == ".png" or path.is_dir()]
        folders = [playground.pictures, *(path for path in paths if path.is_dir())]
        fresh = f"{rng.randrange(10**9)}"
        with contextlib.suppress(OSError):
            match rng.choice(["rename", "delete", "create", "create", "folder", "rename folder"]):
                case "rename":
                    rng.choice([p for p in paths if p.suffix] or [playground.trash / "none"]).rename(
                        rng.choice(folders) / f"{fresh}.png"
                    )
                case "delete":
                    rng.choice([p for p in paths if p.suffix] or [playground.trash / "none"]).rename(
                        playground.trash / fresh
                    )
                case "create":
                    playground.create(rng.choice(folders))
                case "folder":
                    (rng.choice(folders) / fresh).mkdir()
                case _:
                    rng.choice(folders[1:] or [playground.trash / "none"]).rename(playground.pictures / f"d{fresh}")
        time.sleep(0.005)
    return 0


def sort(playground: Playground) -> int:
    folder = playground.rng.choice([playground.pictures, playground.pictures, playground.pictures / "sub"])
    options = [option for option in ("--recursive", "--copy") if playground.rng.random() < 0.5]
    if playground.rng.random() < 0.3:
        options += ["--into", str(playground.pictures / "out")]
    if "--copy" in options:
        (playground.root / "copied").touch()
    return playground.run("sort", folder, "--model", playground.model, "--workers", 1, "--yes", *options)


def undo(playground: Playground) -> int:
    time.sleep(playground.rng.uniform(0, 0.4))
    return playground.run("undo", "--yes")


def watch(playground: Playground) -> int:
    folder = playground.rng.choice([playground.pictures, playground.pictures / "sub"])
    options = [option for option in ("--recursive", "--poll") if playground.rng.random() < 0.5]
    signal.signal(signal.SIGALRM, lambda *_: os.kill(os.getpid(), signal.SIGTERM))
    signal.setitimer(signal.ITIMER_REAL, playground.rng.uniform(0.3, 0.9))
    arguments = ["--model", playground.model, "--workers", 1, "--settle", 0.1, "--existing", "sort", *options]
    return playground.run("watch", folder, *arguments)


def retrain(playground: Playground) -> int:
    return playground.run("retrain", "--examples", playground.pictures, "--yes")


def fork(program: Callable[[Playground], int], playground: Playground, seed: int) -> int:
    """Starts a program in a process of its own, which writes to a log of its own; its process id."""
    process = os.fork()
    if process:
        return process
    log = os.open(playground.root / f"log-{seed}", os.O_WRONLY | os.O_CREAT)
    os.dup2(log, 1)
    os.dup2(log, 2)
    playground.rng = random.Random(seed)
    code = 70
    try:
        code = program(playground)
    except SystemExit as ended:
        code = ended.code if isinstance(ended.code, int) else 70
    except BaseException:  # noqa: BLE001 - it is what the round looks for
        sys.excepthook(*sys.exc_info())
    finally:
        sys.stdout.flush()
        sys.stderr.flush()
        os._exit(code)


def wait_for(processes: Sequence[int]) -> list[int]:
    """The exit codes of processes; one that does not end is killed, which counts as a fault."""
    end, codes = time.monotonic() + _MOST_SECONDS, []
    for process in processes:
        done, status = os.waitpid(process, os.WNOHANG)
        while not done and time.monotonic() < end:
            time.sleep(0.005)
            done, status = os.waitpid(process, os.WNOHANG)
        if not done:
            os.kill(process, signal.SIGKILL)
            _, status = os.waitpid(process, 0)
        codes.append(os.waitstatus_to_exitcode(status))
    return codes


def require_nothing_lost(playground: Playground) -> None:
    found = Counter(
        path.read_bytes()[-_ID_BYTES:].hex()
        for folder in (playground.pictures, playground.trash)
        for path in folder.rglob("*")
        if path.is_file()
    )
    made = {path.name for path in playground.made.iterdir()}
    if lost := made - set(found):
        raise FoundFaultError(f"lost: {sorted(lost)}")
    if strange := set(found) - made:
        raise FoundFaultError(f"half written: {sorted(strange)}")
    if not (playground.root / "copied").exists() and (double := {each for each in found if found[each] > 1}):
        raise FoundFaultError(f"there twice: {sorted(double)}")
    if rest := [path for path in playground.pictures.rglob(".*") if path.is_file()]:
        raise FoundFaultError(f"left over: {rest}")


def require_ended_well(playground: Playground, codes: Sequence[int]) -> None:
    if not set(codes) <= _EXIT_CODES:
        raise FoundFaultError(f"exit codes {codes}")
    for log in playground.root.glob("log-*"):
        if b"Traceback" in log.read_bytes():
            raise FoundFaultError(log.read_text("utf-8", "replace"))


def undo_all(playground: Playground) -> list[int]:
    codes = []
    for number in range(20):
        codes += wait_for([fork(lambda at: at.run("undo", "--yes"), playground, 10**9 + number)])
        if codes[-1]:
            break  # there is nothing more, or not all could be put back, because the file manager was there
    return codes


def play_round(root: Path, model: Path, seed: int) -> Counter[str]:
    """One round in the folder `root`, which must not exist; how often each program took part.

    Raises:
        FoundFaultError: something was lost, doubled or half done, or a program ended badly.
    """
    rng = random.Random(seed)
    playground = Playground(root, model, rng)
    playground.prepare()
    chosen = [rng.choice([sort, sort, watch, watch, undo, file_manager]) for _ in range(rng.randint(2, 5))]
    if rng.random() < _RETRAIN_SHARE:
        chosen[-1] = retrain
    codes = wait_for([fork(program, playground, rng.randrange(2**31)) for program in chosen])
    codes += wait_for([fork(lambda at: at.run("history"), playground, 2**31)])
    require_ended_well(playground, codes)
    require_nothing_lost(playground)
    require_ended_well(playground, undo_all(playground))
    require_nothing_lost(playground)
    return Counter(program.__name__ for program in chosen)


def write_model(folder: Path) -> Path:
    """The tiny model of the tests, with a reference, so that a retrain can judge."""
    from tests.conftest import _write_tiny_model_folder

    _write_tiny_model_folder(folder)
    colours = np.array(list(COLOURS.values()), np.float32) / 255
    features = np.repeat(colours, 60, axis=0) + np.random.default_rng(0).normal(0, 0.02, (180, 3)).astype(np.float32)
    labels = np.repeat([0, 1, -1], 60)
    np.savez(folder / "reference.npz", features=features, labels=labels, classes=np.asarray(["cat", "dog"]))
    return folder


def run(rounds: int, seed: int, seconds: float) -> int:
    """Plays rounds until there were enough or the time is over, and prints what took part; 1 if a fault was found."""
    started, total, played = time.monotonic(), Counter[str](), 0
    with tempfile.TemporaryDirectory() as place:
        model = write_model(Path(place) / "model")
        for number in range(seed, seed + rounds):
            if time.monotonic() - started > seconds:
                break
            root = Path(place) / f"round-{number}"
            try:
                total += play_round(root, model, number)
            except FoundFaultError as fault:
                print(f"round {number}: {fault}")
                shutil.copytree(root, Path(tempfile.mkdtemp(prefix="catdog-round-")) / "root", symlinks=True)
                return 1
            shutil.rmtree(root)
            played += 1
    print(f"{played} rounds, {time.monotonic() - started:.0f} s, no fault; programs: {dict(total)}")
    return 0


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--seconds", type=float, default=float("inf"))
    options = parser.parse_args()
    sys.exit(run(options.rounds, options.seed, options.seconds))
