"""The menus of file managers: files of ours come and go, and no other file is touched."""

from __future__ import annotations

import configparser
import os
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from catdog_gui import file_managers
from catdog_gui.messages import UserError

LABEL = "Sort cats and dogs here"
PLAIN = ["/usr/bin/python3", "-m", "catdog_gui", "gui"]
AWKWARD = ['/opt/my "dogs" & $HOME/100%/pyt\'hon\\3', "-m", "catdog_gui", "gui"]

pytestmark = pytest.mark.skipif(os.name == "nt", reason="Explorer has no such files")


@pytest.fixture
def data(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty data home."""
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    return tmp_path / "data"


@pytest.fixture
def have(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Makes these programs the only ones that are found."""

    def have(*programs: str) -> None:
        folder = tmp_path / "bin"
        shutil.rmtree(folder, ignore_errors=True)
        folder.mkdir()
        for program in programs:
            (folder / program).write_text("#!/bin/sh\n")
            (folder / program).chmod(0o755)
        monkeypatch.setenv("PATH", str(folder))

    return have


def files(data: Path) -> set[str]:
    return {str(path.relative_to(data)) for path in data.rglob("*") if path.is_file()}


def key_file(path: Path) -> configparser.ConfigParser:
    parser = configparser.ConfigParser(interpolation=None)
    parser.optionxform = str  # type: ignore[assignment, method-assign]
    parser.read(path, "utf-8")
    return parser


def test_each_file_manager_that_is_there_gets_its_files(data: Path, have: Callable[..., None]) -> None:
    have("nautilus", "dolphin", "nemo")
    assert file_managers.find_titles() == ("Files", "Dolphin", "Nemo")
    assert not file_managers.is_installed()
    file_managers.install(PLAIN, LABEL)
    assert files(data) == {
        "nautilus/scripts/Sort cats and dogs here",
        "kio/servicemenus/catdog-sort.desktop",
        "nemo/actions/catdog-sort.nemo_action",
        "nemo/actions/catdog-sort-here.nemo_action",
    }
    assert all(os.access(data / name, os.X_OK) for name in files(data))
    assert file_managers.is_installed()
    file_managers.remove()
    assert not files(data)
    assert not file_managers.is_installed()


def test_what_is_not_there_gets_none(data: Path, have: Callable[..., None]) -> None:
    have("dolphin")
    file_managers.install(PLAIN, LABEL)
    assert files(data) == {"kio/servicemenus/catdog-sort.desktop"}


def test_without_a_data_home_it_is_below_the_home(
    tmp_path: Path, have: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("XDG_DATA_HOME", raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    have("dolphin")
    file_managers.install(PLAIN, LABEL)
    assert (tmp_path / ".local/share/kio/servicemenus/catdog-sort.desktop").is_file()


def test_it_is_removed_in_another_language_and_when_the_file_manager_is_gone(
    data: Path, have: Callable[..., None]
) -> None:
    have("nautilus", "dolphin")
    file_managers.install(PLAIN, LABEL)
    have("nautilus")
    file_managers.install(PLAIN, "在此整理猫狗照片")
    assert files(data) == {"nautilus/scripts/在此整理猫狗照片"}
    have()
    file_managers.remove()
    assert not files(data)


def test_files_of_others_stay(data: Path, have: Callable[..., None]) -> None:
    have("nautilus")
    scripts = data / "nautilus" / "scripts"
    scripts.mkdir(parents=True)
    (scripts / "Rotate").write_text("#!/bin/sh\n")
    (scripts / "broken").symlink_to("nowhere")
    file_managers.install(PLAIN, LABEL)
    (scripts / "link").symlink_to(LABEL)
    file_managers.remove()
    assert {path.name for path in scripts.iterdir()} == {"Rotate", "broken", "link"}


def test_a_file_of_another_program_is_not_replaced(data: Path, have: Callable[..., None]) -> None:
    have("nautilus", "dolphin")
    menus = data / "kio" / "servicemenus"
    menus.mkdir(parents=True)
    (menus / "catdog-sort.desktop").write_text("[Desktop Entry]\n")
    with pytest.raises(UserError, match="belongs to another program"):
        file_managers.install(PLAIN, LABEL)
    assert files(data) == {"kio/servicemenus/catdog-sort.desktop"}


def test_after_an_error_nothing_is_left(data: Path, have: Callable[..., None]) -> None:
    have("nautilus", "dolphin", "nemo")
    (data / "nemo").mkdir(parents=True)
    (data / "nemo" / "actions").write_text("in the way")
    with pytest.raises(OSError, match="exists"):
        file_managers.install(PLAIN, LABEL)
    assert files(data) == {"nemo/actions"}


@pytest.mark.parametrize(("arguments", "expected"), [((), "."), (("sub folder",), "sub folder"), (("a.jpg",), ".")])
def test_the_script_of_nautilus_gives_the_folder(
    data: Path, have: Callable[..., None], tmp_path: Path, arguments: tuple[str, ...], expected: str
) -> None:
    program = tmp_path / "my 'dogs' & $HOME"
    program.write_text('#!/bin/sh\nprintf "%s|" "$@"\n')
    program.chmod(0o755)
    shown = tmp_path / 'pictures -- 100% "x"'
    (shown / "sub folder").mkdir(parents=True)
    (shown / "a.jpg").touch()
    have("nautilus")
    file_managers.install([str(program), "gui"], LABEL)
    script = [data / "nautilus" / "scripts" / LABEL, *arguments]
    done = subprocess.run(script, cwd=shown, capture_output=True, text=True, timeout=30, check=True)
    assert done.stdout == f"gui|{(shown / expected).resolve()}|"


@pytest.mark.parametrize("command", [PLAIN, AWKWARD])
def test_dolphin_gets_an_action_of_the_desktop_specification(
    data: Path, have: Callable[..., None], tmp_path: Path, command: list[str]
) -> None:
    validator = shutil.which("desktop-file-validate")
    have("dolphin")
    file_managers.install(command, LABEL)
    text = (data / "kio" / "servicemenus" / "catdog-sort.desktop").read_text("utf-8")
    action = key_file(data / "kio" / "servicemenus" / "catdog-sort.desktop")["Desktop Action sortHere"]
    assert action["Name"] == LABEL
    assert action["Exec"].endswith("-m catdog_gui gui %f")
    if validator is None:
        pytest.skip("desktop-file-validate is not installed")
    # The validator does not know the type of KDE's service menus, but everything else in them.
    entry = tmp_path / "entry.desktop"
    entry.write_text(text.replace("Type=Service\n", "Type=Application\nName=catdog\nExec=catdog-gui\n"), "utf-8")
    done = subprocess.run([validator, entry], capture_output=True, text=True, timeout=60)
    assert (done.returncode, done.stdout) == (0, ""), done.stdout


def test_nemo_gets_one_action_for_folders_and_one_for_the_folder_that_it_shows(
    data: Path, have: Callable[..., None]
) -> None:
    have("nemo")
    file_managers.install(AWKWARD, LABEL)
    on_folder, inside = (
        key_file(data / "nemo" / "actions" / name)["Nemo Action"]
        for name in ("catdog-sort.nemo_action", "catdog-sort-here.nemo_action")
    )
    assert (on_folder["Selection"], on_folder["Extensions"], on_folder["Exec"][-2:]) == ("s", "dir;", "%F")
    assert (inside["Selection"], inside["Exec"][-2:]) == ("none", "%P")
    assert "100%%/" in inside["Exec"]
