"""Where the packaged program starts: `catdog`, `catdog-gui`, and `-m MODULE` as Python itself takes it.

So whoever starts a module of ours as `sys.executable -m trainer` need not know whether the program is packaged.
"""

from __future__ import annotations

import os
import runpy
import sys
from pathlib import Path


def main() -> int:
    """Runs what the command line asks for and gives its exit code."""
    _lend_no_libraries()
    # The window's own program has no output that could be read, on Windows.
    sys.executable = str(Path(sys.executable).with_stem("catdog"))
    # `-P` keeps the current folder out of the path of modules, in which a packaged program has none of it.
    arguments = sys.argv[2:] if sys.argv[1:2] == ["-P"] else sys.argv[1:]
    if arguments[:1] == ["-m"]:
        sys.argv = arguments[1:]
        runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)
        return 0
    from catdog_gui import cli

    return cli.gui_main() if Path(sys.argv[0]).stem == "catdog-gui" else cli.main()


def _lend_no_libraries() -> None:
    """Gives programs that we start, such as a picture viewer, the system's libraries and not those packaged here."""
    os.environ["PYINSTALLER_RESET_ENVIRONMENT"] = "1"
    ours = "LD_LIBRARY_PATH"
    before = os.environ.pop(f"{ours}_ORIG", "")
    if before:
        os.environ[ours] = before
    else:
        os.environ.pop(ours, None)


if __name__ == "__main__":
    sys.exit(main())
