"""Finds, opens and groups picture files.

May import no other part. No Qt, no torch.

Begin with `models.py` (the records). `discovery.py` walks a folder and uses `naming.py` (what a name says) and
`grouping.py` (which files belong to which picture); `decoding.py` opens a picture, whatever its format, and
`thumbnails.py` makes it small; `stamp.py` finds out whether a file was changed.
"""
