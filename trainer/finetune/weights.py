"""The weights of an unfinished run, under the names that the network has for them.

`save_pretrained` writes those of many families under the older names that they have on the hub, and only
`from_pretrained` reads those. What a run reads back itself must be complete, so here a name too few or too many is an
error.
"""

from __future__ import annotations

from pathlib import Path

from safetensors.torch import load_model, save_model
from torch import nn

_FILE = "model.safetensors"


def save_weights(network: nn.Module, folder: Path) -> None:
    """Writes all weights and statistics of `network` into `folder`, which is made where it is missing."""
    folder.mkdir(parents=True, exist_ok=True)
    save_model(network, str(folder / _FILE))


def load_weights(network: nn.Module, folder: Path) -> None:
    """Gives `network` exactly what `save_weights` wrote.

    Raises:
        RuntimeError: the file is of another network.
    """
    load_model(network, folder / _FILE, strict=True)
