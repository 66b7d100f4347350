"""Learning from corrections: the sheet and its pages, the releases, and what a new model changed.

May import `common`, `session`, `grid`, `sidebar`, `preview`, `bars` and `sorting`.
Begin with `controller`; `service` runs the trainer.
"""
