"""Whether a program has a file open for writing."""

from __future__ import annotations

import os
import signal
import sys
from pathlib import Path

if sys.platform == "linux":
    import fcntl

    def is_open_for_writing(path: Path) -> bool:
        """Whether some process has the file open for writing; False where the system does not tell.

        Linux grants a read lease only on a file that nobody can write to. It is given back at once: a program that
        opens the file in between waits for a moment, and we are sent a signal, which is one that means nothing to us.
        """
        try:
            number = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_NOFOLLOW)
        except OSError:
            return False
        try:
            fcntl.fcntl(number, fcntl.F_SETSIG, signal.SIGURG)
            fcntl.fcntl(number, fcntl.F_SETLEASE, fcntl.F_RDLCK)
            fcntl.fcntl(number, fcntl.F_SETLEASE, fcntl.F_UNLCK)
        except BlockingIOError:
            return True
        except OSError:
            return False  # another's file, or a file system without leases
        finally:
            os.close(number)
        return False

else:

    def is_open_for_writing(path: Path) -> bool:  # noqa: ARG001
        """Nothing tells: a stable size and a complete content must do."""
        return False
