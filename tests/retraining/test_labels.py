"""The labels that a user types: each has one spelling, and can be the name of a class."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from catdog_gui.classify.models import ModelError
from catdog_gui.retraining.labels import parse_label
from catdog_gui.retraining.pictures import LabelledPicture, normalize_labels


@pytest.mark.parametrize(
    ("text", "label"),
    [("CAT", "cat"), ("dog", "dog"), ("luna", "Luna"), (" Cat ", "cat"), ("BOTH", "both"), ("Neither", "neither")],
)
def test_case_makes_no_other_label(text: str, label: str) -> None:
    assert parse_label(text, ("cat", "dog", "Luna")) == label


def test_a_new_name_stays_as_it_was_given() -> None:
    assert parse_label("Rex") == "Rex"


@pytest.mark.parametrize("text", ["unsure", "failed", "con", "a/b", "", "x" * 101])
def test_a_name_that_cannot_be_a_class_is_refused(text: str) -> None:
    with pytest.raises(ModelError, match="cannot be named"):
        parse_label(text, ("cat", "dog"))


def test_pictures_agree_on_the_spelling() -> None:
    composed, decomposed = (unicodedata.normalize(form, "Käthe") for form in ("NFC", "NFD"))
    labels = ["CAT", "rex", "Rex", decomposed, composed, "cat"]
    pictures = [LabelledPicture(Path(label), label) for label in labels]
    assert [each.label for each in normalize_labels(pictures, ["cat"])] == [
        *("cat", "rex", "rex"),
        *(decomposed, decomposed, "cat"),
    ]
