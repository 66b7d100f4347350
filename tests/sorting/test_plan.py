from __future__ import annotations

from pathlib import Path

import pytest

from catdog_gui.pictures.models import Group
from catdog_gui.pictures.stamp import FileStamp
from catdog_gui.sorting.models import LabelledGroup, Mode, SortOptions, State
from catdog_gui.sorting.plan import describe, plan_sort

FOLDER = Path("/pictures")


def plan(labels, taken=(), into=None, stamp=lambda _: FileStamp(1, 2)):
    labelled = [
        LabelledGroup(Group(FOLDER / names.split(",")[0], tuple(FOLDER / name for name in names.split(",")[1:])), label)
        for names, label in labels
    ]
    names = {Path(each) for each in taken}
    return plan_sort(labelled, {"cat", "dog"}, SortOptions(FOLDER, into), taken=names.__contains__, stamp=stamp)


def targets(planned):
    return [str(move.target) for move in planned.moves]


def test_a_plan_keeps_its_options():
    options = SortOptions(FOLDER, Path("/out"), Mode.COPY, device=7)
    assert plan_sort([], {"cat"}, options).options == options


def test_sub_folders_are_kept_under_the_label():
    assert targets(plan([("a/b/x.jpg", "cat")])) == ["/pictures/cat/a/b/x.jpg"]
    assert targets(plan([("a/b/x.jpg", "cat")], into=Path("/out"))) == ["/out/cat/a/b/x.jpg"]


@pytest.mark.parametrize("label", ["both", "neither", "unsure", "hamster"])
def test_a_group_whose_label_has_no_folder_stays(label):
    planned = plan([("x.jpg,x.xmp", label)])
    assert not planned.moves
    assert [(each.state, bool(each.reason)) for each in planned.skipped] == [(State.SKIPPED, True)] * 2


def test_a_given_reason_is_passed_on():
    item = LabelledGroup(Group(FOLDER / "x.jpg"), "", "It is no picture.")
    planned = plan_sort([item], {"cat"}, SortOptions(FOLDER), taken=lambda _: False, stamp=lambda _: FileStamp(1, 2))
    assert planned.skipped[0].reason == "It is no picture."


def test_names_on_disk_are_not_given_again():
    planned = plan([("x.jpg,x.xmp", "cat")], taken=["/pictures/cat/x.xmp", "/pictures/cat/x (2).jpg"])
    assert targets(planned) == ["/pictures/cat/x (3).jpg", "/pictures/cat/x (3).xmp"]
    assert planned.renamed == 1


def test_names_that_differ_in_case_or_composition_alone_are_kept_apart():
    planned = plan([("x.jpg", "cat"), ("X.JPG", "cat"), ("ä.jpg", "dog"), ("a\u0308.jpg", "dog")])
    assert targets(planned) == [
        "/pictures/cat/x.jpg",
        "/pictures/cat/X (2).JPG",
        "/pictures/dog/ä.jpg",
        "/pictures/dog/a\u0308 (2).jpg",
    ]


def test_a_file_does_not_get_the_name_of_a_planned_folder():
    planned = plan([("x.jpg/y.jpg", "cat"), ("X.jpg", "cat")])
    assert targets(planned)[1] == "/pictures/cat/X (2).jpg"


def test_the_same_name_many_times_is_numbered_in_turn():
    planned = plan([(f"{i}.jpg", "cat") for i in range(3)])
    assert planned.renamed == 0
    labelled = [LabelledGroup(Group(Path(f"/elsewhere/{i}/x.jpg")), "cat") for i in range(300)]
    planned = plan_sort(labelled, {"cat"}, SortOptions(FOLDER), taken=lambda _: False, stamp=lambda _: FileStamp(1, 2))
    assert targets(planned)[-1] == "/pictures/cat/x (300).jpg"


