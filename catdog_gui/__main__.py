"""`python -m catdog_gui` is the `catdog` command."""

from __future__ import annotations

import sys

from catdog_gui.cli import main

if __name__ == "__main__":
    sys.exit(main())
