"""Measures the time from starting a program to its painted window, by reading the pixels of the screen."""

from __future__ import annotations

import subprocess
import time
from collections.abc import Sequence

import numpy as np
from PySide6.QtGui import QGuiApplication, QImage

# Text has edges in many shades; an empty screen or an empty window has few.
_MIN_WINDOW_COLOURS = 16
_TIMEOUT_SECONDS = 30
_POLL_SECONDS = 0.02
_CLOSE_SECONDS = 10


def seconds_to_first_paint(screen: QGuiApplication, command: Sequence[str]) -> float:
    """Starts `command`, waits until something is painted on the empty screen, and ends the command.

    Raises:
        RuntimeError: the screen was not empty before, or nothing was painted in time.
    """
    if _is_painted(screen):
        raise RuntimeError("the screen must be empty: use xvfb-run")
    began = time.perf_counter()
    process = subprocess.Popen(command)
    try:
        while not _is_painted(screen):
            if process.poll() is not None or time.perf_counter() - began > _TIMEOUT_SECONDS:
                raise RuntimeError(f"{command[0]} shows no window")
            time.sleep(_POLL_SECONDS)
        return time.perf_counter() - began
    finally:
        process.terminate()
        process.wait(_CLOSE_SECONDS)
        while _is_painted(screen):
            time.sleep(_POLL_SECONDS)


def _is_painted(screen: QGuiApplication) -> bool:
    image = screen.primaryScreen().grabWindow(0).toImage().convertToFormat(QImage.Format.Format_RGB32)
    pixels = np.frombuffer(image.constBits(), np.uint32)
    return len(np.unique(pixels[::37])) >= _MIN_WINDOW_COLOURS
