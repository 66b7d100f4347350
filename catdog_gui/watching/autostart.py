"""Starts a watch, or the window, when the user logs in: a systemd user unit, or an autostart desktop entry."""

from __future__ import annotations

import hashlib
import os
import re
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from catdog_gui.messages import Text, UserError

_UNIT = """\
[Unit]
Description=catdog sorts what arrives in {folder}

[Service]
Type=simple
ExecStart={command}
Restart=on-failure
RestartSec=10
# 1: it ended as asked, but some files could not be read.
SuccessExitStatus=1
KillSignal=SIGTERM
TimeoutStopSec=5
Nice=10

[Install]
WantedBy=default.target
"""
_ENTRY = """\
[Desktop Entry]
Type=Application
Name={name}
Comment={comment}
Exec={command}
Icon=catdog
Terminal=false
NoDisplay=true
X-GNOME-Autostart-enabled=true
"""
_PLAIN = re.compile(r"[A-Za-z0-9_@%+=:,./-]+")


class UnwritableNameError(UserError, ValueError):
    """A name that neither a unit nor a desktop entry can hold."""


def config_home() -> Path:
    """The folder of the user's configuration, by the XDG Base Directory Specification."""
    configured = os.environ.get("XDG_CONFIG_HOME", "")
    return Path(configured) if Path(configured).is_absolute() else Path.home() / ".config"


def unit_path(folder: Path, config: Path) -> Path:
    return config / "systemd" / "user" / f"{_stem(folder)}.service"


def entry_path(folder: Path, config: Path) -> Path:
    return config / "autostart" / f"{_stem(folder)}.desktop"


def window_entry_path(config: Path) -> Path:
    """The entry that starts the window, which then watches its folders."""
    return config / "autostart" / "catdog.desktop"


def window_command(home: Path | None) -> list[str]:
    """The command line that starts the window without showing it."""
    return [*base_command(home), "gui", "--background"]


def base_command(home: Path | None) -> list[str]:
    """The beginning of every command line of this program."""
    return [sys.executable, "-m", "catdog_gui", *(["--home", str(home)] if home else [])]


def unit_text(command: Sequence[str], folder: Path) -> str:
    """A systemd user unit that runs `command`; raises ValueError for a name that no unit can hold."""
    return _UNIT.format(
        folder=_one_line(str(folder)).replace("%", "%%"), command=" ".join(map(_quote_for_systemd, command))
    )


def entry_text(command: Sequence[str], name: str, comment: str) -> str:
    """A desktop entry that runs `command`; raises ValueError for a name that no entry can hold."""
    line = " ".join(map(quote_for_desktop, command))
    return _ENTRY.format(name=_escaped(name), comment=_escaped(comment), command=line)


def _stem(folder: Path) -> str:
    word = re.sub(r"[^A-Za-z0-9]+", "-", folder.name).strip("-").lower()[:40]
    return f"catdog-watch-{word or 'folder'}-{hashlib.sha256(os.fsencode(folder)).hexdigest()[:8]}"


def _one_line(text: str) -> str:
    if any(unicodedata.category(char) in {"Cc", "Cs"} for char in text):
        raise UnwritableNameError(Text.CONTROL_CHARACTERS(text))
    return text


def _quote_for_systemd(argument: str) -> str:
    # % begins a specifier and $ a variable, in quotes too; see systemd.service(5).
    argument = _one_line(argument).replace("\\", "\\\\").replace("%", "%%").replace("$", "$$")
    return argument if _PLAIN.fullmatch(argument) else '"' + argument.replace('"', '\\"') + '"'


def quote_for_desktop(argument: str) -> str:
    """One argument of the `Exec` of a desktop entry; raises ValueError for a name that no entry can hold."""
    # First the argument is quoted, then the value that contains it; see the Desktop Entry Specification, "Exec".
    argument = _one_line(argument).replace("%", "%%")
    if not _PLAIN.fullmatch(argument):
        argument = '"' + re.sub(r'(["`$\\])', r"\\\1", argument) + '"'
    return argument.replace("\\", "\\\\")


def _escaped(text: str) -> str:
    return _one_line(text).replace("\\", "\\\\")
