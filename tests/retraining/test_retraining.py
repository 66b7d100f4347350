"""A whole retrain: labelled pictures, the trainer as a child process, the comparison, the release."""

from __future__ import annotations

import os
import shutil
import threading
from collections.abc import Callable, Iterable
from pathlib import Path

import pytest

from catdog_gui.classify.model_folder import read_model_folder
from catdog_gui.retraining.corrections import hash_content
from catdog_gui.retraining.events import Cancelled, Event, Failed, Metric, Notice, Stage, Succeeded
from catdog_gui.retraining.models import AcceptanceResult, Release, RetrainingError
from catdog_gui.retraining.pictures import LabelledPicture, labelled_pictures
from catdog_gui.retraining.releases import Releases, model_in_use
from catdog_gui.retraining.retraining import Retraining, RetrainRequest

Painter = Callable[..., list[Path]]


def labelled(paint: Painter, **counts: int) -> tuple[LabelledPicture, ...]:
    return tuple(
        LabelledPicture(path, label, hash_content(path))
        for label, count in counts.items()
        for path in paint(label, count)
    )


def untouched(releases: Releases) -> bool:
    """The bundled model is in use, and no other file is left."""
    left = list(releases.models_dir.iterdir()) if releases.models_dir.exists() else []
    return model_in_use(releases.models_dir, releases.bundled) == releases.bundled and not left


def new_release(events: list[Event]) -> Release:
    assert isinstance(events[-1], Succeeded), events[-1]
    return events[-1].release


def failure(events: list[Event]) -> str:
    assert isinstance(events[-1], Failed), events[-1]
    return events[-1].message


def test_a_new_class_is_learned_compared_and_used(releases: Releases, paint: Painter) -> None:
    pictures = labelled(paint, luna=12, cat=6, dog=6)
    events = list(Retraining(releases, RetrainRequest(pictures)).events())
    release = new_release(events)
    assert release.report is not None
    assert release.report.result is AcceptanceResult.GOOD, release.report.reason
    assert release.in_use
    assert (release.classes, release.counts) == (("cat", "dog", "luna"), {"luna": 12, "cat": 6, "dog": 6})
    assert release.parent == read_model_folder(releases.bundled).id
    assert release.report.own is not None
    assert release.report.own.after.right > release.report.own.before.right
    assert {event.name for event in events if isinstance(event, Stage)} > {"fitting", "testing"}
    assert {event.name for event in events if isinstance(event, Metric)} > {"held-out loss", "held-out accuracy"}
    assert read_model_folder(model_in_use(releases.models_dir, releases.bundled)).id == release.id
    assert releases.roll_back().name == "bundled"


def test_a_release_is_not_used_if_the_user_wants_to_decide(releases: Releases, paint: Painter) -> None:
    release = new_release(
        list(Retraining(releases, RetrainRequest(labelled(paint, cat=3, dog=3), use_if_good=False)).events())
    )
    assert not release.in_use
    assert model_in_use(releases.models_dir, releases.bundled) == releases.bundled
    assert releases.use(release.name).in_use


def test_a_candidate_that_forgot_cats_is_not_used(releases: Releases, paint: Painter) -> None:
    wrong = [LabelledPicture(path, "dog") for path in paint("cat", 40)]
    release = new_release(list(Retraining(releases, RetrainRequest(tuple(wrong))).events()))
    assert release.report is not None
    assert release.report.result is AcceptanceResult.WORSE
    assert not release.in_use
    assert [each.name for each in releases.all()] == [release.name, "bundled"]


def test_a_damaged_or_changed_picture_is_reported_and_left_out(releases: Releases, paint: Painter) -> None:
    pictures = labelled(paint, cat=4, dog=4)
    pictures[0].path.write_bytes(b"damaged")
    shutil.copyfile(pictures[5].path, pictures[1].path)
    pictures[2].path.unlink()
    events = list(Retraining(releases, RetrainRequest(pictures)).events())
    new_release(events)
    notices = [event.message for event in events if isinstance(event, Notice)]
    assert len(notices) == 3
    assert any("another picture is there now" in notice for notice in notices)


@pytest.mark.parametrize("label", ["cat", "luna"])
def test_one_label_alone_without_reference_is_refused(releases: Releases, paint: Painter, label: str) -> None:
    (releases.bundled / "reference.npz").unlink()
    events = list(Retraining(releases, RetrainRequest(labelled(paint, **{label: 3}))).events())
    assert "label some of another kind too" in failure(events)
    assert untouched(releases)


def test_a_retrain_without_pictures_is_refused(releases: Releases) -> None:
    assert "no labelled pictures" in failure(list(Retraining(releases, RetrainRequest(())).events()))
    assert untouched(releases)


