"""When to compute in bf16. It halves the memory traffic; its rounding harms neither training nor features."""

from __future__ import annotations

from typing import Any

import torch


def is_training_in_bf16(precision: str, device: torch.device) -> bool:
    """As `precision` says; with "auto", on GPUs that support it. On CPUs training is not faster with it."""
    if precision == "auto":
        return device.type == "cuda" and torch.cuda.is_bf16_supported()
    return precision == "bf16"


def is_inference_in_bf16(precision: str, device: torch.device) -> bool:
    """As `is_training_in_bf16`; with "auto", also on CPUs with bf16 instructions: inference is twice as fast there."""
    if precision == "auto" and device.type == "cpu":
        # Not every supported version of torch has this function.
        capabilities: Any = getattr(torch.cpu, "get_capabilities", dict)()
        return bool(capabilities.get("avx512_bf16") or capabilities.get("amx_bf16"))
    return is_training_in_bf16(precision, device)
