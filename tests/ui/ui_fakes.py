"""A model that knows colours instead of animals, and pictures in those colours."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from PIL import Image

from catdog_gui.classify.head import Head
from catdog_gui.classify.image_transform import ImageTransform
from catdog_gui.classify.model_folder import ModelFolder
from catdog_gui.classify.models import Policy, ScoreKind
from catdog_gui.classify.scorer import Scorer
from catdog_gui.paths import Paths
from catdog_gui.retraining.releases import Releases
from catdog_gui.sorting.journal import Journal
from catdog_gui.ui.session.backend import Backend, LoadedModel, Options
from catdog_gui.watching.classifier import Classifier
from catdog_gui.watching.models import EventCallback, WatchOptions
from catdog_gui.watching.watcher import FolderWatcher

RED, BLUE, GREY, PURPLE = (255, 0, 0), (0, 0, 255), (10, 10, 10), (255, 0, 255)
# Half as red as a cat: the program should not be sure.
PALE = (127, 0, 0)
CAREFUL, BALANCED, GENEROUS = (
    Policy("careful", 0.99, 0.999, 0.9),
    Policy("balanced", 0.95, 0.998, 0.97),
    Policy("generous", 0.8, 0.99, 0.99),
)


@dataclass
class ColourEngine:
    """Features are the mean red and blue; `delay` makes each picture take its time."""

    description: str = "CPU"
    batch_size: int = 1
    delay: float = 0.0
    calls: list[int] = field(default_factory=list)

    def features(self, pixels: np.ndarray) -> np.ndarray:
        time.sleep(self.delay)
        self.calls.append(len(pixels))
        colours: np.ndarray = pixels.mean((1, 2))[:, [0, 2]].astype(np.float32) / 255
        return colours


def colour_model() -> ModelFolder:
    """Red is a cat, blue a dog, both is both, dark is neither."""
    head = Head(np.eye(2, dtype=np.float32) * 16, np.full(2, -8, np.float32), ScoreKind.INDEPENDENT)
    return ModelFolder(
        path=Path("colours"),
        id="colours-1",
        classes=("cat", "dog"),
        transform=ImageTransform((8, 8), None, None, Image.Resampling.BILINEAR),
        head=head,
        policies=(CAREFUL, BALANCED, GENEROUS),
        default_policy=BALANCED,
        details={"name": "colours"},
    )


@dataclass(frozen=True)
class StartedWatcher:
    """A watcher of the program. A test may call `report` too, as if the watcher had reported an event."""

    folder: Path
    watcher: FolderWatcher
    report: EventCallback


class FakeBackend(Backend):
    """The real backend with the model of colours. It keeps the watchers that it made."""

    def __init__(self, paths: Paths, engine: ColourEngine | None = None) -> None:
        super().__init__(paths, Options(workers=2))
        self.engine = engine or ColourEngine()
        self.watchers: list[StartedWatcher] = []

    def open_model(self, engine: str, on_warning: object) -> LoadedModel:
        return LoadedModel(Scorer.of_one_look(colour_model(), self.engine))

    def make_watcher(
        self, options: WatchOptions, classifier: Classifier, journal: Journal, on_event: EventCallback
    ) -> FolderWatcher:
        made = super().make_watcher(options, classifier, journal, on_event)
        self.watchers.append(StartedWatcher(options.folder, made, on_event))
        return made


def draw(folder: Path, name: str, colour: tuple[int, int, int], size: tuple[int, int] = (40, 30)) -> Path:
    """Each picture has a pixel of its own, so that no two have the same content."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    image = Image.new("RGB", size, colour)
    image.putpixel((0, 0), tuple(hash(name) >> shift & 255 for shift in (0, 8, 16)))
    image.save(path)
    return path


class RealBackend(Backend):
    """Everything real, with a tiny model in the place of the bundled one."""

    def __init__(self, paths: Paths, bundled: Path) -> None:
        super().__init__(paths, Options(workers=2))
        self._bundled = bundled

    def store(self) -> Releases:
        return Releases(self.paths.models_dir, self._bundled)
