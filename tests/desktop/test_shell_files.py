"""`catdog --help`, and the completions and the manual page that are made from the same parser."""

from __future__ import annotations

import runpy
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from catdog_gui.cli import COMMANDS, build_parser

ROOT = Path(__file__).parents[2]
SHELL = ROOT / "resources" / "shell"
FILES = ("bash/catdog", "_catdog", "catdog.fish", "catdog.1")


def test_the_help_opens_with_what_people_do() -> None:
    text = build_parser([]).format_help()
    todo = [text.index(f"  catdog {command}") for command in ("sort FOLDER", "undo", "watch FOLDER")]
    assert todo == sorted(todo)
    assert todo[-1] < text.index("commands:")


@pytest.mark.skipif(sys.version_info[:2] != (3, 11), reason="other versions of Python word the usage differently")
@pytest.mark.parametrize("name", FILES)
def test_the_files_are_those_of_the_parser(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip("shtab")
    pytest.importorskip("argparse_manpage")
    monkeypatch.setenv("COLUMNS", "40")
    made = runpy.run_path(str(SHELL / "update.py"))["contents"]()
    assert made.keys() == {*FILES}
    assert (SHELL / name).read_text("utf-8") == made[name], "run resources/shell/update.py"


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize("name", FILES)
def test_every_command_is_in_every_file(name: str, command: str) -> None:
    assert command in (SHELL / name).read_text("utf-8")


@pytest.mark.parametrize("name", FILES)
def test_the_files_are_installed(name: str) -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    installed = {file for files in project["tool"]["setuptools"]["data-files"].values() for file in files}
    assert f"resources/shell/{name}" in installed


@pytest.mark.parametrize(
    "command",
    [
        ["mandoc", "-T", "lint", "-W", "warning", SHELL / "catdog.1"],
        ["bash", "-n", SHELL / "bash/catdog"],
        ["zsh", "-n", SHELL / "_catdog"],
        ["fish", "--no-execute", SHELL / "catdog.fish"],
    ],
    ids=lambda command: command[0],
)
def test_those_who_read_them_have_nothing_to_say(command: list) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
