"""Parses an XML document with the place of each element in it, so that an addition leaves every other byte as it is.

Sidecars come from anywhere: a document type, and with it every entity, is refused, as is a document with too many
elements.
"""

from __future__ import annotations

import codecs
import re
from dataclasses import dataclass, field
from xml.parsers import expat

_MAX_ELEMENTS = 200_000
_SEPARATOR = "\n"
# expat has found the tag well-formed: a quote begins an attribute's value, which may hold any ">".
_TAG = re.compile(rb"""<(?:[^"'>]|"[^"]*"|'[^']*')*>""")
_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)


class XmlError(ValueError):
    """The document is not well-formed, or of a kind that is not read."""


@dataclass(slots=True)
class Element:
    """An element; the places are those of bytes in the document's UTF-8 form.

    Attributes:
        name: its namespace and local name.
        tag: its name as it is written.
        attributes: by namespace and local name.
        start: where its start tag begins.
        content_start: where its start tag ends.
        end: where its end tag ends.
        is_closed_at_once: it has no end tag: `<a/>`.
        text: its own text, without that of its children.
    """

    name: tuple[str, str]
    tag: str
    attributes: dict[tuple[str, str], str]
    start: int
    content_start: int
    is_closed_at_once: bool
    end: int = 0
    children: list[Element] = field(default_factory=list)
    text: str = ""


@dataclass(frozen=True, slots=True)
class Document:
    """A document, in UTF-8 whatever its file is in, and its root element."""

    data: bytes
    root: Element
    byte_order_mark: bytes
    encoding: str

    def with_edits(self, edits: list[tuple[int, int, bytes]]) -> bytes:
        """The document's file with these parts of `data` replaced; no two of them overlap."""
        data = self.data
        for start, end, replacement in sorted(edits, reverse=True):
            data = data[:start] + replacement + data[end:]
        return self.byte_order_mark + data.decode("utf-8").encode(self.encoding)


def parse(content: bytes) -> Document:
    """Reads a document in UTF-8 or UTF-16.

    Raises:
        XmlError: it cannot be read safely.
    """
    mark, encoding = next(
        ((mark, encoding) for mark, encoding in _BYTE_ORDER_MARKS if content.startswith(mark)), (b"", "utf-8")
    )
    try:
        data = content[len(mark) :].decode(encoding).encode("utf-8")
        root = _TreeBuilder(data, encoding).build()
    except (UnicodeError, expat.ExpatError) as error:
        raise XmlError("not well-formed") from error
    return Document(data, root, mark, encoding)


class _TreeBuilder:
    def __init__(self, data: bytes, encoding: str) -> None:
        self._data = data
        self._encoding = encoding
        self._open: list[Element] = []
        self._root: Element | None = None
        self._count = 0
        self._parser = expat.ParserCreate("utf-8", namespace_separator=_SEPARATOR)
        self._parser.namespace_prefixes = True
        self._parser.buffer_text = True
        self._parser.XmlDeclHandler = self._on_declaration
        self._parser.StartDoctypeDeclHandler = _refuse_doctype
        self._parser.StartElementHandler = self._on_start
        self._parser.EndElementHandler = self._on_end
        self._parser.CharacterDataHandler = self._on_text

    def build(self) -> Element:
        self._parser.Parse(self._data, True)  # noqa: FBT003 - the method takes no names
        assert self._root is not None, "expat reports a document without an element"
        return self._root

    def _on_declaration(self, _version: str, encoding: str | None, _standalone: int) -> None:
        if encoding is not None and not encoding.lower().startswith(self._encoding[:6]):
            raise XmlError(f"declared as {encoding}")

    def _on_start(self, name: str, attributes: dict[str, str]) -> None:
        self._count += 1
        if self._count > _MAX_ELEMENTS:
            raise XmlError("too many elements")
        start = self._parser.CurrentByteIndex
        tag = _TAG.match(self._data, start)
        if tag is None:
            raise XmlError("a tag was not found again")
        uri, local, prefix = _split_name(name)
        element = Element(
            (uri, local),
            f"{prefix}:{local}" if prefix else local,
            {_split_name(key)[:2]: value for key, value in attributes.items()},
            start,
            tag.end(),
            tag.group().endswith(b"/>"),
        )
        if self._open:
            self._open[-1].children.append(element)
        else:
            self._root = element
        self._open.append(element)

    def _on_end(self, _name: str) -> None:
        element = self._open.pop()
        if element.is_closed_at_once:
            element.end = element.content_start
        else:
            element.end = self._data.index(b">", self._parser.CurrentByteIndex) + 1

    def _on_text(self, text: str) -> None:
        self._open[-1].text += text


def _split_name(name: str) -> tuple[str, str, str]:
    """Namespace, local name and prefix; the first and the last may be empty."""
    parts = name.split(_SEPARATOR)
    if len(parts) == 1:
        return "", name, ""
    return parts[0], parts[1], parts[2] if len(parts) > 2 else ""


def _refuse_doctype(*_: object) -> None:
    raise XmlError("it has a document type")
