"""Watched folders: the switch, the list, the pictures that wait, and what was sorted by itself.

May import `common`, `session`, `grid`, `sidebar`, `preview`, `bars` and `sorting`.
Begin with `controller`; `service` runs the watchers.
"""