def test_a_retrain_fails_if_its_model_is_deleted_meanwhile(releases: Releases, paint: Painter) -> None:
    in_use = releases.import_folder(releases.bundled)
    releases.use(in_use.name)
    stream = Retraining(releases, RetrainRequest(labelled(paint, cat=4, dog=4))).events()
    events = [next(stream)]
    shutil.rmtree(in_use.path)
    events += stream
    assert failure(events)
    assert model_in_use(releases.models_dir, releases.bundled) == releases.bundled
    assert [path.name for path in releases.models_dir.iterdir()] == ["in-use.json"]


def test_a_retrain_fails_if_another_model_is_chosen_meanwhile(
    releases: Releases, paint: Painter, make_tiny_model_folder
) -> None:
    other = releases.import_folder(make_tiny_model_folder("other", classes=("dog", "cat")))
    stream = Retraining(releases, RetrainRequest(labelled(paint, cat=4, dog=4))).events()
    events = [next(stream)]
    releases.use(other.name)
    events += stream
    assert "another model was chosen" in failure(events)
    assert releases.in_use().name == other.name


@pytest.mark.parametrize("at", ["reading the pictures", "testing"])
def test_cancel_leaves_nothing(releases: Releases, paint: Painter, at: str) -> None:
    retraining = Retraining(releases, RetrainRequest(labelled(paint, cat=4, dog=4)))
    last: Event | None = None
    for event in retraining.events():
        last = event
        if event == Stage(at):
            retraining.cancel()
    assert isinstance(last, Cancelled)
    assert untouched(releases)


def test_cancel_before_the_start(releases: Releases, paint: Painter) -> None:
    retraining = Retraining(releases, RetrainRequest(labelled(paint, cat=1, dog=1)))
    retraining.cancel()
    assert [type(event) for event in retraining.events()] == [Cancelled]


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="needs a folder that cannot be written")
def test_a_folder_that_cannot_be_written(releases: Releases, paint: Painter) -> None:
    releases.models_dir.mkdir(parents=True)
    releases.models_dir.chmod(0o500)
    assert "cannot be written" in failure(list(Retraining(releases, RetrainRequest(labelled(paint, cat=1))).events()))


def test_labels_are_spelled_as_the_classes_of_the_model(
    releases: Releases, paint: Painter, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[str] = []

    def write(pictures: Iterable[LabelledPicture], _file: Path) -> None:
        written.extend(picture.label for picture in pictures)
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("catdog_gui.retraining.retraining.write_pictures", write)
    (path,) = paint("cat", 1)
    pictures = tuple(LabelledPicture(path, label) for label in ("CAT", "dog", "Dog", "Rex", "rex"))
    list(Retraining(releases, RetrainRequest(pictures)).events())
    assert written == ["cat", "dog", "dog", "Rex", "Rex"]


def test_a_full_disk_is_reported(releases: Releases, paint: Painter, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("catdog_gui.retraining.retraining.write_pictures", full)
    assert "no space left" in failure(list(Retraining(releases, RetrainRequest(labelled(paint, cat=1))).events()))
    assert untouched(releases)


def test_folders_of_examples(paint: Painter, tmp_path: Path) -> None:
    for label in ("cat", "neither"):
        paint(label, 2, folder=f"examples/{label}/deeper")
    (tmp_path / "examples" / ".hidden").mkdir()
    found = labelled_pictures([], [tmp_path / "examples"])
    assert sorted(picture.label for picture in found) == ["cat", "cat", "neither", "neither"]


@pytest.mark.parametrize("name", ["unsure", "bad."])
def test_a_folder_name_that_cannot_be_a_label_is_refused(tmp_path: Path, paint: Painter, name: str) -> None:
    paint("cat", 1, folder=f"examples/{name}")
    with pytest.raises(RetrainingError, match="cannot be a label"):
        labelled_pictures([], [tmp_path / "examples"])


def test_a_folder_without_sub_folders_is_refused(tmp_path: Path, paint: Painter) -> None:
    paint("cat", 1, folder="examples")
    with pytest.raises(RetrainingError, match="sub-folders"):
        labelled_pictures([], [tmp_path / "examples"])


def test_events_may_be_read_in_a_thread(releases: Releases, paint: Painter) -> None:
    events: list[Event] = []
    retraining = Retraining(releases, RetrainRequest(labelled(paint, cat=2, dog=2)))
    thread = threading.Thread(target=lambda: events.extend(retraining.events()))
    thread.start()
    thread.join(60)
    new_release(events)
