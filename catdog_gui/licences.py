"""The licences of everything that is shipped, as the installed packages themselves state them.

A packaged program has no installed packages: its build writes `collect_licences` into a file beside it, which
`shipped_licences` reads.
"""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

LIST_NAME = "packages.json"
_ROOT = "catdog"
_TEXT_NAMES = re.compile(r"licen[cs]e|copying|notice", re.IGNORECASE)
_NOT_TEXTS = {".py", ".pyc", ".so", ".pyi", ".h", ".json"}
_NAME = re.compile(r"[A-Za-z0-9._-]+")
_EXTRA = re.compile(r"\bextra\s*==")
_CLASSIFIER = "License :: OSI Approved :: "
_MAX_NAME = 80
# Standard texts, for packages that state their licence without bringing its text: what they call it -> our files.
_STANDARD_TEXTS = (
    (re.compile(r"lgpl", re.IGNORECASE), ("LGPL-3.0.txt", "GPL-3.0.txt")),
    (re.compile(r"apache", re.IGNORECASE), ("Apache-2.0.txt",)),
)


@dataclass(frozen=True, slots=True)
class Licence:
    """One part of what is shipped, the name of its licence, and the whole text, "" if nobody has it here."""

    name: str
    version: str
    licence: str
    text: str
    source: str = ""


def shipped_licences(standard_texts: Path) -> tuple[Licence, ...]:
    """Those of a packaged program from the list that its build made, else those of the installed packages."""
    file = standard_texts / LIST_NAME
    if file.is_file():
        return tuple(Licence(**entry) for entry in json.loads(file.read_text("utf-8")))
    return collect_licences(standard_texts)


def write_licences(file: Path, standard_texts: Path) -> None:
    """Writes the list for a packaged program."""
    file.write_text(json.dumps([asdict(each) for each in collect_licences(standard_texts)]), "utf-8")


def collect_licences(standard_texts: Path) -> tuple[Licence, ...]:
    """Of Python, of this program, and of what it requires without its extras, by name."""
    found = [_read(each, standard_texts) for each in _required(_ROOT)]
    return (*sorted(found, key=lambda each: each.name.casefold()), _python())


def standard_text(licence: str, standard_texts: Path) -> str:
    """The whole text of a licence that is known by its name; "" for others."""
    for pattern, files in _STANDARD_TEXTS:
        if pattern.search(licence):
            return _joined((standard_texts / name).read_text("utf-8") for name in files)
    return ""


def _required(root: str) -> Iterator[Distribution]:
    seen, waiting = set(), [root]
    while waiting:
        name = waiting.pop()
        if _normalised(name) in seen:
            continue
        seen.add(_normalised(name))
        try:
            found = distribution(name)
        except PackageNotFoundError:
            continue  # needed on other systems only
        yield found
        waiting += [match.group() for need in found.requires or () if (match := _wanted(need))]


def _wanted(requirement: str) -> re.Match[str] | None:
    """The name that a requirement begins with, unless an extra asks for it."""
    return None if _EXTRA.search(requirement) else _NAME.match(requirement)


def _normalised(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()


def _read(found: Distribution, standard_texts: Path) -> Licence:
    licence = _licence_name(found)
    text = _own_text(found) or standard_text(licence, standard_texts)
    return Licence(found.metadata["Name"], found.version, licence, text, _source(found))


def _licence_name(found: Distribution) -> str:
    """The SPDX expression if there is one, else what the metadata's older fields say."""
    classifiers = [each for each in found.metadata.get_all("Classifier") or () if each.startswith(_CLASSIFIER)]
    stated = _field(found, "License").strip().partition("\n")[0]
    named = ", ".join(each.removeprefix(_CLASSIFIER) for each in classifiers)
    is_name = 0 < len(stated) <= _MAX_NAME and "copyright" not in stated.casefold()
    return _field(found, "License-Expression") or (stated if is_name else named) or "–"


def _field(found: Distribution, name: str) -> str:
    return next(iter(found.metadata.get_all(name) or ()), "")


def _own_text(found: Distribution) -> str:
    files = [
        each
        for each in found.files or ()
        if _TEXT_NAMES.search(each.name) and each.suffix not in _NOT_TEXTS and ".." not in each.parts
    ]
    texts = (Path(str(each.locate())).read_text("utf-8", errors="replace") for each in sorted(files))
    return _joined(dict.fromkeys(text for text in texts if text.strip()))


def _joined(texts: Iterable[str]) -> str:
    return f"\n\n{'-' * 72}\n\n".join(text.strip("\n") for text in texts)


def _source(found: Distribution) -> str:
    """Where the package says that it comes from."""
    named = dict(each.split(", ", 1) for each in found.metadata.get_all("Project-URL") or () if ", " in each)
    by_name = {name.casefold(): url for name, url in named.items()}
    return by_name.get("source") or by_name.get("homepage") or _field(found, "Home-page")


def _python() -> Licence:
    file = Path(os.__file__).with_name("LICENSE.txt")
    text = file.read_text("utf-8", errors="replace") if file.is_file() else sys.copyright
    return Licence("Python", sys.version.partition(" ")[0], "PSF-2.0", text, "https://www.python.org")
