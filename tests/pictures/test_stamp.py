from __future__ import annotations

import os
from pathlib import Path

from catdog_gui.pictures.stamp import FileStamp, read_stamp, regular_stamp


def test_a_stamp_changes_with_the_file(tmp_path: Path) -> None:
    file = tmp_path / "a.jpg"
    assert read_stamp(file) is regular_stamp(file) is None
    file.write_bytes(b"1")
    first = read_stamp(file)
    os.utime(file, ns=(1, 1))
    assert read_stamp(file) == regular_stamp(file) == FileStamp(1, 1) != first


def test_only_a_regular_file_has_a_regular_stamp(tmp_path: Path) -> None:
    (tmp_path / "a.jpg").write_bytes(b"1")
    (tmp_path / "link.jpg").symlink_to("a.jpg")
    assert regular_stamp(tmp_path) is regular_stamp(tmp_path / "link.jpg") is None
    assert read_stamp(tmp_path / "link.jpg") == regular_stamp(tmp_path / "a.jpg")
