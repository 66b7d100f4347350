"""Folders with names of the user's own: whatever the names, no file is lost, and undo gives everything back."""

from __future__ import annotations

import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sorting_folders import contents, tree

from catdog_gui.classify.decisions import NON_CLASS_NAMES
from catdog_gui.pictures.discovery import find_groups
from catdog_gui.pictures.models import Group
from catdog_gui.sorting.journal import Journal
from catdog_gui.sorting.models import LabelledGroup, Mode, SortOptions
from catdog_gui.sorting.names import FolderNameError, require_folder_name
from catdog_gui.sorting.plan import plan_sort
from catdog_gui.sorting.sort import execute
from catdog_gui.sorting.undo import undo

CLASSES = ("cat", "dog")
LABELS = (*CLASSES, *NON_CLASS_NAMES)


def _is_allowed(name: str) -> bool:
    try:
        require_folder_name(name)
    except FolderNameError:
        return False
    return True


# Few letters, so that names often meet each other, the labels, the sub-folders and the pictures.
NAMES = st.one_of(
    st.sampled_from([*LABELS, "Cat", "sub", "0.jpg", "é", "e\u0301", "Katzen (2)"]),
    st.text("aA1ä\u0308猫😀 .-", max_size=25).filter(_is_allowed),
)
PICTURES = st.dictionaries(
    st.sampled_from([f"{folder}{n}.jpg" for folder in ("", "sub/", "cat/", "Katzen (2)/") for n in range(3)]),
    st.sampled_from(LABELS),
    max_size=8,
)


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(PICTURES, st.dictionaries(st.sampled_from(LABELS), NAMES), st.sampled_from([Mode.MOVE, Mode.COPY]))
def test_no_file_is_lost_and_undo_gives_everything_back(
    labels: dict[str, str], names: dict[str, str], mode: Mode
) -> None:
    with tempfile.TemporaryDirectory(dir=Path("/dev/shm") if Path("/dev/shm").is_dir() else None) as scratch:
        root = Path(scratch, "pictures")
        for number, name in enumerate(labels):
            path = root / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(b"%d" % number)
            path.with_suffix(".xmp").write_bytes(b"about %d" % number)
        root.mkdir(exist_ok=True)
        before = tree(root)
        with Journal(Path(scratch, "journal")) as journal:
            options = SortOptions(root, mode=mode, folder_names=names)
            outputs = options.output_folders(CLASSES)
            groups = [each for each in find_groups(root, recursive=True, outputs=outputs) if isinstance(each, Group)]
            labelled = [LabelledGroup(each, labels[str(each.picture.relative_to(root))]) for each in groups]
            plan = plan_sort(labelled, CLASSES, options)
            result = execute(plan, journal)
            assert not result.stop_reason
            assert set(contents(root)) == {each[0] for each in before.values() if each}
            for move in plan.moves:
                assert plan.folder_of(move.label) in move.target.parents
                assert move.label in CLASSES or move.label in names
            outputs |= journal.sorted_folders(root)
            left = [each for each in find_groups(root, recursive=True, outputs=outputs) if isinstance(each, Group)]
            assert not outputs.intersection(folder for each in left for folder in each.picture.parents)
            if result.run is not None:
                # A folder may have taken the name of a picture that left: it goes first.
                undo(result.run, journal)
                undo(result.run, journal)
            assert tree(root) == before


def test_a_second_scan_passes_over_folders_of_earlier_names(folder, journal) -> None:
    picture = folder.put("x.jpg")
    options = SortOptions(folder.root, folder_names={"unsure": "To check"})
    run = execute(plan_sort([LabelledGroup(Group(picture), "unsure")], CLASSES, options), journal).run
    assert journal.sorted_folders(folder.root) == {folder.root / "To check"}
    undo(run, journal)
    assert journal.sorted_folders(folder.root) == set()


@pytest.mark.parametrize("label", NON_CLASS_NAMES)
def test_a_label_without_a_name_has_no_folder(folder, label) -> None:
    picture = folder.put("x.jpg")
    assert not plan_sort([LabelledGroup(Group(picture), label)], CLASSES, SortOptions(folder.root)).moves
