"""Which pictures of a folder are found, which entries are skipped, and in which order."""

from __future__ import annotations

import os
import sys
import time
from pathlib import Path

import pytest

from catdog_gui.pictures import discovery
from catdog_gui.pictures.discovery import find_groups
from catdog_gui.pictures.models import Group, Skipped, SkipReason

JPEG_HEAD = b"\xff\xd8\xff\xe0" + bytes(20)


def write(path: Path, content: bytes = JPEG_HEAD) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    return path


def found(folder: Path, *, recursive: bool = True, outputs: frozenset[Path] = frozenset()) -> list[str]:
    groups = [each for each in find_groups(folder, recursive=recursive, outputs=outputs) if isinstance(each, Group)]
    return [group.picture.relative_to(folder).as_posix() for group in groups]


def skipped(folder: Path, *, outputs: frozenset[Path] = frozenset()) -> dict[str, SkipReason]:
    skips = [each for each in find_groups(folder, recursive=True, outputs=outputs) if isinstance(each, Skipped)]
    return {skip.path.relative_to(folder).as_posix(): skip.reason for skip in skips}


def test_pictures_by_suffix_in_natural_order_files_before_folders(tmp_path: Path) -> None:
    for name in ("IMG_10.JPG", "IMG_2.heif", "b/1.avif", "b/c/1.tif", "a10/1.png", "a9/1.webp", "z.jfif"):
        write(tmp_path / name)
    expected = ["IMG_2.heif", "IMG_10.JPG", "z.jfif", "a9/1.webp", "a10/1.png", "b/1.avif", "b/c/1.tif"]
    assert found(tmp_path) == expected
    assert found(tmp_path, recursive=False) == expected[:3]


def test_other_files_are_counted_and_pictures_that_are_not_read_are_named(tmp_path: Path) -> None:
    for name in ("notes.txt", "film.mov", "raw.nef", "lonely.xmp", "archive.jpg.zip", "b/a.JXL"):
        write(tmp_path / name)
    (tmp_path / "README").write_text("no picture")
    not_read = {"raw.nef", "b/a.JXL"}
    assert skipped(tmp_path) == {
        name: SkipReason.NOT_READ if name in not_read else SkipReason.NO_PICTURE
        for name in ("README", "archive.jpg.zip", "film.mov", "lonely.xmp", "notes.txt", "raw.nef", "b/a.JXL")
    }
    assert found(tmp_path) == []


def test_every_file_is_reported_once(tmp_path: Path) -> None:
    names = ["a.jpg", "a.xmp", "a.nef", "b.nef", "c.jpg", "c.xmp", ".hidden", "d", "d.xmp", "sub/e.psd", "sub/f.mov"]
    for name in names:
        write(tmp_path / name)
    (tmp_path / "c.jpg").write_bytes(b"")
    (tmp_path / "d").write_bytes(b"no picture")
    reported = [
        path
        for each in find_groups(tmp_path, recursive=True)
        for path in (each.files if isinstance(each, Group) else [each.path])
    ]
    assert sorted(reported) == sorted(tmp_path / name for name in names)


@pytest.mark.parametrize(
    ("content", "is_picture"),
    [
        (JPEG_HEAD, True),
        (b"\x89PNG\r\n\x1a\n" + bytes(9), True),
        (b"GIF89a" + bytes(9), True),
        (b"RIFF\1\2\3\4WEBPVP8 ", True),
        (b"RIFF\1\2\3\4WAVEfmt ", False),
        (b"BM\1\2\3\4\0\0\0\0\1\2", True),
        (b"BMW and other cars", False),
        (b"MM\0*" + bytes(9), True),
        (b"\0\0\0\x18ftypheic" + bytes(9), True),
        (b"\0\0\0\x18ftypqt  " + bytes(9), False),
        (b"#!/bin/sh\n", False),
        (b"", False),
    ],
)
def test_a_file_without_a_suffix_is_known_by_its_content(tmp_path: Path, content: bytes, is_picture: bool) -> None:
    write(tmp_path / "IMG_0001", content)
    assert found(tmp_path) == (["IMG_0001"] if is_picture else [])


def test_companions_are_whole_paths_beside_the_picture(tmp_path: Path) -> None:
    for name in ("x/a.jpg", "x/a.xmp", "x/a.cr2", "a.aae"):
        write(tmp_path / name)
    (group,) = (each for each in find_groups(tmp_path, recursive=True) if isinstance(each, Group))
    assert group.files == (tmp_path / "x/a.jpg", tmp_path / "x/a.cr2", tmp_path / "x/a.xmp")


