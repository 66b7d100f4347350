"""Whether there is a display for the window: Qt ends the process with a core dump where there is none."""

from __future__ import annotations

import ctypes
import importlib.util
import os
import re
import sys
from pathlib import Path

from catdog_gui.cli.console import UsageError

_DISPLAY_PLATFORMS = ("xcb", "wayland")
_LIBRARY = re.compile(r"lib[\w.+-]+\.so[.\d]*")
_ADVICE = "start it on a desktop; `catdog sort FOLDER` needs none"


def require_display() -> None:
    """Does nothing where Qt is configured to draw elsewhere (QT_QPA_PLATFORM), and on Windows and macOS.

    Raises:
        UsageError: there is no display, it cannot be opened, or a library is missing that Qt needs for it.
    """
    if sys.platform in {"win32", "darwin"}:
        return
    chosen = os.environ.get("QT_QPA_PLATFORM") or "wayland;xcb"
    if not all(platform.startswith(_DISPLAY_PLATFORMS) for platform in chosen.split(";")):
        return
    displays = [os.environ[name] for name in ("WAYLAND_DISPLAY", "DISPLAY") if os.environ.get(name)]
    if not displays:
        raise UsageError(f"there is no display to open the window on: {_ADVICE}")
    if _can_open_wayland():
        return
    if not _can_open_x11():
        raise UsageError(f"the display {' or '.join(displays)} cannot be opened: {_ADVICE}")
    _require_libraries()


def _can_open_wayland() -> bool:
    if not os.environ.get("WAYLAND_DISPLAY"):
        return False
    try:
        wayland = ctypes.CDLL("libwayland-client.so.0")
    except OSError:
        return False
    wayland.wl_display_connect.restype = ctypes.c_void_p
    display = wayland.wl_display_connect(None)
    if display:
        wayland.wl_display_disconnect(ctypes.c_void_p(display))
    return bool(display)


def _can_open_x11() -> bool:
    if not os.environ.get("DISPLAY"):
        return False
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:
        return True  # the window's own libraries are looked at next, and that one is among them
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    is_open = xcb.xcb_connection_has_error(connection) == 0
    xcb.xcb_disconnect(connection)
    return is_open


def _require_libraries() -> None:
    """Loads the plugin that Qt will load for an X display, as only that shows which library is missing."""
    qt = importlib.util.find_spec("PySide6")
    for folder in (qt and qt.submodule_search_locations) or ():
        plugin = Path(folder, "Qt", "plugins", "platforms", "libqxcb.so")
        if plugin.is_file():
            try:
                ctypes.CDLL(str(plugin))
            except OSError as error:
                raise UsageError(missing_library_message(error)) from None


def missing_library_message(error: OSError | ImportError) -> str:
    """Names the library that the system could not load: only the text of the error has its name."""
    library = _LIBRARY.search(str(error))
    what = f": {library.group()} is missing" if library else ""
    return f"the window cannot be opened{what}; the README names the system libraries it needs"
