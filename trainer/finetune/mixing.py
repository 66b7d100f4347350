"""Training on mixtures of two pictures and of their targets."""

from __future__ import annotations

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.distributions import Beta


@dataclass(frozen=True)
class Mixing:
    """Mixes each picture of a batch with another one; 0 and 0 leave the batch as it is.

    `mixup` and `cutmix` are the parameters of the Beta distribution of the shares: small ones mix little. With both,
    a coin decides for each batch. Sources: Zhang et al., mixup: Beyond Empirical Risk Minimization, ICLR 2018; Yun et
    al., CutMix: Regularization Strategy to Train Strong Classifiers with Localizable Features, ICCV 2019. All chance
    comes from torch's generator, which checkpoints keep.
    """

    mixup: float
    cutmix: float

    def mixed(self, pixels: Tensor, targets: Tensor) -> tuple[Tensor, Tensor]:
        """The mixed pixels (n, 3, height, width) and targets (n, classes)."""
        if self.mixup == 0 == self.cutmix:
            return pixels, targets
        others = torch.randperm(len(pixels)).to(pixels.device)
        use_mixup = self.cutmix == 0 or (self.mixup > 0 and bool(torch.rand(()) < 0.5))
        alpha = self.mixup if use_mixup else self.cutmix
        share = float(Beta(alpha, alpha).sample())
        if use_mixup:
            mixed = torch.lerp(pixels[others], pixels, share)
        else:
            mixed, share = _with_box_of(pixels[others], pixels, share)
        return mixed, torch.lerp(targets[others], targets, share)


def _with_box_of(others: Tensor, pixels: Tensor, share: float) -> tuple[Tensor, float]:
    """The pictures with one box of the others in them, and the share that is left of their own."""
    height, width = pixels.shape[-2:]
    side = (1 - share) ** 0.5
    half_down, half_across = round(height * side / 2), round(width * side / 2)
    down, across = int(torch.randint(height, ())), int(torch.randint(width, ()))
    top, bottom = max(0, down - half_down), min(height, down + half_down)
    left, right = max(0, across - half_across), min(width, across + half_across)
    mixed = pixels.clone()
    mixed[..., top:bottom, left:right] = others[..., top:bottom, left:right]
    return mixed, 1 - (bottom - top) * (right - left) / (height * width)
