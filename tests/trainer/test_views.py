"""Random views for training."""

from __future__ import annotations

import numpy as np
import pytest
from PIL import Image

from catdog_gui.classify.image_transform import ImageTransform
from trainer.views import RandomViews, augmented_views


def test_a_view_has_the_size_and_follows_the_seed() -> None:
    picture = Image.effect_noise((60, 40), 80).convert("RGB")
    views = RandomViews(size=24)
    one, same, other = (views.random_view(picture, np.random.default_rng(seed)) for seed in (1, 1, 2))
    assert (one.shape, one.dtype) == ((24, 24, 3), np.uint8)
    assert (one == same).all()
    assert (one != other).any()


def test_a_pair_shows_both_pictures() -> None:
    red, blue = Image.new("RGB", (50, 50), (250, 0, 0)), Image.new("RGB", (50, 50), (0, 0, 250))
    view = RandomViews(size=24).random_pair(red, blue, np.random.default_rng(6)).astype(int)
    halves = {tuple((half[..., 0] > half[..., 2]).ravel()[[0, -1]]) for half in (view[:, :12], view[:, 12:])}
    assert halves == {(True, True), (False, False)}


@pytest.mark.parametrize("size", [(60, 40), (3, 200), (1, 1)])
def test_some_views_begin_with_the_picture_itself(size: tuple[int, int]) -> None:
    picture = Image.effect_noise(size, 80).convert("RGB")
    geometry = ImageTransform((24, 24), None, None, Image.Resampling.BILINEAR)
    views = augmented_views(picture, geometry, 5, np.random.default_rng(0))
    assert [view.shape for view in views] == [(24, 24, 3)] * 5
    assert (views[0] == geometry.pixels(picture)).all()
    assert (views[1] == views[0][:, ::-1]).all()
    assert len(augmented_views(picture, geometry, 1, np.random.default_rng(0))) == 1
