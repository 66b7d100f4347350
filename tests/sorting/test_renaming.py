"""A picture gets another name with everything that belongs to it, replaces nothing, and gets its old name back."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from sorting_faults import FakeFileSystem
from sorting_folders import Folder

from catdog_gui.messages import Text
from catdog_gui.pictures.discovery import find_groups
from catdog_gui.pictures.models import Group
from catdog_gui.sorting.journal import Journal
from catdog_gui.sorting.models import Mode, State
from catdog_gui.sorting.renaming import Renaming
from catdog_gui.sorting.sort import execute
from catdog_gui.sorting.undo import undo

NAMES = ["a.jpg", "a.JPG", "a.xmp", "a.jpg.xmp", "a.cr2", "a.cr2.xmp", "a.mov", "b.png", "b.xmp", "b (2).jpg", "c", "B"]


def group_of(root: Path, name: str) -> Group:
    found = find_groups(root, recursive=False)
    return next(each for each in found if isinstance(each, Group) and each.picture.name == name)


def files(root: Path) -> dict[str, tuple[bytes, int]]:
    """Content and time of every file."""
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns) for path in root.iterdir()}


def fill(root: Path, names: list[str]) -> None:
    root.mkdir(exist_ok=True)
    for name in names:
        (root / name).write_bytes(name.encode())


def test_all_files_of_a_group_are_renamed_and_undo_renames_them_back(folder: Folder, journal: Journal) -> None:
    fill(folder.root, ["a.jpg", "a.xmp", "a.JPG.xmp", "a.cr2", "a.cr2.xmp", "a.mov", "ab.jpg"])
    before = files(folder.root)
    result = execute(Renaming.of(group_of(folder.root, "a.jpg")).plan("Rex at sea"), journal)
    assert {outcome.state for outcome in result.outcomes} == {State.MOVED}
    ends = (".jpg", ".xmp", ".JPG.xmp", ".cr2", ".cr2.xmp", ".mov")
    assert files(folder.root) == {f"Rex at sea{end}": before[f"a{end}"] for end in ends} | {"ab.jpg": before["ab.jpg"]}
    (info,) = journal.history()
    assert (info.mode, info.moved, info.folder) == (Mode.RENAME, 6, folder.root)
    assert all(outcome.state is State.RESTORED for outcome in undo(None, journal).outcomes)
    assert files(folder.root) == before


@given(
    names=st.sets(st.sampled_from(NAMES), min_size=1).map(sorted),
    stem=st.sampled_from(["a", "A", "b", "b (2)", "c", "d", "d.jpg", "a.jpg", ".d", "b."]),
)
def test_a_rename_and_its_undo_restore_the_folder_and_no_other_file_is_touched(names: list[str], stem: str) -> None:
    with tempfile.TemporaryDirectory(dir="/dev/shm" if Path("/dev/shm").is_dir() else None) as scratch:
        root = Path(scratch, "p")
        fill(root, names)
        before = files(root)
        groups = [each for each in find_groups(root, recursive=False) if isinstance(each, Group)]
        with Journal(Path(scratch, "journal.sqlite")) as journal:
            for group in groups:
                own = {path.name for path in group.files}
                result = execute(Renaming.of(group).plan(stem), journal)
                after = files(root)
                assert sorted(after.values()) == sorted(before.values())
                assert {name: after[name] for name in before if name not in own} == {
                    name: before[name] for name in before if name not in own
                }
                if result.run is not None:
                    # What belongs together still does.
                    renamed = next(each for each in result.outcomes if each.source == group.picture).target
                    assert renamed is not None
                    assert len(group_of(root, renamed.name).files) == len(group.files)
                    undo(result.run, journal)
                assert files(root) == before


@pytest.mark.parametrize(
    ("stem", "reason"),
    [
        ("b", Text.NAME_OF_ANOTHER("b.jpg")),
        ("B", Text.NAME_OF_ANOTHER("b.jpg")),
        ("c", Text.NAME_OF_ANOTHER("c.jpg.xmp")),
        ("", Text.FILE_NAME("“”", Text.NAME_WITHOUT_LETTERS())),
        ("a/b", Text.FILE_NAME("“a/b”", Text.NAME_WITH_FORBIDDEN('/ \\ : * ? " < > |'))),
        ("x" * 252, Text.FILE_NAME(f"“{'x' * 30}…”", Text.NAME_TOO_LONG())),
        ("notes", None),
        ("a", None),
        ("A", None),
        ("x" * 251, None),
    ],
)
def test_a_name_that_cannot_be_given_is_refused_with_a_reason(folder: Folder, stem: str, reason: str | None) -> None:
    fill(folder.root, ["a.jpg", "b.jpg", "c.jpg.xmp", "notes.txt"])
    renaming = Renaming.of(group_of(folder.root, "a.jpg"))
    assert renaming.problem(stem) == reason
    assert not (renaming.plan(stem).moves and reason)


def test_a_file_that_takes_the_name_after_the_plan_is_not_replaced(folder: Folder, journal: Journal) -> None:
    fill(folder.root, ["a.jpg", "a.xmp"])
    plan = Renaming.of(group_of(folder.root, "a.jpg")).plan("b")
    fill(folder.root, ["b.xmp"])
    before = files(folder.root)
    picture, sidecar = execute(plan, journal, disk=FakeFileSystem()).outcomes
    assert (sidecar.state, sidecar.reason) == (State.FAILED, Text.NAME_TAKEN())
    assert picture.state is State.SKIPPED
    assert files(folder.root) == before
