"""On which disk a folder lies, and whether it is one whose changes this computer is not told of."""

from __future__ import annotations

import os
import re
from pathlib import Path

MOUNTS = Path("/proc/self/mounts")
_REMOTE = frozenset(
    {
        *("nfs", "nfs4", "cifs", "smb3", "smbfs", "ncpfs", "afs", "9p", "ceph", "glusterfs", "davfs", "lustre"),
        *("fuse.sshfs", "fuse.rclone", "fuse.gvfsd-fuse", "fuse.glusterfs", "fuse.s3fs", "fuse.davfs2", "fuse.cephfs"),
        *("vboxsf", "prl_fs", "vmhgfs", "fuse.vmhgfs-fuse", "fuse.portal", "drvfs", "virtiofs"),
    }
)
_ESCAPED = re.compile(r"\\([0-7]{3})")


def network_file_system(folder: Path, mounts: str | None = None) -> str | None:
    """The kind of network file system that a folder is on; None for a local one, and where it cannot be told."""
    try:
        table = MOUNTS.read_text("utf-8", "surrogateescape") if mounts is None else mounts
        resolved = folder.resolve()
    except (OSError, RuntimeError):
        return None
    deepest, kind = -1, ""
    for line in table.splitlines():
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = Path(_ESCAPED.sub(lambda octal: chr(int(octal.group(1), 8)), fields[1]))
        # Of two file systems on one point the later one covers the other.
        if resolved.is_relative_to(point) and len(point.parts) >= deepest:
            deepest, kind = len(point.parts), fields[2]
    return kind if kind in _REMOTE else None


def mount_of(folder: Path) -> Path:
    """Where the file system is mounted that a folder is on, or would be once it is made."""
    return next((path for path in (folder, *folder.parents) if os.path.ismount(path)), folder)


def is_mounted(point: Path) -> bool:
    """Whether a disk is mounted there still: where one was, an empty folder of the disk beneath remains."""
    return os.path.ismount(point)
