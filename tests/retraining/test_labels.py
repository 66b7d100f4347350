"""The words that a user gives: one spelling each, and none that could be no class."""

from __future__ import annotations

import unicodedata
from pathlib import Path

import pytest

from catdog_gui.classify.models import ModelError
from catdog_gui.retraining.labels import parse_label
from catdog_gui.retraining.pictures import LabelledPicture, normalize_labels


@pytest.mark.parametrize(
    ("word", "label"),
    [("CAT", "cat"), ("dog", "dog"), ("luna", "Luna"), (" Cat ", "cat"), ("BOTH", "both"), ("Neither", "neither")],
)
def test_case_makes_no_other_label(word: str, label: str) -> None:
    assert parse_label(word, ("cat", "dog", "Luna")) == label


def test_a_new_name_stays_as_it_was_given() -> None:
    assert parse_label("Rex") == "Rex"


@pytest.mark.parametrize("word", ["unsure", "failed", "con", "a/b", "", "x" * 101])
def test_what_could_be_no_class_is_refused(word: str) -> None:
    with pytest.raises(ModelError, match="cannot be named"):
        parse_label(word, ("cat", "dog"))


def test_pictures_agree_on_the_spelling() -> None:
    composed, decomposed = (unicodedata.normalize(form, "Käthe") for form in ("NFC", "NFD"))
    words = ["CAT", "rex", "Rex", decomposed, composed, "cat"]
    pictures = [LabelledPicture(Path(word), word) for word in words]
    assert [each.label for each in normalize_labels(pictures, ["cat"])] == [
        *("cat", "rex", "rex"),
        *(decomposed, decomposed, "cat"),
    ]
