"""The window, one folder a feature. The only package that imports Qt; the rules of sorting lie in the other parts.

In layers, of which each may import those before it: `common`; `session`; `grid`, `sidebar`, `preview`, `bars` and
`help`; `loupe` and `sorting`; `watching` and `retraining`; `settings`; `shell`. Features of one layer do not import
each other. Begin with `shell/application`, which makes the services and the main window and connects them.
"""

import ctypes
import sys


def _keep_constants_alive() -> None:
    """PySide6 6.12.0 is built as if None, True and False were immortal, which they are from Python 3.12 on.

    On an older Python every call that returns one of them takes away a reference that it never gave, and after some
    thousand calls the interpreter aborts ("deallocating None"). As many references as no program can use up make them
    immortal here too; with other versions of PySide6 this changes nothing.
    """
    for constant in (None, True, False, NotImplemented):
        ctypes.c_ssize_t.from_address(id(constant)).value += 1 << 40


if sys.version_info < (3, 12) and sys.implementation.name == "cpython":
    _keep_constants_alive()
