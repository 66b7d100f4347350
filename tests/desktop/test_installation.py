"""What an installation puts where."""

from __future__ import annotations

import glob
import runpy
import shutil
import tomllib
from pathlib import Path

import pytest

from catdog_gui import paths

ROOT = Path(__file__).parents[2]


@pytest.mark.parametrize("place", ["resources", "catdog_gui/resources"])
def test_resources_are_found_in_a_checkout_and_in_an_installation(place: str, tmp_path: Path) -> None:
    (tmp_path / place).mkdir(parents=True)
    (tmp_path / "catdog_gui").mkdir(exist_ok=True)
    copy = shutil.copy(paths.__file__, tmp_path / "catdog_gui" / "paths.py")
    assert runpy.run_path(copy)["RESOURCES"] == tmp_path / place


def test_resources_of_another_program_are_not_ours(tmp_path: Path) -> None:
    (tmp_path / "resources").mkdir()
    (tmp_path / "catdog_gui" / "resources").mkdir(parents=True)
    copy = shutil.copy(paths.__file__, tmp_path / "catdog_gui" / "paths.py")
    assert runpy.run_path(copy)["RESOURCES"] == tmp_path / "catdog_gui" / "resources"


def test_every_package_of_ours_is_installed_and_only_two_names_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    setuptools = pytest.importorskip("setuptools")
    given: dict = {}
    monkeypatch.setattr(setuptools, "setup", given.update)
    monkeypatch.chdir(ROOT)
    runpy.run_path(str(ROOT / "setup.py"))
    folders = {
        ".".join(file.parent.relative_to(ROOT).parts)
        for package in ("catdog_gui", "trainer")
        for file in (ROOT / package).rglob("__init__.py")
    }
    assert {*given["packages"]} == folders | {"catdog_gui.resources"}
    assert {name.split(".")[0] for name in given["packages"]} == {"catdog_gui", "trainer"}
    assert given["package_dir"] == {"catdog_gui.resources": "resources"}


def test_everything_that_the_program_reads_is_installed() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))
    resources = ROOT / "resources"
    patterns = project["tool"]["setuptools"]["package-data"]["catdog_gui.resources"]
    # As setuptools reads them: ** means files too.
    named = (name for pattern in patterns for name in glob.glob(pattern, root_dir=resources, recursive=True))  # noqa: PTH207
    installed = {resources / name for name in named if (resources / name).is_file()}
    whole = ("model", "icons", "help", "licences")
    read = {file for folder in whole for file in (resources / folder).rglob("*") if file.is_file()}
    assert installed == read | {*(resources / "i18n").glob("*.qm")}
