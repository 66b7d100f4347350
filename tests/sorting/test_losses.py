"""What another disk cannot keep is known before the sort."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest
from sorting_faults import FakeFileSystem
from sorting_folders import Folder

from catdog_gui.messages import shown
from catdog_gui.sorting.losses import losses_of
from catdog_gui.sorting.models import Mode, Plan

PERMISSIONS = "keeps no permissions"
LINKS = "(a hard link), which stays: 1."


class TwoDisks(FakeFileSystem):
    """`other_device` has a device number of its own."""

    def lstat(self, path: Path) -> os.stat_result:
        status = super().lstat(path)
        if self.other_device is None or not path.is_relative_to(self.other_device):
            return status
        return os.stat_result((*status[:2], -1, *status[3:]))


@pytest.fixture
def out(folder: Folder) -> Path:
    out = folder.root.resolve().parent / "out"
    out.mkdir()
    return out


def plan_of(folder: Folder, out: Path, mode: Mode = Mode.MOVE) -> Plan:
    """A plan for one file that has a second name, onto the device -1."""
    folder.put("a.jpg")
    (out.parent / "second name.jpg").hardlink_to(folder.root / "a.jpg")
    plan = folder.plan({"a.jpg": "cat"}, out, mode)
    return replace(plan, options=replace(plan.options, device=-1))


def said(plan: Plan, out: Path, *, keeps_permissions: bool) -> str:
    return " ".join(losses_of(plan, TwoDisks(other_device=out), lambda _: not keeps_permissions))


def test_another_disk_without_permissions_loses_them_and_the_links(folder: Folder, out: Path) -> None:
    text = said(plan_of(folder, out), out, keeps_permissions=False)
    assert PERMISSIONS in text
    assert shown(out) in text
    assert LINKS in text


def test_another_disk_with_permissions_loses_the_links_alone(folder: Folder, out: Path) -> None:
    text = said(plan_of(folder, out), out, keeps_permissions=True)
    assert LINKS in text
    assert PERMISSIONS not in text


def test_a_copy_leaves_the_links_where_they_are(folder: Folder, out: Path) -> None:
    assert not said(plan_of(folder, out, Mode.COPY), out, keeps_permissions=True)


def test_the_same_disk_loses_nothing(folder: Folder, out: Path) -> None:
    folder.put("a.jpg")
    assert losses_of(folder.plan({"a.jpg": "cat"}), FakeFileSystem(), lambda _: True) == ()


def test_a_plan_that_moves_nothing_loses_nothing(folder: Folder, out: Path) -> None:
    assert not said(replace(plan_of(folder, out), moves=()), out, keeps_permissions=False)
