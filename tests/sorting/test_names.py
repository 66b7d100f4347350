from __future__ import annotations

import os
from pathlib import Path

import pytest

from catdog_gui.sorting.names import FolderNameError, first_free, folder_name, require_folder_name, with_number


def test_a_group_shares_its_number():
    names = ("a.jpg", "a.xmp", "a.jpg.xmp", "A.CR3")
    assert with_number(names, 2) == ("a (2).jpg", "a (2).xmp", "a (2).jpg.xmp", "A (2).CR3")


def test_number_one_changes_nothing():
    assert with_number(("a.jpg", "a.xmp"), 1) == ("a.jpg", "a.xmp")


@pytest.mark.parametrize(
    ("name", "expected"),
    [("a", "a (2)"), ("a.b.jpg", "a.b (2).jpg"), ("a (2).jpg", "a (2) (2).jpg"), ("ß.JPG", "ß (2).JPG")],
)
def test_single_names(name, expected):
    assert with_number((name,), 2) == (expected,)


def test_a_companion_with_another_stem_keeps_it():
    assert with_number(("IMG_1.HEIC", "IMG_E1.aae"), 3) == ("IMG_1 (3).HEIC", "IMG_E1 (3).aae")


@pytest.mark.parametrize("char", ["a", "ä", "😀", "\udcff"])
def test_longest_names_are_shortened_alike(char):
    stem = char * (250 // len(os.fsencode(char)))
    picture, sidecar = with_number((f"{stem}.jpg", f"{stem}.xmp"), 12)
    assert len(os.fsencode(picture)) <= 255
    assert picture.removesuffix(".jpg") == sidecar.removesuffix(".xmp")
    assert picture.endswith(" (12).jpg")
    assert len(os.fsencode(picture)) > 255 - 8


def test_first_free_wants_all_names_free():
    taken = {Path("x/a.xmp"), Path("x/a (2).jpg")}
    assert first_free([Path("x/a.jpg"), Path("x/a.xmp")], 1, lambda path: path not in taken) == (
        3,
        (Path("x/a (3).jpg"), Path("x/a (3).xmp")),
    )


@pytest.mark.parametrize(
    ("label", "expected"),
    [
        ("cat", "cat"),
        ("Maine Coon", "Maine Coon"),
        ("..", "_"),
        ("../../etc", "_.._.._etc"),
        ("a/b\\c", "a_b_c"),
        ("con", "_con"),
        (".hidden", "_.hidden"),
        ("", "_"),
        ("x. ", "x"),
        ("a\nb", "a_b"),
    ],
)
def test_a_label_is_always_one_visible_folder(label, expected):
    assert folder_name(label) == expected
    assert len(Path("into", folder_name(label)).parts) == 2


@pytest.mark.parametrize("name", ["Katzen", "To check", "neither", "猫", "a.b"])
def test_a_folder_can_have_this_name(name):
    require_folder_name(name)


@pytest.mark.parametrize("name", ["", " a", "a ", ".a", "a.", "a/b", "a\\b", "a\nb", "con", "a" * 101, "..", "\udcff"])
def test_a_folder_cannot_have_this_name(name):
    with pytest.raises(FolderNameError, match="A folder cannot be named") as refused:
        require_folder_name(name)
    assert "{" not in str(refused.value)
