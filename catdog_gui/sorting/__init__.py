"""Moves or copies labelled groups into folders, writes keywords beside them, renames them; every step can be undone.

May import `classify` and `pictures`. No Qt.

Begin with `models.py` (the records) and `plan.py` (where each file goes). `sort.py` carries a plan out, `undo.py` takes
a run back, `recover.py` completes runs that a crash interrupted. All three use `move.py` (moves one file),
`reconcile.py` (finds out where a file is after an error) and `work.py` (what they share). `journal.py` is the
write-ahead record; `file_system.py` has every step that touches the user's files.

Runs of keywords take the same way through sort, undo and recover; `keywords.py` plans them and does the work on one
picture, and `xmp.py` adds a keyword to the content of a sidecar. A rename is a run of moves within one folder, planned
by `renaming.py`.

No file may be lost or overwritten: tests/sorting/test_nothing_is_lost.py and test_keywords.py check it with
errors and kills at every step.
"""
