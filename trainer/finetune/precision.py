"""Where bf16 is computed in: half the memory traffic, and a rounding that neither training nor features mind."""

from __future__ import annotations

from typing import Any

import torch


def is_training_in_bf16(precision: str, device: torch.device) -> bool:
    """Always or never as asked; with "auto" on graphics devices that have it. CPUs gain nothing from it in training."""
    if precision == "auto":
        return device.type == "cuda" and torch.cuda.is_bf16_supported()
    return precision == "bf16"


def is_inference_in_bf16(precision: str, device: torch.device) -> bool:
    """As `is_training_in_bf16`; with "auto" on CPUs that multiply in it too: twice as fast where nothing is learnt."""
    if precision == "auto" and device.type == "cpu":
        ask: Any = getattr(torch.cpu, "get_capabilities", dict)  # not in every version of torch that will do
        return bool(ask().get("avx512_bf16") or ask().get("amx_bf16"))
    return is_training_in_bf16(precision, device)
