"""Which disk a folder is on, and whether that is a network disk, whose changes by others are not reported here."""

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
_WITHOUT_PERMISSIONS = frozenset({"vfat", "msdos", "exfat", "ntfs", "ntfs3", "fuseblk", "fuse.exfat", "hfs"})
_ESCAPED = re.compile(r"\\([0-7]{3})")


def network_file_system(folder: Path, mounts: str | None = None) -> str | None:
    """The type of the network file system that a folder is on; None if it is a local one, or unknown."""
    kind = file_system(folder, mounts)
    return kind if kind in _REMOTE else None


def keeps_no_permissions(folder: Path, mounts: str | None = None) -> bool:
    """Whether a folder is on a file system that has no place for permissions, owners and extended attributes."""
    return file_system(folder, mounts) in _WITHOUT_PERMISSIONS


def file_system(folder: Path, mounts: str | None = None) -> str | None:
    """The type of the file system that a folder is on; None if it is unknown."""
    try:
        table = MOUNTS.read_text("utf-8", "surrogateescape") if mounts is None else mounts
        resolved = folder.resolve()
    except (OSError, RuntimeError):
        return None
    deepest, kind = -1, None
    # Of the characters that break lines, only the line feed is escaped in a name there.
    for line in table.split("\n"):
        fields = line.split(" ")
        if len(fields) < 3:
            continue
        point = Path(_ESCAPED.sub(lambda octal: chr(int(octal.group(1), 8)), fields[1]))
        # If two file systems are mounted on one folder, the later one hides the earlier one.
        if resolved.is_relative_to(point) and len(point.parts) >= deepest:
            deepest, kind = len(point.parts), fields[2]
    return kind


def mount_of(folder: Path) -> Path:
    """The mount point of the file system that a folder is on, or will be on when it is made."""
    return next((path for path in (folder, *folder.parents) if os.path.ismount(path)), folder)


def is_mounted(point: Path) -> bool:
    """Whether a disk is still mounted there. After an unmount, an empty folder of the parent disk remains."""
    return os.path.ismount(point)
