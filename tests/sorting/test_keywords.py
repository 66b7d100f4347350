"""Keywords are written beside the pictures, once; undo restores every byte; no error and no kill leaves less."""

from __future__ import annotations

import errno
import os
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sorting_faults import RENAME_METHODS, FakeFileSystem, FakeJournal, FaultPlan, Killed
from sorting_folders import Folder
from sorting_xmp import packet, triples

from catdog_gui.messages import Text
from catdog_gui.pictures.discovery import find_groups
from catdog_gui.pictures.models import Group
from catdog_gui.sorting.journal import Journal
from catdog_gui.sorting.keywords import plan_keywords, sidecar_of
from catdog_gui.sorting.models import LabelledGroup, Mode, Plan, SortOptions, State
from catdog_gui.sorting.recover import recover
from catdog_gui.sorting.sort import execute
from catdog_gui.sorting.undo import undo
from catdog_gui.sorting.xmp import add_keyword, new_document

RATED = packet('<rdf:Description rdf:about="" xmp:Rating="3"/>')


def plan(root: Path, label: str = "cat") -> Plan:
    """Every picture of a folder gets one label."""
    groups = [found for found in find_groups(root, recursive=True) if isinstance(found, Group)]
    labelled = [LabelledGroup(group, label) for group in groups]
    return plan_keywords(labelled, {"cat", "dog"}, SortOptions(root, mode=Mode.KEYWORDS))


def files(root: Path) -> dict[str, tuple[bytes, int]]:
    """Content and permissions of every file."""
    return {
        str(path.relative_to(root)): (path.read_bytes(), stat.S_IMODE(path.stat().st_mode))
        for path in root.rglob("*")
        if path.is_file()
    }


@pytest.mark.parametrize(
    ("companions", "expected"),
    [
        ("", "a.jpg.xmp"),
        ("a.xmp", "a.xmp"),
        ("a.XMP", "a.XMP"),
        ("a.xmp a.jpg.xmp", "a.jpg.xmp"),
        ("a.JPG.xmp", "a.JPG.xmp"),
        ("a.cr2 a.cr2.xmp", "a.jpg.xmp"),
        ("a.aae a.mov", "a.jpg.xmp"),
    ],
)
def test_the_sidecar_of_a_picture(companions, expected):
    folder = Path("p")
    group = Group(folder / "a.jpg", tuple(folder / name for name in companions.split()))
    assert sidecar_of(group) == folder / expected


def test_pictures_stay_and_sidecars_get_the_keyword(folder: Folder, journal: Journal):
    folder.put("a.jpg")
    folder.put("b.jpg")
    folder.put("b.xmp", RATED)
    (folder.root / "a.jpg").chmod(0o640)
    (folder.root / "b.xmp").chmod(0o600)
    before = files(folder.root)
    result = execute(plan(folder.root), journal)
    assert [outcome.state for outcome in result.outcomes] == [State.TAGGED] * 2
    after = files(folder.root)
    assert after == before | {
        "a.jpg.xmp": (new_document("cat"), 0o640),
        "b.xmp": (add_keyword(RATED, "cat"), 0o600),
    }
    info = journal.history()[0]
    assert (info.mode, info.moved, info.failed) == (Mode.KEYWORDS, 2, 0)


def test_undo_restores_every_byte_and_the_permissions(folder: Folder, journal: Journal):
    folder.put("a.jpg")
    folder.put("b.jpg")
    folder.put("b.xmp", RATED)
    (folder.root / "b.xmp").chmod(0o604)
    before = files(folder.root)
    execute(plan(folder.root), journal)
    (folder.root / "b.xmp").chmod(0o666)
    result = undo(None, journal)
    assert [outcome.state for outcome in result.outcomes] == [State.RESTORED] * 2
    assert files(folder.root) == before
    assert journal.history()[0].undone


def test_a_second_run_writes_nothing(folder: Folder, journal: Journal):
    folder.put("a.jpg")
    execute(plan(folder.root), journal)
    again = plan(folder.root)
    assert not again.moves
    assert [outcome.reason for outcome in again.skipped] == [Text.HAS_KEYWORD()]