def test_each_skip_has_its_reason(tmp_path: Path) -> None:
    for name in (".hidden.jpg", ".hidden/a.jpg", "._a.jpg", ".DS_Store", "Thumbs.db", "@eaDir/a.jpg", "__MACOSX/a.jpg"):
        write(tmp_path / name)
    write(tmp_path / "empty.jpg", b"")
    write(tmp_path / "cat/a.jpg")
    assert skipped(tmp_path, outputs=frozenset({tmp_path / "cat", tmp_path / "dog"})) == {
        ".hidden.jpg": SkipReason.HIDDEN,
        ".hidden": SkipReason.HIDDEN,
        "._a.jpg": SkipReason.JUNK,
        ".DS_Store": SkipReason.JUNK,
        "Thumbs.db": SkipReason.JUNK,
        "@eaDir": SkipReason.JUNK,
        "__MACOSX": SkipReason.JUNK,
        "empty.jpg": SkipReason.EMPTY,
        "cat": SkipReason.OUTPUT,
    }
    assert found(tmp_path, outputs=frozenset({tmp_path / "cat"})) == []


def test_links_are_reported_and_not_followed(tmp_path: Path) -> None:
    outside = write(tmp_path / "outside/a.jpg")
    inside = tmp_path / "inside"
    write(inside / "sub/b.jpg")
    _link(inside / "a.jpg", outside)
    _link(inside / "a.xmp", outside)
    _link(inside / "loop", inside)
    _link(inside / "sub/up", tmp_path)
    _link(inside / "nowhere.jpg", tmp_path / "not there")
    assert found(inside) == ["sub/b.jpg"]
    assert set(skipped(inside)) == {"a.jpg", "a.xmp", "loop", "sub/up", "nowhere.jpg"}
    assert set(skipped(inside).values()) == {SkipReason.SYMLINK}


def test_a_folder_that_holds_itself_is_entered_once(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """As with a bind mount, which does not look like a link."""
    write(tmp_path / "a.jpg")
    write(tmp_path / "mounted/a.jpg")
    real = discovery._identity
    monkeypatch.setattr(discovery, "_identity", lambda path: real(tmp_path if path.name == "mounted" else path))
    assert found(tmp_path) == ["a.jpg"]
    assert skipped(tmp_path) == {"mounted": SkipReason.SYMLINK}


def test_the_chosen_folder_may_itself_be_a_link_or_hidden_or_an_output(tmp_path: Path) -> None:
    write(tmp_path / ".photos/cat/a.jpg")
    _link(tmp_path / "link", tmp_path / ".photos")
    assert found(tmp_path / ".photos") == ["cat/a.jpg"]
    assert found(tmp_path / "link") == ["cat/a.jpg"]
    assert found(tmp_path / "link", outputs=frozenset({tmp_path / ".photos/cat"})) == []
    assert found(tmp_path / ".photos/cat", outputs=frozenset({tmp_path / ".photos/cat"})) == ["a.jpg"]


def test_absolute_outputs_are_skipped_in_a_relative_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    write(tmp_path / "cat/a.jpg")
    monkeypatch.chdir(tmp_path)
    assert found(Path(), outputs=frozenset({tmp_path / "cat"})) == []


def test_a_folder_that_cannot_be_listed_is_reported_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(tmp_path / "a/1.jpg")
    write(tmp_path / "b/1.jpg")
    real = os.scandir

    def refusing(path: Path) -> object:
        if Path(path).name == "a":
            raise PermissionError
        return real(path)

    monkeypatch.setattr(os, "scandir", refusing)
    assert found(tmp_path) == ["b/1.jpg"]
    assert skipped(tmp_path) == {"a": SkipReason.UNREADABLE}


def test_a_folder_that_is_not_there_or_is_a_file_is_unreadable(tmp_path: Path) -> None:
    for path in (tmp_path / "not there", write(tmp_path / "file.jpg")):
        assert list(find_groups(path, recursive=True, outputs=frozenset())) == [Skipped(path, SkipReason.UNREADABLE)]


@pytest.mark.skipif(sys.platform == "win32", reason="no such names there")
def test_pipes_and_names_that_are_not_text(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.jpg")
    os.mkfifo(tmp_path / "pipe")
    write(tmp_path / "album.jpg/a.jpg")
    name = os.fsdecode(b"caf\xe9.jpg")
    write(tmp_path / name)
    assert found(tmp_path) == [name, "album.jpg/a.jpg"]


def test_the_first_picture_of_a_large_folder_comes_at_once(tmp_path: Path) -> None:
    for number in range(20_000):
        os.close(os.open(f"{tmp_path}/IMG_{number}.jpg", os.O_CREAT | os.O_WRONLY))
    (tmp_path / "IMG_0.jpg").write_bytes(JPEG_HEAD)
    started = time.process_time()
    first = next(find_groups(tmp_path, recursive=True, outputs=frozenset()))
    assert time.process_time() - started < 0.4
    assert first == Group(tmp_path / "IMG_0.jpg")


def _link(path: Path, target: Path) -> None:
    try:
        path.symlink_to(target)
    except OSError:
        pytest.skip("this system does not let the tests make links")
