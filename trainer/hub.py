"""The hub is asked only where it answers: no command waits for a network that is not there."""

from __future__ import annotations

import contextlib
import os
import socket
import sys
import threading
from pathlib import Path
from urllib.parse import urlsplit

_SECONDS = 3.0


def prepare_for(*sources: str) -> None:
    """Before anything of the hub is imported: goes offline if any of `sources` is remote and the hub does not answer.

    What is in the local cache is then still found, and what is not fails at once instead of after many retries.
    """
    if any(is_remote(source) for source in sources) and not _is_offline() and not _answers():
        go_offline()


def is_remote(source: str) -> bool:
    """Whether `source` can only be the name of something on the hub."""
    return not Path(source).exists() and not source.startswith(("efficientnet-", ".", "/", "~"))


def go_offline() -> None:
    os.environ["HF_HUB_OFFLINE"] = os.environ["TRANSFORMERS_OFFLINE"] = os.environ["HF_DATASETS_OFFLINE"] = "1"
    # These two read the environment once, when they are imported.
    if "huggingface_hub" in sys.modules:
        sys.modules["huggingface_hub"].constants.HF_HUB_OFFLINE = True
    if "datasets" in sys.modules:
        sys.modules["datasets"].config.HF_HUB_OFFLINE = True


def _is_offline() -> bool:
    return any(os.environ.get(name, "").upper() in {"1", "ON", "YES", "TRUE"} for name in ("HF_HUB_OFFLINE",))


def _answers() -> bool:
    end = urlsplit(os.environ.get("HF_ENDPOINT", "https://huggingface.co"))
    proxy = os.environ.get("HTTPS_PROXY") or os.environ.get("https_proxy")
    where = urlsplit(proxy if "//" in proxy else f"//{proxy}") if proxy else end
    answered = threading.Event()

    def ask() -> None:
        with contextlib.suppress(OSError, ValueError):
            port = where.port or (80 if where.scheme == "http" else 443)
            socket.create_connection((where.hostname or "", port), timeout=_SECONDS).close()
            answered.set()

    # In a thread, because looking up a name has no timeout of its own.
    asking = threading.Thread(target=ask, name="hub", daemon=True)
    asking.start()
    asking.join(_SECONDS)
    return answered.is_set()
