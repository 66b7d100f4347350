"""Decodes one picture in a process of its own, which the system bounds and which can be ended.

A decoder may need more memory than its header says, or compute for minutes without giving its thread back. For an
ordinary picture the cost is bounded; the others come here, one at a time.
"""

from __future__ import annotations

import io
import json
import os
import signal
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any, BinaryIO

from PIL import Image

from catdog_gui.messages import Text, message_from_json
from catdog_gui.pictures.memory import TOTAL_BYTES
from catdog_gui.pictures.models import PictureError, PictureErrorKind

_ROOT = Path(__file__).parents[2]
_START_SECONDS = 10.0


def open_apart(file: BinaryIO, short_side: int | None, seconds: float) -> Image.Image:
    """The picture in an opened file, upright, in mode RGB, and reduced: it need not be larger than a screen.

    Raises:
        PictureError: it cannot be read, or takes longer than `seconds`, or needs more memory than there is for it.
    """
    # -P: the folder that we were started in is the user's, and may hold modules.
    command = [sys.executable, "-P", "-m", __name__, str(short_side or 0), str(seconds)]
    with _with_descriptor(file) as opened:
        opened.seek(0)
        try:
            done = subprocess.run(
                command,
                stdin=opened,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                env=_environment(),
                timeout=seconds + _START_SECONDS,
                check=False,
                **_platform_options(),
            )
        except subprocess.TimeoutExpired:
            raise PictureError(PictureErrorKind.TIMEOUT, Text.READING_TIMED_OUT(f"{seconds:.0f}")) from None
        except OSError:
            raise PictureError(PictureErrorKind.TOO_LARGE, Text.TOO_LARGE_TO_OPEN()) from None
    if done.returncode < 0 and -done.returncode == getattr(signal, "SIGXCPU", None):
        raise PictureError(PictureErrorKind.TIMEOUT, Text.READING_TIMED_OUT(f"{seconds:.0f}"))
    return _picture_of(done.stdout)


def _with_descriptor(file: BinaryIO) -> BinaryIO:
    if not isinstance(file, io.BytesIO):
        return os.fdopen(os.dup(file.fileno()), "rb")
    copy = tempfile.TemporaryFile()  # noqa: SIM115 - the caller closes it
    copy.write(file.getbuffer())
    return copy


def _picture_of(answer: bytes) -> Image.Image:
    line, _, pixels = answer.partition(b"\n")
    try:
        said = json.loads(line)
    except ValueError:
        # It was ended by the system, or by a library that found no memory.
        raise PictureError(PictureErrorKind.TOO_LARGE, Text.TOO_LARGE_TO_OPEN()) from None
    if "kind" in said:
        message = message_from_json(said["message"], "")
        raise PictureError(PictureErrorKind(said["kind"]), message)  # type: ignore[arg-type]
    return Image.frombytes("RGB", tuple(said["size"]), pixels)


def _environment() -> dict[str, str]:
    paths = [str(_ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    return {**os.environ, "OPENBLAS_NUM_THREADS": "1", "PYTHONPATH": os.pathsep.join(paths)}


def _platform_options() -> dict[str, Any]:
    if os.name == "nt":
        return {"creationflags": int(getattr(subprocess, "CREATE_NO_WINDOW"))}  # noqa: B009 - not there elsewhere
    # A session of its own: Ctrl+C in our terminal does not make the picture look damaged.
    return {"start_new_session": True}


def _bound_this_process(seconds: float) -> None:
    try:
        import resource
    except ImportError:
        return  # Windows: the estimate from the header is the bound
    # At the soft limit of the time a signal says what happened; the hard one would only kill.
    most = int(seconds) + 2
    limits = ((resource.RLIMIT_DATA, TOTAL_BYTES, TOTAL_BYTES), (resource.RLIMIT_CPU, most, most + 1))
    for limit, soft, hard in limits:
        try:
            resource.setrlimit(limit, (soft, hard))
        except (OSError, ValueError):
            continue


def _main(short_side: int, seconds: float) -> None:
    from catdog_gui.pictures.decoding import decode_without_budget

    _bound_this_process(seconds)
    out = sys.stdout.buffer
    try:
        image = decode_without_budget(sys.stdin.buffer, short_side or None)
    except PictureError as error:
        out.write(json.dumps({"kind": error.kind, "message": error.message.to_json()}).encode())
        return
    out.write(json.dumps({"size": image.size}).encode() + b"\n")
    out.write(image.tobytes())


if __name__ == "__main__":
    _main(int(sys.argv[1]), float(sys.argv[2]))
