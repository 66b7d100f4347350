"""Moves or copies labelled groups into folders, records every step in a journal, and takes runs back.

May import `classify` and `pictures`. No Qt.

Begin with `models.py` (the records) and `plan.py` (where each file goes). `sort.py` carries a plan out, `undo.py` takes
a run back, `recover.py` completes runs that a crash interrupted. All three use `move.py` (moves one file),
`reconcile.py` (finds out where a file is after an error) and `work.py` (what they share). `journal.py` is the
write-ahead record; `file_system.py` has every step that touches the user's files.

No file may be lost or overwritten: tests/sorting/test_nothing_is_lost.py checks it with errors and kills at every step.
"""
