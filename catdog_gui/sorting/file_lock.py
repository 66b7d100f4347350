"""The system's lock on an open file, which it frees when the process dies."""

from __future__ import annotations

import errno
import sys

BUSY = frozenset({errno.EAGAIN, errno.EWOULDBLOCK, errno.EACCES, errno.EDEADLK})

if sys.platform == "win32":
    import msvcrt

    def try_lock(number: int) -> None:
        """Locks the file of descriptor `number`; OSError with an errno of BUSY where another holds it."""
        msvcrt.locking(number, msvcrt.LK_NBLCK, 1)

else:
    import fcntl

    def try_lock(number: int) -> None:
        """Locks the file of descriptor `number`; OSError with an errno of BUSY where another holds it."""
        fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
