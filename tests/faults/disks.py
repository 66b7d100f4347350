"""Small disks of other file systems: in memory or in loop devices, for as long as a test needs them."""

from __future__ import annotations

import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from oracle import Traits

_MEGABYTES = 320  # xfs makes no smaller one
_TOOLS = {
    "ext4": (("mkfs.ext4", "-q", "-F"), ("mount",)),
    "btrfs": (("mkfs.btrfs", "-q", "-f"), ("mount",)),
    "xfs": (("mkfs.xfs", "-q", "-f"), ("mount",)),
    "vfat": (("mkfs.vfat",), ("mount", "-t", "vfat")),
    "exfat": (("mkfs.exfat",), ("mount", "-t", "exfat")),
    "exfat (fuse)": (("mkfs.exfat",), ("mount.exfat-fuse",)),
    "ntfs-3g": (("mkfs.ntfs", "-q", "-F", "-Q"), ("mount", "-t", "ntfs-3g")),
}
NAMES = ("tmpfs", *_TOOLS, "overlay")


class NoDiskError(Exception):
    """Why a file system cannot be had here."""


@dataclass(frozen=True, slots=True)
class MountedDisk:
    """A folder on a file system of its own."""

    name: str
    folder: Path
    traits: Traits


@contextmanager
def mounted(name: str, folder: Path) -> Iterator[MountedDisk]:
    """A disk with that file system, mounted below an empty folder.

    Raises:
        NoDiskError: it cannot be made or mounted; the text says why.
    """
    point = folder / "mounted"
    point.mkdir(parents=True)
    with ExitStack() as stack:
        if name == "tmpfs":
            _run("mount", "-t", "tmpfs", "tmpfs", str(point))
        elif name == "overlay":
            _mount_overlay(folder, point, stack)
        else:
            _mount_image(name, folder / "image", point, stack)
        stack.callback(_run, "umount", str(point))
        yield MountedDisk(name, point, Traits.of(point))


def _mount_overlay(folder: Path, point: Path, stack: ExitStack) -> None:
    """On a tmpfs, as an overlay refuses to lie on an overlay, which the folder may be on."""
    base = folder / "base"
    base.mkdir()
    _run("mount", "-t", "tmpfs", "tmpfs", str(base))
    stack.callback(_run, "umount", str(base))
    layers = [base / each for each in ("lower", "upper", "work")]
    for layer in layers:
        layer.mkdir()
    options = ",".join(f"{layer.name}dir={layer}" for layer in layers)
    _run("mount", "-t", "overlay", "overlay", "-o", options, str(point))


def _mount_image(name: str, image: Path, point: Path, stack: ExitStack) -> None:
    make, mount = _TOOLS[name]
    with image.open("wb") as file:
        file.truncate(_MEGABYTES << 20)
    _run(*make, str(image))
    device = _run("losetup", "--find", "--show", str(image)).strip()
    stack.callback(_run, "losetup", "--detach", device)
    _run(*mount, device, str(point))


def _run(*command: str) -> str:
    if os.name != "posix" or os.geteuid() != 0:
        raise NoDiskError("needs root, to mount it")
    if shutil.which(command[0], path=f"{os.environ['PATH']}:/usr/sbin:/sbin") is None:
        raise NoDiskError(f"needs {command[0]}")
    done = subprocess.run(command, capture_output=True, text=True)
    if done.returncode:
        raise NoDiskError(f"{command[0]}: {' '.join(done.stderr.split()) or done.returncode}")
    return done.stdout
