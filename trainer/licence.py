"""The licence of a base model, which a model that is trained from it has too."""

from __future__ import annotations

import json
from pathlib import Path

from trainer.card_metadata import UNKNOWN_LICENCE

_EFFICIENTNET_LITE = "apache-2.0"


def licence_of(source: str, checkpoint: Path) -> str:
    """As the card of the base at `source` says; `checkpoint` is what was made from it."""
    config = json.loads((checkpoint / "config.json").read_text("utf-8"))
    if config.get("model_type") == "efficientnet_lite":
        return _EFFICIENTNET_LITE
    from huggingface_hub import ModelCard

    card = Path(source) / "README.md"
    if Path(source).is_dir() and not card.is_file():
        return UNKNOWN_LICENCE
    try:
        stated = ModelCard.load(card if card.is_file() else source, ignore_metadata_errors=True).data.license
    except Exception:  # noqa: BLE001 - no card, no network, or a card that is none
        return UNKNOWN_LICENCE
    return stated if isinstance(stated, str) else UNKNOWN_LICENCE
