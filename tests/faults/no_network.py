"""Ways to run a command without a network: in a network of its own, and so that whoever tries to use one is ended."""

from __future__ import annotations

import ctypes
import platform
import shutil
import socket
import struct
import subprocess
import sys

# <linux/seccomp.h>, <linux/prctl.h>, <linux/bpf_common.h>, <linux/audit.h>
_PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP, _SECCOMP_MODE_FILTER = 38, 22, 2
_ALLOW, _KILL_PROCESS, _REFUSE = 0x7FFF0000, 0x80000000, 0x00050001  # the last one is EPERM
_LOAD, _IF_EQUAL, _RETURN = 0x20, 0x15, 0x06
_NUMBER_AT, _ARCHITECTURE_AT, _FIRST_ARGUMENT_AT = 0, 4, 16
_IO_URING_SETUP = 425
# machine: (architecture of the audit, number of `socket`)
_MACHINES = {"x86_64": (0xC000003E, 41), "aarch64": (0xC00000B7, 198)}


def command_without_interfaces() -> list[str]:
    """The beginning of a command line that runs the rest in a network namespace of its own; empty if not permitted."""
    command = ["unshare", "--map-root-user", "--net"]
    if shutil.which("unshare") is None or subprocess.run([*command, "true"], capture_output=True).returncode:
        return []
    return command


def can_filter_calls() -> bool:
    return sys.platform == "linux" and platform.machine() in _MACHINES


def end_who_opens_a_socket() -> None:
    """From here on, this process and its children are ended by SIGSYS if they open a socket that is not of AF_UNIX.

    Without a socket there is nothing to connect or to send with. To be called between fork and exec.

    Raises:
        OSError: the kernel refuses the filter.
    """
    architecture, opens_socket = _MACHINES[platform.machine()]
    # Each: operation, how many to skip if equal, how many if not, constant.
    steps = [
        (_LOAD, 0, 0, _ARCHITECTURE_AT),
        (_IF_EQUAL, 0, 6, architecture),
        (_LOAD, 0, 0, _NUMBER_AT),
        (_IF_EQUAL, 5, 0, _IO_URING_SETUP),  # it could open one, unseen by this filter
        (_IF_EQUAL, 0, 2, opens_socket),
        (_LOAD, 0, 0, _FIRST_ARGUMENT_AT),
        (_IF_EQUAL, 0, 1, socket.AF_UNIX),
        (_RETURN, 0, 0, _ALLOW),
        (_RETURN, 0, 0, _KILL_PROCESS),
        (_RETURN, 0, 0, _REFUSE),
    ]
    program = b"".join(struct.pack("<HBBI", *step) for step in steps)
    buffer = ctypes.create_string_buffer(program, len(program))
    header = ctypes.create_string_buffer(struct.pack("<HxxxxxxQ", len(steps), ctypes.addressof(buffer)))
    libc = ctypes.CDLL(None, use_errno=True)
    for call in (
        (_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0),
        (_PR_SET_SECCOMP, _SECCOMP_MODE_FILTER, ctypes.byref(header), 0, 0),
    ):
        if libc.prctl(*call):
            raise OSError(ctypes.get_errno(), "prctl")
