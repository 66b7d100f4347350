"""Where our trainer is, and whether another program's package has taken its place.

Others have a package named `trainer` too. Python finds the first on its path; and where two are installed into one
environment, the files of the later installation replace those of the earlier one.
"""

from __future__ import annotations

import sys
from importlib.abc import InspectLoader
from importlib.machinery import PathFinder
from pathlib import Path

# The folder of our packages. It comes first on the trainer's path.
PACKAGES = Path(__file__).parents[2]
# The description of ours names the package that it belongs to.
_OURS = "catdog_gui"


def find_other_trainer(packages: Path = PACKAGES) -> Path | None:
    """The folder of another program's package that Python finds in place of our trainer; None if there is none."""
    if getattr(sys, "frozen", False):
        return None  # nobody can install a package into a packaged program
    found = PathFinder.find_spec("trainer", [str(packages), *sys.path])
    if found is None or found.origin is None or not isinstance(found.loader, InspectLoader):
        return None
    is_ours = _OURS in (found.loader.get_source("trainer") or "")
    return None if is_ours else Path(found.origin).parent