def test_a_file_that_is_at_its_target_stays():
    item = LabelledGroup(Group(Path("/out/cat/x.jpg")), "cat")
    planned = plan_sort([item], {"cat"}, SortOptions(Path("/out/cat"), Path("/out")), stamp=lambda _: FileStamp(1, 2))
    assert not planned.moves


def test_a_file_that_cannot_be_read_stays_with_its_group():
    def stamp(path):
        if path.name == "x.xmp":
            raise FileNotFoundError(2, "No such file")
        return FileStamp(1, 2)

    planned = plan([("x.jpg,x.xmp", "cat"), ("y.jpg", "cat")], stamp=stamp)
    assert [move.source.name for move in planned.moves] == ["y.jpg"]
    assert planned.skipped[0].reason == "It is no longer there."


def test_a_file_of_two_groups_is_planned_once():
    planned = plan([("x.jpg,x.mov", "cat"), ("x.heic,x.mov", "dog")])
    assert [move.source.name for move in planned.moves] == ["x.jpg", "x.mov", "x.heic"]


def test_a_link_is_not_planned(tmp_path):
    (tmp_path / "real.jpg").write_bytes(b"x")
    (tmp_path / "x.jpg").symlink_to(tmp_path / "real.jpg")
    planned = plan_sort([LabelledGroup(Group(tmp_path / "x.jpg"), "cat")], {"cat"}, SortOptions(tmp_path))
    assert planned.skipped[0].reason == "It is not an ordinary file."


def test_the_plan_in_lines_and_counts():
    planned = plan([("x.jpg,x.xmp", "cat"), ("y\n.jpg", "dog"), ("z.jpg", "unsure")], taken=["/pictures/cat/x.jpg"])
    assert planned.counts == {"cat": 1, "dog": 1}
    assert planned.bytes == 3
    lines = list(describe(planned))
    assert lines[:4] == ["cat: 1", "dog: 1", "left: 1", "renamed: 1"]
    assert lines[-1] == "/pictures/y\\n.jpg -> /pictures/dog/y\\n.jpg"


def plan_named(labels, folder_names, into=None):
    labelled = [LabelledGroup(Group(FOLDER / name), label) for name, label in labels]
    options = SortOptions(FOLDER, into, folder_names=folder_names)
    return plan_sort(labelled, {"cat", "dog"}, options, taken=lambda _: False, stamp=lambda _: FileStamp(1, 2))


def test_folders_have_the_names_that_the_user_gave_them():
    planned = plan_named([("x.jpg", "cat"), ("y.jpg", "dog"), ("z.jpg", "unsure")], {"cat": "Katzen", "unsure": "?"})
    assert targets(planned) == ["/pictures/Katzen/x.jpg", "/pictures/dog/y.jpg", "/pictures/?/z.jpg"]
    assert planned.folder_of("cat") == FOLDER / "Katzen"


def test_a_label_that_is_no_class_has_a_folder_only_with_a_name():
    planned = plan_named([("x.jpg", "both"), ("y.jpg", "neither")], {"neither": "Rest"})
    assert targets(planned) == ["/pictures/Rest/y.jpg"]
    assert [(each.source.name, each.reason) for each in planned.skipped] == [("x.jpg", "Cat and dog")]


@pytest.mark.parametrize("name", ["Katzen/x.jpg", "cat/summer/x.jpg", "Rest/x.jpg"])
def test_what_is_in_one_of_the_folders_stays(name):
    planned = plan_named([(name, "dog")], {"cat": "Katzen", "neither": "Rest"})
    assert [each.reason for each in planned.skipped] == ["Already in one of these folders."]


def test_a_class_folder_itself_can_be_sorted():
    item = LabelledGroup(Group(Path("/out/cat/x.jpg")), "dog")
    options = SortOptions(Path("/out/cat"), Path("/out"))
    planned = plan_sort([item], {"cat", "dog"}, options, taken=lambda _: False, stamp=lambda _: FileStamp(1, 2))
    assert targets(planned) == ["/out/dog/x.jpg"]
