"""The window where there is no display: a sentence instead of Qt's abort."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from catdog_gui.cli.console import UsageError
from catdog_gui.cli.display import require_display

pytestmark = pytest.mark.skipif(sys.platform in {"win32", "darwin"}, reason="displays of X and Wayland")
OF_DISPLAYS = ("DISPLAY", "WAYLAND_DISPLAY", "WAYLAND_SOCKET", "QT_QPA_PLATFORM")


@pytest.fixture(autouse=True)
def no_display(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in OF_DISPLAYS:
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("environment", "sentence"),
    [
        ({}, "there is no display"),
        ({"QT_QPA_PLATFORM": "xcb"}, "there is no display"),
        ({"DISPLAY": ":4711"}, "the display :4711 cannot be opened"),
        ({"WAYLAND_DISPLAY": "wayland-4711"}, "the display wayland-4711 cannot be opened"),
    ],
)
def test_the_window_ends_with_one_sentence(tmp_path: Path, environment: dict[str, str], sentence: str) -> None:
    command = [sys.executable, "-m", "catdog_gui", "--home", str(tmp_path), "gui"]
    ended = subprocess.run(command, capture_output=True, text=True, timeout=60, env=dict(os.environ) | environment)
    assert (ended.returncode, ended.stdout) == (2, "")
    (line,) = ended.stderr.splitlines()
    assert line.startswith(f"catdog: {sentence}")


@pytest.mark.parametrize("platform", ["offscreen", "minimal", "vnc:size=800x600", "xcb;offscreen"])
def test_qt_may_draw_where_no_display_is_needed(monkeypatch: pytest.MonkeyPatch, platform: str) -> None:
    monkeypatch.setenv("QT_QPA_PLATFORM", platform)
    require_display()


def test_a_missing_system_library_is_named(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    installed = tmp_path_factory.mktemp("installed")
    plugin = installed / "PySide6" / "Qt" / "plugins" / "platforms" / "libqxcb.so"
    plugin.parent.mkdir(parents=True)
    plugin.write_bytes(b"no library")
    (installed / "PySide6" / "__init__.py").touch()
    monkeypatch.setattr("sys.path", [str(installed)])
    monkeypatch.delitem(sys.modules, "PySide6", raising=False)
    monkeypatch.setenv("DISPLAY", ":0")
    monkeypatch.setattr("catdog_gui.cli.display._can_open_x11", lambda: True)
    with pytest.raises(UsageError, match=r"libqxcb\.so.*system libraries"):
        require_display()
