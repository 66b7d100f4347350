"""Which files belong to which picture."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from catdog_gui.pictures.grouping import group_names
from catdog_gui.pictures.naming import collision_key, natural_key


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (["a.jpg", "a.xmp", "a.aae", "a.thm"], {"a.jpg": ("a.xmp", "a.aae", "a.thm")}),
        (["IMG.JPG", "img.XMP"], {"IMG.JPG": ("img.XMP",)}),
        (["a.jpg", "a.jpg.xmp", "b.jpg.xmp"], {"a.jpg": ("a.jpg.xmp",)}),
        (["a.cr2", "a.jpg", "a.cr2.xmp"], {"a.jpg": ("a.cr2", "a.cr2.xmp")}),
        (["a.png", "a.cr3", "a.xmp"], {"a.png": ("a.cr3", "a.xmp")}),
        (["a.heic", "a.mov"], {"a.heic": ("a.mov",)}),
        (["a.gif", "a.mp4"], {"a.gif": ()}),
        (["a.heic", "a.jpg", "a.mov", "a.xmp"], {"a.heic": ("a.mov", "a.xmp"), "a.jpg": ()}),
        (["a.png", "a.jpg", "a.xmp", "a.png.xmp"], {"a.png": ("a.png.xmp",), "a.jpg": ("a.xmp",)}),
        (["A.heic", "a.jpg", "a.xmp"], {"A.heic": (), "a.jpg": ("a.xmp",)}),
        (["a", "a.xmp"], {"a": ("a.xmp",)}),
        (["a", "a.png", "a.xmp"], {"a": (), "a.png": ("a.xmp",)}),
        (["a.jpg", "a.jpg.png", "a.jpg.xmp"], {"a.jpg": ("a.jpg.xmp",), "a.jpg.png": ()}),
        (["a.nef", "a.xmp", "notes.txt", "film.mov"], {}),
        (
            ["IMG_1234.HEIC", "IMG_E1234.HEIC", "IMG_1234.AAE"],
            {"IMG_1234.HEIC": ("IMG_1234.AAE",), "IMG_E1234.HEIC": ()},
        ),
    ],
)
def test_each_companion_goes_with_its_picture(names: list[str], expected: dict[str, tuple[str, ...]]) -> None:
    assert group_names(names) == expected


_NAMES = st.builds(
    lambda stem, ends: stem + "".join(ends),
    st.sampled_from(["a", "A", "b"]),
    st.lists(st.sampled_from([".jpg", ".JPG", ".heic", ".png", ".xmp", ".cr2", ".mov", ".aae", ".txt"]), max_size=3),
)


@given(st.lists(_NAMES, unique=True, max_size=14))
def test_no_file_is_in_two_groups(names: list[str]) -> None:
    groups = group_names(names)
    moved = [name for picture, companions in groups.items() for name in (picture, *companions)]
    assert len(moved) == len(set(moved))
    assert set(moved) <= set(names)


@given(st.lists(_NAMES, unique=True, max_size=10), st.randoms(use_true_random=False))
def test_groups_of_lower_case_names_do_not_depend_on_their_order(names: list[str], random: object) -> None:
    names = sorted({name.lower() for name in names})
    shuffled = names.copy()
    random.shuffle(shuffled)  # type: ignore[attr-defined]
    groups = {picture: set(companions) for picture, companions in group_names(shuffled).items()}
    assert groups == {picture: set(companions) for picture, companions in group_names(names).items()}


def test_names_sort_as_people_count() -> None:
    names = ["IMG_10.jpg", "b.jpg", "IMG_2.jpg", "img_1.jpg", "9", "10", "a.jpg"]
    assert sorted(names, key=natural_key) == ["9", "10", "a.jpg", "b.jpg", "img_1.jpg", "IMG_2.jpg", "IMG_10.jpg"]


@given(st.integers(0, 10**30), st.integers(0, 10**30))
def test_numbers_in_names_sort_as_numbers(first: int, second: int) -> None:
    assert (natural_key(f"x{first}.jpg") < natural_key(f"x{second}.jpg")) == (first < second)


def test_collision_key_ignores_case_and_composition() -> None:
    assert collision_key(Path("x/Ä.JPG")) == collision_key(Path("X/a\u0308.jpg"))
    assert collision_key("\udcff.jpg") != collision_key("\udcfe.jpg")