def test_a_plan_that_is_done_already_leaves_the_sidecar(folder: Folder, journal: Journal):
    folder.put("a.jpg")
    ready = plan(folder.root)
    execute(ready, journal)
    before = files(folder.root)
    outcome = execute(ready, journal).outcomes[0]
    assert (outcome.state, outcome.reason) == (State.SKIPPED, Text.HAS_KEYWORD())
    assert files(folder.root) == before


def test_the_reasons_why_a_picture_gets_none(folder: Folder):
    for name, content in (("a.xmp", b"no XML"), ("b.xmp", RATED), ("c.xmp", RATED)):
        folder.put(name, content)
    pictures = [folder.put(f"{name}.jpg") for name in "abcde"]
    (folder.root / "b.xmp").chmod(0o444)
    (folder.root / "c.xmp").unlink()
    (folder.root / "c.jpg.xmp").symlink_to("b.xmp")
    groups = [group for group in find_groups(folder.root) if isinstance(group, Group)]
    labels = dict(zip(pictures, ("cat", "cat", "cat", "unsure", "horse"), strict=True))
    labelled = [LabelledGroup(group, labels[group.picture]) for group in groups]
    options = SortOptions(folder.root, mode=Mode.KEYWORDS)
    reasons = [outcome.reason for outcome in plan_keywords(labelled, {"cat"}, options).skipped]
    assert reasons == [
        Text.SIDECAR_NOT_XMP(),
        Text.SIDECAR_READ_ONLY(),
        Text.NO_ORDINARY_FILE(),
        Text.NOT_SURE(),
        Text.NO_KEYWORD_FOR("horse"),
    ]


def test_a_picture_that_was_changed_since_the_plan_gets_none(folder: Folder, journal: Journal):
    folder.put("a.jpg")
    ready = plan(folder.root)
    (folder.root / "a.jpg").write_bytes(b"another picture")
    outcome = execute(ready, journal).outcomes[0]
    assert (outcome.state, outcome.reason) == (State.SKIPPED, Text.CHANGED())
    assert not (folder.root / "a.jpg.xmp").exists()


def test_a_sidecar_that_came_since_the_plan_is_merged(folder: Folder, journal: Journal):
    folder.put("a.jpg")
    ready = plan(folder.root)
    folder.put("a.jpg.xmp", RATED)
    execute(ready, journal)
    assert (folder.root / "a.jpg.xmp").read_bytes() == add_keyword(RATED, "cat")


def test_a_sidecar_that_another_program_writes_at_the_same_time_is_not_overwritten(folder: Folder, journal: Journal):
    class Racing(FakeFileSystem):
        def copy_metadata(self, source, part, times):
            super().copy_metadata(source, part, times)
            source.write_bytes(b"newer")

        def set_mode(self, part, mode):
            super().set_mode(part, mode)
            (folder.root / "b.jpg.xmp").write_bytes(b"newer")

    folder.put("a.jpg")
    folder.put("a.jpg.xmp", RATED)
    folder.put("b.jpg")
    result = execute(plan(folder.root), journal, disk=Racing())
    assert [outcome.state for outcome in result.outcomes] == [State.SKIPPED] * 2
    assert (folder.root / "a.jpg.xmp").read_bytes() == (folder.root / "b.jpg.xmp").read_bytes() == b"newer"
    assert len(files(folder.root)) == 4


@pytest.mark.parametrize("had_sidecar", [False, True])
def test_undo_leaves_a_sidecar_that_was_changed_since(folder: Folder, journal: Journal, had_sidecar):
    folder.put("a.jpg")
    if had_sidecar:
        folder.put("a.xmp", RATED)
    execute(plan(folder.root), journal)
    sidecar = next(folder.root.glob("*.xmp"))
    sidecar.write_bytes(sidecar.read_bytes().replace(b"<rdf:RDF", b"<rdf:RDF "))
    before = files(folder.root)
    outcome = undo(None, journal).outcomes[0]
    assert (outcome.state, outcome.reason) == (State.SKIPPED, Text.SIDECAR_CHANGED())
    assert files(folder.root) == before


