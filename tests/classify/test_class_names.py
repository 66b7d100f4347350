"""Which names a class may have, and the reason where one is refused."""

from __future__ import annotations

import pytest

from catdog_gui.classify.class_names import require_class_name
from catdog_gui.classify.models import ModelError


@pytest.mark.parametrize("name", ["cat", "Luna", "Tante Käthe", "猫", "a.b", "console", "failed twice", "x" * 100])
def test_what_can_be_a_folder_can_be_a_class(name: str) -> None:
    require_class_name(name)


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("", "no letters"),
        ("  ", "no letters"),
        (" cat", "begins or ends with a space"),
        (".hidden", "begins or ends with a dot"),
        ("cat.", "begins or ends with a dot"),
        ("..", "begins or ends with a dot"),
        ("a/b", "names cannot have"),
        ("a\\b", "names cannot have"),
        ("what?", "names cannot have"),
        ("two\nlines", "cannot be shown"),
        ("猫" * 34, "too long"),
        *((word, "means something else") for word in ("both", "Neither", "UNSURE", "failed", "corrected", "waiting")),
        *((word, "Windows") for word in ("con", "NUL", "aux.cat", "com1", "Lpt9")),
    ],
)
def test_a_refused_name_comes_with_the_reason(name: str, why: str) -> None:
    with pytest.raises(ModelError, match=why) as refused:
        require_class_name(name)
    assert len(str(refused.value)) < 150
    assert str(refused.value).endswith("; choose another name")
