"""Access to the Hugging Face hub. Without a network, commands go offline at once instead of waiting for it."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

from trainer.errors import TrainerError
from trainer.pretrained import NAMES

_TIMEOUT_SECONDS = 3.0


def go_offline_if_unreachable(*sources: str) -> None:
    """Goes offline if any of `sources` is remote and the hub does not answer. Call it before importing hub libraries.

    What is in the local cache is still found then; what is not fails at once instead of after many retries.
    """
    if any(is_remote(source) for source in sources) and not is_offline() and not _is_reachable():
        go_offline()


def is_remote(source: str) -> bool:
    """Whether `source` can only be the name of something on the hub."""
    return not Path(source).exists() and not source.startswith(("efficientnet-", ".", "/", "~"))


def require_checkpoint(source: str) -> None:
    """Checks, before a large library is imported, that there is a base model.

    Raises:
        TrainerError: `source` is neither published, nor a checkpoint folder, nor on the hub or in its local cache.
    """
    if source in NAMES:
        return
    if Path(source).exists():
        require_config(Path(source))
    elif not is_remote(source):
        raise TrainerError(f"there is no checkpoint at {source}; names without a folder: {', '.join(NAMES)}")
    elif is_offline() and not _is_cached(source):
        raise TrainerError(
            f"{source} is no folder here, and the hub cannot be reached. Without a network: a local checkpoint, or one "
            f"of {', '.join(NAMES)}"
        )


def require_config(folder: Path) -> None:
    """Raises TrainerError if a folder has no config.json, or one that is not JSON."""
    config = folder / "config.json"
    if not config.is_file():
        raise TrainerError(f"{config} is missing: {folder} is no checkpoint")
    try:
        json.loads(config.read_bytes())
    except (OSError, ValueError) as error:
        raise TrainerError(f"{config} cannot be read: {error}") from None


def _is_cached(source: str) -> bool:
    try:
        from huggingface_hub import try_to_load_from_cache
        from huggingface_hub.errors import HFValidationError
    except ModuleNotFoundError:
        return False
    try:
        return isinstance(try_to_load_from_cache(source, "config.json"), str)
    except HFValidationError:
        return False


def go_offline() -> None:
    os.environ["HF_HUB_OFFLINE"] = os.environ["TRANSFORMERS_OFFLINE"] = os.environ["HF_DATASETS_OFFLINE"] = "1"
    # These two read the environment once, when they are imported.
    if "huggingface_hub" in sys.modules:
        sys.modules["huggingface_hub"].constants.HF_HUB_OFFLINE = True
    if "datasets" in sys.modules:
        sys.modules["datasets"].config.HF_HUB_OFFLINE = True


def is_offline() -> bool:
    return os.environ.get("HF_HUB_OFFLINE", "").upper() in {"1", "ON", "YES", "TRUE"}


def _is_reachable() -> bool:
    endpoint = urlsplit(os.environ.get("HF_ENDPOINT", "https://huggingface.co"))
    proxy = os.environ.get("HTTPS_PROXY") or os.environ.get("https_proxy")
    address = urlsplit(proxy if "//" in proxy else f"//{proxy}") if proxy else endpoint
    answered = threading.Event()

    def ask() -> None:
        with contextlib.suppress(OSError, ValueError):
            port = address.port or (80 if address.scheme == "http" else 443)
            socket.create_connection((address.hostname or "", port), timeout=_TIMEOUT_SECONDS).close()
            answered.set()

    # In a thread, because looking up a name has no timeout of its own.
    asking = threading.Thread(target=ask, name="hub", daemon=True)
    asking.start()
    asking.join(_TIMEOUT_SECONDS)
    return answered.is_set()
