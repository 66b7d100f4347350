"""Learning from corrections: the sheet and its pages, the releases, and what a new model changed.

May import everything that `sorting` may, and `sorting`. Begin with `controller`; `service` runs the trainer.
"""
