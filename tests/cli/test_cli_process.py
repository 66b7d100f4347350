"""The command as a process: what it imports, how it ends when it is stopped."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from catdog_gui import __version__

CATDOG = [sys.executable, "-m", "catdog_gui"]


def test_version_and_help_import_next_to_nothing() -> None:
    script = (
        "import sys, contextlib\n"
        "from catdog_gui.cli import main\n"
        "with contextlib.suppress(SystemExit): main(['--version'])\n"
        "print(sorted({'numpy', 'PIL', 'torch', 'PySide6', 'onnxruntime', 'sqlite3'} & set(sys.modules)))"
    )
    printed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    assert printed.splitlines() == [f"catdog {__version__}", "[]"]


def test_classifying_on_the_cpu_imports_no_torch_no_transformers_no_qt(
    tmp_path: Path, make_tiny_model_folder: Callable[[], Path]
) -> None:
    Image.new("RGB", (9, 9), "red").save(tmp_path / "a.png")
    script = (
        "import sys\n"
        "from catdog_gui.cli import main\n"
        f"code = main(['--home', {str(tmp_path / 'home')!r}, 'classify', {str(tmp_path / 'a.png')!r},"
        f" '--model', {str(make_tiny_model_folder())!r}, '--engine', 'onnx', '--json'])\n"
        "print(code, sorted({'torch', 'transformers', 'PySide6'} & set(sys.modules)))"
    )
    printed = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True).stdout
    line, last = printed.splitlines()
    assert json.loads(line)["label"] == "cat"
    assert last == "0 []"


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_sigint_ends_with_130_and_soon(tmp_path: Path, make_tiny_model_folder: Callable[[], Path]) -> None:
    folder = tmp_path / "pictures"
    folder.mkdir()
    picture = Image.effect_noise((1600, 1200), 90).convert("RGB")
    picture.save(folder / "0.png")
    for number in range(1, 400):
        (folder / f"{number}.png").hardlink_to(folder / "0.png")
    arguments = ["--home", str(tmp_path / "home"), "classify", str(folder), "--model", str(make_tiny_model_folder())]
    with subprocess.Popen([*CATDOG, *arguments, "--json"], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.send_signal(signal.SIGINT)
        began = time.monotonic()
        process.stdout.read()
        assert process.wait(10) == 130
    assert time.monotonic() - began < 5


def test_wrong_use_ends_with_2_and_no_traceback() -> None:
    ended = subprocess.run([*CATDOG, "classify"], capture_output=True, text=True)
    assert ended.returncode == 2
    assert "Traceback" not in ended.stderr
