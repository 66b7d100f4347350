"""What a file has beside its content and times: permissions, owner, extended attributes (access lists among them).

A rename keeps them. A copy on another disk may lose them, as exFAT has no place for them; the journal keeps them.
"""

from __future__ import annotations

import base64
import contextlib
import json
import os
import stat
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from pathlib import Path


@dataclass(frozen=True, slots=True)
class FileAttributes:
    """`extended` are the names of extended attributes with their values in base64."""

    mode: int
    owner: int
    group: int
    atime_ns: int
    extended: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> str:
        return json.dumps(asdict(self))

    @classmethod
    def from_json(cls, text: str) -> FileAttributes:
        content: dict[str, Any] = json.loads(text)
        return cls(**content)


def read_attributes(path: Path) -> FileAttributes:
    """The attributes of a file; raises OSError where it has no status."""
    status = path.lstat()
    extended: dict[str, str] = {}
    if hasattr(os, "listxattr"):
        with contextlib.suppress(OSError):
            for name in os.listxattr(path, follow_symlinks=False):
                value = os.getxattr(path, name, follow_symlinks=False)
                extended[name] = base64.b64encode(value).decode("ascii")
    return FileAttributes(stat.S_IMODE(status.st_mode), status.st_uid, status.st_gid, status.st_atime_ns, extended)


def write_attributes(path: Path, attributes: FileAttributes) -> None:
    """Gives a file the attributes, as far as its disk has a place for them and this user may set them."""
    if hasattr(os, "chown"):
        with contextlib.suppress(OSError):
            os.chown(path, attributes.owner, attributes.group, follow_symlinks=False)
    if hasattr(os, "setxattr"):
        for name, value in attributes.extended.items():
            with contextlib.suppress(OSError):
                os.setxattr(path, name, base64.b64decode(value), follow_symlinks=False)
    # Last, as a new owner takes some permissions away.
    with contextlib.suppress(OSError):
        path.chmod(attributes.mode)