def test_undo_of_a_new_sidecar_that_is_gone_is_done_and_of_an_old_one_is_not(folder: Folder, journal: Journal):
    folder.put("a.jpg")
    folder.put("b.jpg")
    folder.put("b.xmp", RATED)
    execute(plan(folder.root), journal)
    for sidecar in folder.root.glob("*.xmp"):
        sidecar.unlink()
    assert [outcome.state for outcome in undo(None, journal).outcomes] == [State.RESTORED, State.SKIPPED]


def test_undo_of_one_picture_leaves_the_others(folder: Folder, journal: Journal):
    pictures = [folder.put("a.jpg"), folder.put("b.jpg")]
    execute(plan(folder.root), journal)
    undo(None, journal, only=[pictures[0]])
    assert [path.name for path in folder.root.glob("*.xmp")] == ["b.jpg.xmp"]
    assert not journal.history()[0].undone


def test_two_runs_are_undone_one_after_the_other(folder: Folder, journal: Journal):
    folder.put("a.jpg")
    folder.put("a.xmp", RATED)
    before = files(folder.root)
    for label in ("cat", "dog"):
        execute(plan(folder.root, label), journal)
    assert [outcome.state for outcome in undo(1, journal).outcomes] == [State.SKIPPED]
    undo(2, journal)
    undo(1, journal)
    assert files(folder.root) == before


@pytest.mark.parametrize("former", [b"", RATED])
def test_a_picture_with_another_label_gets_that_keyword_instead(folder: Folder, journal: Journal, former: bytes):
    folder.put("a.jpg")
    if former:
        folder.put("a.jpg.xmp", former)
    before = files(folder.root)
    sidecar = folder.root / "a.jpg.xmp"
    for label in ("cat", "dog", "cat", "dog"):
        execute(plan(folder.root, label), journal)
        assert sidecar.read_bytes() == (add_keyword(former, label) if former else new_document(label))
    for _ in range(4):
        undo(None, journal)
    assert files(folder.root) == before


def test_a_keyword_of_ours_stays_in_a_sidecar_that_was_changed_since(folder: Folder, journal: Journal):
    folder.put("a.jpg")
    execute(plan(folder.root, "cat"), journal)
    sidecar = folder.root / "a.jpg.xmp"
    sidecar.write_bytes(add_keyword(sidecar.read_bytes(), "mine"))
    before = triples(sidecar.read_bytes())
    execute(plan(folder.root, "dog"), journal)
    assert triples(sidecar.read_bytes()) > before


def test_the_journal_forgets_the_sidecars_of_a_run_that_is_undone(folder: Folder, journal: Journal):
    folder.put("a.jpg")
    execute(plan(folder.root), journal)
    assert journal.sidecar(1, 0) is not None
    undo(None, journal)
    assert journal.sidecar(1, 0) is None


def test_a_full_disk_ends_the_run(folder: Folder, journal: Journal):
    folder.put("a.jpg")
    folder.put("b.jpg")
    result = execute(plan(folder.root), journal, disk=FakeFileSystem(refuse={"write": errno.ENOSPC}))
    assert [outcome.state for outcome in result.outcomes] == [State.FAILED, State.SKIPPED]
    assert result.stop_reason == Text.DISK_FULL()


ERRORS = (errno.EACCES, errno.ENOSPC, errno.EIO, errno.EROFS, errno.EPERM)
SIDECARS = (b"", RATED, b"no XML", new_document("dog"), add_keyword(RATED, "cat"))


@dataclass(frozen=True)
class Scene:
    sidecars: dict[str, bytes]
    method: str


@st.composite
def scenes(draw) -> Scene:
    names = draw(st.lists(st.sampled_from(("a", "b", "s/a", "ä😀", "n\nl")), min_size=1, max_size=3, unique=True))
    sidecars = {}
    for name in names:
        suffix = draw(st.sampled_from((".xmp", ".jpg.xmp")))
        sidecars[f"{name}{suffix}"] = draw(st.sampled_from(SIDECARS))
    return Scene(sidecars, draw(st.sampled_from(sorted(RENAME_METHODS))))


