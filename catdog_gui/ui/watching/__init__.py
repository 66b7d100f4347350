"""Watched folders: the switch, the list, the pictures that wait, and what was sorted by itself.

May import everything that `sorting` may, and `sorting`. Begin with `controller`; `service` runs the watchers.
"""
