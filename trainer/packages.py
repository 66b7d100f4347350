"""What a command needs beyond the program itself."""

from __future__ import annotations

from importlib.util import find_spec


def require_packages(*names: str) -> None:
    """Raises ModuleNotFoundError for the first that is missing; imports none, which would take seconds."""
    for name in names:
        if find_spec(name) is None:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
