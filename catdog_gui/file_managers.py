"""Puts the program into the menus that file managers show for a folder, and removes it there.

    install([sys.executable, "-m", "catdog_gui", "gui"], "Sort cats and dogs here")

On Linux each file manager reads small files in a folder of its own below the user's data home; on Windows, Explorer
reads the registry; on a Mac, Finder reads a folder of files (see `finder_service`). The files carry a mark, and only
files with the mark are ever replaced or removed.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from catdog_gui import finder_service
from catdog_gui.messages import Text, UserError
from catdog_gui.pictures.opening import open_file
from catdog_gui.storage import write_atomically
from catdog_gui.watching.autostart import quote_for_desktop

_MARK = "# Written by catdog. The switch in its settings removes this file."
_MARK_WITHIN_BYTES = 256
_EXPLORER_KEYS = (r"Software\Classes\Directory\shell\catdog", r"Software\Classes\Directory\Background\shell\catdog")

_NAUTILUS = """\
#!/bin/sh
{mark}
# Files gives the selected names, relative to the folder that it shows; none where the folder itself was clicked.
folder=${{1:-.}}
[ -d "$folder" ] || folder=.
exec {command} "$(cd -- "$folder" && pwd)"
"""
_DOLPHIN = """\
{mark}
[Desktop Entry]
Type=Service
X-KDE-ServiceTypes=KonqPopupMenu/Plugin
MimeType=inode/directory;
Actions=sortHere;

[Desktop Action sortHere]
Name={label}
Icon=catdog
Exec={command} %f
"""
_NEMO = """\
{mark}
[Nemo Action]
Name={label}
Icon-Name=catdog
Exec={command} {folder}
Selection={selection}
Extensions={extensions};
Quote=double
"""


def find_titles() -> tuple[str, ...]:
    """The names of the file managers of this computer whose menus can be added to."""
    if sys.platform == "win32":
        return ("Explorer",)
    if sys.platform == "darwin":
        return ("Finder",)
    return tuple(menu.title for menu in _present_menus())


def is_installed() -> bool:
    if sys.platform == "win32":
        return _is_in_explorer()
    if sys.platform == "darwin":
        return finder_service.is_installed(finder_service.services_folder())
    return any(True for _ in _own_files())


def install(command: Sequence[str], label: str) -> None:
    """Adds `label` to the menus of the file managers that are there; it runs `command` with the folder.

    Raises:
        OSError: a file cannot be written.
        ValueError: the command cannot be written in such a file.
        UserError: a file of another program has the name of one of ours.
    """
    if sys.platform == "win32":
        _add_to_explorer(command, label)
        return
    if sys.platform == "darwin":
        finder_service.install(command, label, finder_service.services_folder())
        return
    files = {
        _data_home() / menu.folder / name: content
        for menu in _present_menus()
        for name, content in menu.files(command, label).items()
    }
    for path in files:
        if os.path.lexists(path) and not _is_own(path):
            raise UserError(Text.FILE_OF_ANOTHER_PROGRAM(path))
    remove()
    try:
        for path, content in files.items():
            write_atomically(path, content.encode())
            path.chmod(0o755)  # Dolphin and Nautilus take no other
    except OSError:
        with contextlib.suppress(OSError):
            remove()
        raise


def remove() -> None:
    """Removes the program from the menus of all file managers.

    Raises:
        OSError: a file cannot be removed.
    """
    if sys.platform == "win32":
        _remove_from_explorer()
        return
    if sys.platform == "darwin":
        finder_service.remove(finder_service.services_folder())
        return
    for path in list(_own_files()):
        path.unlink()


@dataclass(frozen=True, slots=True)
class _Menu:
    """The files that one file manager reads, by name, and their folder below the data home."""

    title: str
    program: str
    folder: str
    files: Callable[[Sequence[str], str], Mapping[str, str]]


def _nautilus_files(command: Sequence[str], label: str) -> dict[str, str]:
    # The name of the script is what the menu shows.
    return {label.replace("/", "-"): _NAUTILUS.format(mark=_MARK, command=shlex.join(command))}


def _dolphin_files(command: Sequence[str], label: str) -> dict[str, str]:
    quoted = " ".join(map(quote_for_desktop, command))
    return {"catdog-sort.desktop": _DOLPHIN.format(mark=_MARK, command=quoted, label=label)}


def _nemo_files(command: Sequence[str], label: str) -> dict[str, str]:
    quoted = " ".join(map(_quote_for_nemo, command))
    on_folder = _NEMO.format(mark=_MARK, command=quoted, label=label, folder="%F", selection="s", extensions="dir")
    inside = _NEMO.format(mark=_MARK, command=quoted, label=label, folder="%P", selection="none", extensions="any")
    return {"catdog-sort.nemo_action": on_folder, "catdog-sort-here.nemo_action": inside}


def _quote_for_nemo(argument: str) -> str:
    # Quoted as for a shell, then as the value of a key file, in which % begins a token.
    return shlex.quote(argument).replace("\\", "\\\\").replace("%", "%%")


_MENUS = (
    _Menu("Files", "nautilus", "nautilus/scripts", _nautilus_files),
    _Menu("Dolphin", "dolphin", "kio/servicemenus", _dolphin_files),
    _Menu("Nemo", "nemo", "nemo/actions", _nemo_files),
)


def _present_menus() -> tuple[_Menu, ...]:
    return tuple(menu for menu in _MENUS if shutil.which(menu.program))


def _data_home() -> Path:
    """The folder of the user's data, by the XDG Base Directory Specification."""
    configured = os.environ.get("XDG_DATA_HOME", "")
    return Path(configured) if Path(configured).is_absolute() else Path.home() / ".local" / "share"


def _own_files() -> Iterator[Path]:
    """Those that were written, in whatever language, even if their file manager is gone."""
    for menu in _MENUS:
        with contextlib.suppress(FileNotFoundError, NotADirectoryError):
            yield from filter(_is_own, (_data_home() / menu.folder).iterdir())


def _is_own(path: Path) -> bool:
    if path.is_symlink() or not path.is_file():
        return False
    try:
        with open_file(path) as file:
            return _MARK.encode() in file.read(_MARK_WITHIN_BYTES)
    except OSError:
        return False


if sys.platform == "win32":
    import winreg

    def _add_to_explorer(command: Sequence[str], label: str) -> None:
        for key in _EXPLORER_KEYS:
            with winreg.CreateKey(winreg.HKEY_CURRENT_USER, key) as menu:
                winreg.SetValueEx(menu, "", 0, winreg.REG_SZ, label)
            with winreg.CreateKey(winreg.HKEY_CURRENT_USER, rf"{key}\command") as run:
                winreg.SetValueEx(run, "", 0, winreg.REG_SZ, f'{subprocess.list2cmdline(command)} "%V"')

    def _remove_from_explorer() -> None:
        for key in _EXPLORER_KEYS:
            for each in (rf"{key}\command", key):
                with contextlib.suppress(FileNotFoundError):
                    winreg.DeleteKey(winreg.HKEY_CURRENT_USER, each)

    def _is_in_explorer() -> bool:
        try:
            winreg.CloseKey(winreg.OpenKey(winreg.HKEY_CURRENT_USER, _EXPLORER_KEYS[0]))
        except OSError:
            return False
        return True
