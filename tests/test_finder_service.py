"""The Quick Action of Finder comes and goes as a whole, and no other one is touched."""

from __future__ import annotations

import os
import plistlib
import subprocess
from pathlib import Path

import pytest

from catdog_gui import finder_service
from catdog_gui.messages import UserError

LABEL = "Sort cats and dogs here"


def put_another(services: Path, name: str) -> Path:
    info = services / f"{name}.workflow" / "Contents" / "Info.plist"
    info.parent.mkdir(parents=True)
    info.write_bytes(plistlib.dumps({"CFBundleIdentifier": "com.example.other"}))
    return info


def test_it_is_added_once_and_removed_in_whatever_language(tmp_path: Path) -> None:
    other = put_another(tmp_path, "Resize")
    for label in (LABEL, "在此整理猫狗照片"):
        finder_service.install(["/usr/bin/catdog", "gui"], label, tmp_path)
        assert finder_service.is_installed(tmp_path)
        assert {each.name for each in tmp_path.iterdir()} == {"Resize.workflow", f"{label}.workflow"}
        info = plistlib.loads((tmp_path / f"{label}.workflow/Contents/Info.plist").read_bytes())
        assert info["NSServices"][0]["NSMenuItem"] == {"default": label}
    finder_service.remove(tmp_path)
    assert not finder_service.is_installed(tmp_path)
    assert [each.name for each in tmp_path.iterdir()] == ["Resize.workflow"]
    assert other.exists()


def test_one_of_another_program_stays(tmp_path: Path) -> None:
    other = put_another(tmp_path, LABEL)
    before = other.read_bytes()
    with pytest.raises(UserError):
        finder_service.install(["catdog"], LABEL, tmp_path)
    assert other.read_bytes() == before
    assert not finder_service.is_installed(tmp_path)


@pytest.mark.skipif(os.name == "nt", reason="there is no such shell")
def test_the_script_gives_the_folder_to_the_program(tmp_path: Path) -> None:
    awkward = tmp_path / 'my "dogs" & $HOME'
    awkward.mkdir()
    program = awkward / "catdog"
    program.write_text('#!/bin/sh\nprintf "%s\\n" "$@" > "$0.arguments"\n')
    program.chmod(0o755)
    finder_service.install([str(program), "gui"], LABEL, tmp_path)
    workflow = plistlib.loads((tmp_path / f"{LABEL}.workflow/Contents/document.wflow").read_bytes())
    parameters = workflow["actions"][0]["action"]["ActionParameters"]
    script = f"{parameters['COMMAND_STRING']} wait"
    subprocess.run([parameters["shell"], "-c", script, "-", str(awkward)], check=True, timeout=20)
    assert program.with_name("catdog.arguments").read_text().splitlines() == ["gui", str(awkward)]