def fault_plans(last_point: int):
    kills = st.none() | st.integers(0, last_point)
    faults = st.dictionaries(st.integers(0, last_point), st.sampled_from(ERRORS), max_size=3)
    return st.builds(FaultPlan, kill_at=kills, fail_at=faults)


class Stage:
    def __init__(self, root: Path, scene: Scene) -> None:
        self.scene = scene
        self.folder = root / "pictures"
        self.journal_path = root / "journal.sqlite"
        for n, (name, content) in enumerate(scene.sidecars.items()):
            sidecar = self.folder / name
            picture = self.folder / f"{name.partition('.')[0]}.jpg"
            picture.parent.mkdir(parents=True, exist_ok=True)
            picture.write_bytes(os.fsencode(name))
            if content:
                sidecar.write_bytes(content)
                sidecar.chmod(0o600 + n)
        self.before = files(self.folder)
        self.killed_after: list[str] = []

    def run(self, action, fault_plan: FaultPlan) -> None:
        journal = FakeJournal(self.journal_path, fault_plan)
        try:
            action(journal, FakeFileSystem(fault_plan, RENAME_METHODS[self.scene.method]))
        except Killed:
            self.killed_after = fault_plan.steps[-6:]
        finally:
            journal.close()
        self.check_each_sidecar_is_old_or_new()

    def check_each_sidecar_is_old_or_new(self) -> None:
        now = files(self.folder)
        for name, (content, mode) in self.before.items():
            assert now[name] in {(content, mode), (_with_cat(content), mode)}, name
        reservations = {b""} if self.scene.method == "reserve" else set()
        for name in now.keys() - self.before.keys():
            assert ".catdog-" in name or now[name][0] in {new_document("cat"), *reservations}, name

    def check_nothing_is_left_over(self) -> None:
        assert not list(self.folder.rglob(".catdog-*"))
        assert all(content for content, _ in files(self.folder).values()), self.killed_after


def _with_cat(content: bytes) -> bytes:
    return add_keyword(content, "cat") if content.startswith(b"<?xpacket") else content


@settings(max_examples=120, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
@given(scenes(), fault_plans(60), fault_plans(30), fault_plans(60), fault_plans(30))
def test_faults_and_kills(scene, sort_faults, recover_faults, undo_faults, second_recover_faults):
    root = Path(tempfile.mkdtemp(dir="/dev/shm" if Path("/dev/shm").is_dir() else None))
    try:
        stage = Stage(root, scene)
        ready = plan(stage.folder)
        stage.run(lambda journal, disk: execute(ready, journal, disk=disk), sort_faults)
        stage.run(lambda journal, disk: recover(journal, disk=disk), recover_faults)
        stage.run(lambda journal, disk: recover(journal, disk=disk), FaultPlan())
        stage.check_nothing_is_left_over()
        stage.run(lambda journal, disk: undo(None, journal, disk=disk), undo_faults)
        stage.run(lambda journal, disk: recover(journal, disk=disk), second_recover_faults)
        stage.run(lambda journal, disk: recover(journal, disk=disk), FaultPlan())
        stage.check_nothing_is_left_over()
        stage.run(lambda journal, disk: undo(1, journal, disk=disk), FaultPlan())
        assert files(stage.folder) == stage.before
    finally:
        shutil.rmtree(root)


def test_a_kill_at_every_point_is_recovered(fast_path: Path):
    scene = Scene({"a.xmp": RATED, "b.xmp": b""}, "rename")
    for kill_at in range(200):
        stage = Stage(fast_path / str(kill_at), scene)
        faults = FaultPlan(kill_at=kill_at)
        ready = plan(stage.folder)
        stage.run(lambda journal, disk: execute(ready, journal, disk=disk), faults)  # noqa: B023 - runs at once
        stage.run(lambda journal, disk: recover(journal, disk=disk), FaultPlan())
        stage.check_nothing_is_left_over()
        if faults.points <= kill_at:
            break
    else:
        pytest.fail("the run never came to its end")
    assert kill_at > 20
    assert triples((stage.folder / "a.xmp").read_bytes()) > triples(RATED)
