"""A full retrain from the window, with the trainer itself: cancelled once, then to its end, and its model in use."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot
from ui_fakes import RealBackend
from ui_pages import WindowPage

from catdog_gui.retraining.events import Succeeded
from catdog_gui.retraining.requirements import missing_packages_message
from catdog_gui.ui.retraining.sheet import Page
from catdog_gui.ui.shell.application import Application

pytestmark = [pytest.mark.slow, pytest.mark.skipif(bool(missing_packages_message()), reason="needs the train extra")]


@pytest.fixture
def base(tmp_path: Path) -> Path:
    """A checkpoint of a very small ResNet that reads 32 pixels, in half precision, as the bundled weights are."""
    import transformers
    from transformers.models.convnext.image_processing_pil_convnext import ConvNextImageProcessorPil

    config = transformers.ResNetConfig(embedding_size=8, hidden_sizes=[8, 16], depths=[1, 1], num_labels=10)
    transformers.ResNetForImageClassification(config).half().save_pretrained(tmp_path / "base")
    processor = ConvNextImageProcessorPil(size={"shortest_edge": 32}, crop_pct=0.875)
    processor.save_pretrained(tmp_path / "base")
    return tmp_path / "base"


@pytest.fixture
def stripes(tmp_path: Path) -> Path:
    """Red ones are striped, and the model in use knows nothing of stripes: it takes all for cats."""
    noise = np.random.default_rng(0)
    for number in range(40):
        pixels = np.zeros((40, 40, 3), np.uint8)
        pixels[..., 0] = noise.integers(180, 255, (40, 40))
        if number % 2:
            pixels[::4] = pixels[1::4] = 40
        folder = tmp_path / "stripes"
        folder.mkdir(exist_ok=True)
        Image.fromarray(pixels).save(folder / f"{number:02}.png")
    return tmp_path / "stripes"


@pytest.fixture
def learning(qapp: QApplication, real: RealBackend, stripes: Path, base: Path, qtbot: QtBot) -> Iterator[Application]:
    made = Application(qapp, real)
    with qtbot.waitSignal(made.session.scan_ended, timeout=20_000):
        made.start(stripes)
    made.session.corrections.correct(range(0, 40, 2), 0)
    made.session.corrections.correct(range(1, 40, 2), 1)
    qtbot.waitUntil(lambda: made.retrain_service.new_corrections == 40)
    page = WindowPage(made).open_retrain_sheet(qtbot)
    page.mode.full.click()
    page.mode.base.insertItem(0, "base", str(base))
    page.mode.base.setCurrentIndex(0)
    yield made
    made.close()
    assert made.ended_in_time
    made.deleteLater()
    qapp.processEvents()


def test_a_full_retrain_is_cancelled_then_completed_and_its_model_used(
    learning: Application, real: RealBackend, qtbot: QtBot
) -> None:
    sheet = learning.window.retrain_sheet
    page = WindowPage(learning).retrain_sheet
    page.primary.click()
    qtbot.waitUntil(lambda: len(learning.retrain_service.received_events) > 0, timeout=30_000)
    sheet.reject()
    qtbot.waitUntil(lambda: sheet.page is Page.EXAMPLES)
    assert list(real.paths.models_dir.iterdir()) == []

    page.primary.click()
    qtbot.waitUntil(lambda: sheet.page is Page.RESULT, timeout=120_000)
    assert page.problem.text() == ""
    assert all(sheet.progress_page.curves.legend)
    last = learning.retrain_service.received_events[-1]
    assert isinstance(last, Succeeded)
    release = last.release
    assert (release.origin, dict(release.counts)) == ("full", {"cat": 20, "dog": 20})
    assert release.report is not None
    assert release.report.own is not None
    assert release.report.own.pictures == 8
    assert page.primary.isEnabled()
    with qtbot.waitSignal(learning.session.scan_ended, timeout=20_000):
        page.primary.click()
    assert learning.session.model.loaded is not None
    assert learning.session.model.loaded.model.path == release.path
    qtbot.waitUntil(lambda: WindowPage(learning).header.retrain.badge == "")
