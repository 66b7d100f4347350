"""Whether a program has a file open for writing."""

from __future__ import annotations

import signal
import sys
from pathlib import Path

if sys.platform == "linux":
    import fcntl

    from catdog_gui.pictures.opening import file_descriptor

    def is_open_for_writing(path: Path) -> bool:
        """Whether some process has the file open for writing; False if the system does not know.

        Linux grants a read lease only on a file that no process has open for writing. We give the lease back at once.
        A program that opens the file meanwhile waits for a moment, and the kernel sends us SIGURG, which is ignored.
        """
        try:
            with file_descriptor(path) as descriptor:
                fcntl.fcntl(descriptor, fcntl.F_SETSIG, signal.SIGURG)
                fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_RDLCK)
                fcntl.fcntl(descriptor, fcntl.F_SETLEASE, fcntl.F_UNLCK)
        except BlockingIOError:
            return True
        except OSError:
            return False  # the file of another user, or a file system without leases
        return False

else:

    def is_open_for_writing(path: Path) -> bool:  # noqa: ARG001
        """Always False, as the system does not report it. The other checks (settle time, completeness) remain."""
        return False
