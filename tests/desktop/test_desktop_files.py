"""What a Linux desktop reads of the program: its entry in the menus and its page in the software centre."""

from __future__ import annotations

import configparser
import shutil
import subprocess
import tomllib
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from catdog_gui import __version__

ROOT = Path(__file__).parents[2]
DESKTOP = ROOT / "resources" / "desktop"
ENTRY = DESKTOP / "catdog.desktop"
METAINFO = DESKTOP / "app.catdog.catdog.metainfo.xml"


@pytest.fixture(scope="module")
def project() -> dict:
    return tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))


@pytest.fixture(scope="module")
def entry() -> configparser.SectionProxy:
    parser = configparser.ConfigParser(interpolation=None)
    parser.read(ENTRY, "utf-8")
    return parser["Desktop Entry"]


@pytest.mark.parametrize(
    "command",
    [["desktop-file-validate", ENTRY], ["appstreamcli", "validate", "--no-net", "--pedantic", "--strict", METAINFO]],
    ids=lambda command: command[0],
)
def test_the_validators_have_nothing_to_say(command: list[str]) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run(command, capture_output=True, text=True, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_entry_starts_a_program_that_is_installed(project: dict, entry: configparser.SectionProxy) -> None:
    program, *arguments = entry["Exec"].split()
    assert program in project["project"]["gui-scripts"]
    assert arguments == ["%f"]
    assert "inode/directory" in entry["MimeType"].split(";")


def test_every_file_is_installed_where_desktops_look(project: dict, entry: configparser.SectionProxy) -> None:
    installed = {
        f"{folder}/{Path(file).name}": ROOT / file
        for folder, files in project["tool"]["setuptools"]["data-files"].items()
        for file in files
        if file.startswith(("resources/desktop/", "resources/icons/"))
    }
    assert installed.keys() == {
        f"share/applications/{ENTRY.name}",
        f"share/metainfo/{METAINFO.name}",
        *(f"share/icons/hicolor/{size}/apps/{entry['Icon']}.svg" for size in ("16x16", "32x32", "scalable")),
    }
    assert all(file.is_file() for file in installed.values())


def test_the_page_in_the_software_centre_is_of_this_version() -> None:
    component = ET.parse(METAINFO).getroot()
    assert component.findtext("launchable") == ENTRY.name
    newest = component.find("releases/release")
    assert newest is not None
    assert newest.get("version") == __version__
