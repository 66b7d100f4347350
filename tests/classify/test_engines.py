"""Which engine `auto` takes."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from catdog_gui.classify import engines
from catdog_gui.classify.engines import AUTO, open_engine
from catdog_gui.classify.model_folder import read_model_folder
from catdog_gui.classify.onnx_engine import OnnxEngine


@pytest.mark.parametrize("missing", ["torch", "transformers"])
def test_auto_takes_onnx_where_a_package_of_torch_is_missing(
    make_tiny_model_folder: Callable[[], Path], monkeypatch: pytest.MonkeyPatch, missing: str
) -> None:
    monkeypatch.setattr(engines, "_has_nvidia_driver", lambda: True)
    monkeypatch.setattr(engines, "find_spec", lambda name: None if name == missing else object())
    assert isinstance(open_engine(read_model_folder(make_tiny_model_folder()), AUTO), OnnxEngine)
