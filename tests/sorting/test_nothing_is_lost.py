"""At any error, and at any end of the process, every file is in one place afterwards, and undo restores the folders."""

from __future__ import annotations

import errno
import os
import shutil
import tempfile
from dataclasses import dataclass
from pathlib import Path

from hypothesis import HealthCheck, given, note, settings
from hypothesis import strategies as st
from sorting_faults import RENAME_METHODS, FakeFileSystem, FakeJournal, FaultPlan, Killed
from sorting_folders import contents, tree

from catdog_gui.pictures.models import Group
from catdog_gui.sorting.models import LabelledGroup, Mode, SortOptions, State
from catdog_gui.sorting.plan import plan_sort
from catdog_gui.sorting.recover import recover
from catdog_gui.sorting.sort import execute
from catdog_gui.sorting.undo import undo

TARGETS = {"cat", "dog"}
NAMES = ("a", "A", "b", "ä😀", "n\nl")
CONTENTS = (b"one", b"two", b"one picture of a cat", b"")
ERRORS = (errno.EACCES, errno.ENOSPC, errno.EIO, errno.ENOENT, errno.EEXIST, errno.EROFS, errno.EPERM)


@dataclass(frozen=True)
class Scene:
    files: dict[str, bytes]
    labels: dict[str, str]
    mode: Mode
    method: str
    across: bool


@st.composite
def scenes(draw) -> Scene:
    stems = draw(st.lists(st.tuples(st.sampled_from(("", "s/")), st.sampled_from(NAMES)), max_size=4, unique=True))
    files, labels = {}, {}
    for folder, name in stems:
        picture = f"{folder}{name}.jpg"
        labels[picture] = draw(st.sampled_from(("cat", "cat", "dog", "unsure")))
        for suffix in [".jpg", *draw(st.lists(st.sampled_from((".xmp", ".jpg.xmp")), max_size=2, unique=True))]:
            files[f"{folder}{name}{suffix}"] = draw(st.sampled_from(CONTENTS))
    for name in draw(st.lists(st.sampled_from(("cat/a.jpg", "cat/a (2).xmp", "dog/s/b.jpg")), unique=True)):
        files[name] = draw(st.sampled_from(CONTENTS))
    return Scene(
        files,
        labels,
        draw(st.sampled_from((Mode.MOVE, Mode.COPY))),
        draw(st.sampled_from(sorted(RENAME_METHODS))),
        draw(st.booleans()),
    )


def fault_plans(last_point: int):
    kills = st.none() | st.integers(0, last_point)
    faults = st.dictionaries(st.integers(0, last_point), st.sampled_from(ERRORS), max_size=3)
    return st.builds(FaultPlan, kill_at=kills, fail_at=faults)


class Stage:
    """The folders and the journal of a scene."""

    def __init__(self, root: Path, scene: Scene):
        self.scene = scene
        self.folder = root / "pictures"
        self.into = root / "other" / "sorted" if scene.across else self.folder
        self.roots = (self.folder, root / "other")
        self.journal_path = root / "journal.sqlite"
        for each in self.roots:
            each.mkdir()
        for n, (name, content) in enumerate(scene.files.items()):
            path = (self.into if name.startswith(("cat/", "dog/")) else self.folder) / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
            mtime = 1_600_000_000_000_000_000 + n
            os.utime(path, ns=(mtime, mtime))
        self.trees = [tree(each) for each in self.roots]
        self.contents = contents(*self.roots)

    def plan(self):
        groups = []
        for picture, label in self.scene.labels.items():
            stem = picture.removesuffix(".jpg")
            names = [name for name in (f"{stem}.xmp", f"{stem}.jpg.xmp") if name in self.scene.files]
            groups.append(
                LabelledGroup(Group(self.folder / picture, tuple(self.folder / name for name in names)), label)
            )
        return plan_sort(groups, TARGETS, SortOptions(self.folder, self.into, self.scene.mode))

    def run(self, action, fault_plan: FaultPlan) -> None:
        disk = FakeFileSystem(
            fault_plan, RENAME_METHODS[self.scene.method], self.roots[1] if self.scene.across else None
        )
        journal = FakeJournal(self.journal_path, fault_plan)
        try:
            action(journal, disk)
        except Killed:
            note(f"killed after {fault_plan.steps[-6:]}")
        finally:
            journal.close()
        assert contents(*self.roots) >= self.contents

    def check_in_one_place(self, plan, *, together: bool) -> None:
        now = contents(*self.roots)
        assert not [path for root in self.roots for path in root.rglob(".catdog-*")]
        if self.scene.mode is Mode.MOVE:
            assert now == self.contents
            for n in {move.group for move in plan.moves} if together else ():
                at_source = {move.source.exists() for move in plan.moves if move.group == n}
                assert len(at_source) == 1, "a group was divided"
        else:
            assert all(
                (root / name).read_bytes() == value[0]
                for root, names in zip(self.roots, self.trees, strict=True)
                for name, value in names.items()
                if value
            )


@settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(scenes(), fault_plans(120), fault_plans(60), fault_plans(120), fault_plans(60))
def test_faults_and_kills(scene, sort_faults, recover_faults, undo_faults, second_recover_faults):
    root = Path(tempfile.mkdtemp(dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
    try:
        stage = Stage(root, scene)
        together = not (
            sort_faults.fail_at or recover_faults.fail_at or undo_faults.fail_at or second_recover_faults.fail_at
        )
        plan = stage.plan()
        stage.run(lambda journal, disk: execute(plan, journal, disk=disk), sort_faults)
        stage.run(lambda journal, disk: recover(journal, disk=disk), recover_faults)
        stage.run(lambda journal, disk: recover(journal, disk=disk), FaultPlan())
        stage.check_in_one_place(plan, together=together)
        stage.run(lambda journal, disk: undo(None, journal, disk=disk), undo_faults)
        stage.run(lambda journal, disk: recover(journal, disk=disk), second_recover_faults)
        stage.run(lambda journal, disk: recover(journal, disk=disk), FaultPlan())
        stage.check_in_one_place(plan, together=together)
        stage.run(lambda journal, disk: undo(1, journal, disk=disk), FaultPlan())
        assert [tree(each) for each in stage.roots] == stage.trees
    finally:
        shutil.rmtree(root)


def test_an_empty_file_that_takes_the_name_just_before_the_move_stays(folder, journal):
    class Racing(FakeFileSystem):
        def replace(self, source, target):
            if source.name == "a.jpg":
                source.unlink()
                source.touch()
            super().replace(source, target)

    folder.put("a.jpg")
    result = execute(folder.plan({"a.jpg": "cat"}), journal, disk=Racing(refuse=RENAME_METHODS["reserve"]))
    assert [outcome.state for outcome in result.outcomes] == [State.SKIPPED]
    assert contents(folder.root) == {b"": 1}
