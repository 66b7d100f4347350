"""Which file system a folder is on, read from the system's table."""

from __future__ import annotations

from pathlib import Path

from catdog_gui.sorting.mounts import keeps_no_permissions, network_file_system


def as_in_mounts(path: Path) -> str:
    return str(path).replace(" ", "\\040").replace("\n", "\\012")


def test_which_file_systems_are_on_a_network(tmp_path: Path) -> None:
    real = tmp_path.resolve()
    escaped = as_in_mounts(real / "my share")
    table = f"/dev/sda1 / ext4 rw 0 0\nnas:/x {escaped} nfs4 rw 0 0\ntmpfs {escaped}/local tmpfs rw 0 0\nodd line\n"
    assert network_file_system(real, table) is None
    assert network_file_system(real / "my share", table) == "nfs4"
    assert network_file_system(real / "my share" / "album", table) == "nfs4"
    assert network_file_system(real / "my share" / "local", table) is None
    assert network_file_system(real / "my shares", table) is None
    odd = real / "a\x0bb\x85c"
    assert network_file_system(odd, f"nas:/x {as_in_mounts(odd)} nfs4 rw 0 0") == "nfs4"
    assert network_file_system(real, "user@host: / fuse.sshfs rw 0 0") == "fuse.sshfs"


def test_a_disk_without_permissions_is_known(tmp_path: Path) -> None:
    table = f"none / ext4 rw 0 0\nnone {as_in_mounts(tmp_path.resolve())} exfat rw 0 0\n"
    assert keeps_no_permissions(tmp_path / "new", table)
    assert not keeps_no_permissions(tmp_path.parent, table)
