"""Adds a keyword to an XMP document, and changes nothing else of it.

The keyword `catdog|cat` is written to every list in which a program looks for it:

| list | value | who reads it |
| --- | --- | --- |
| `dc:subject` | `catdog`, `cat` | Lightroom, and programs without a tree of keywords |
| `lr:hierarchicalSubject` | `catdog|cat` | Lightroom, darktable, digiKam, Immich |
| `digiKam:TagsList`, `MicrosoftPhoto:LastKeywordXMP`, if there | `catdog/cat` | digiKam, Immich: before the others |

Most programs read only the first of these lists that they find. Where `lr:hierarchicalSubject` is made for a document
that has keywords in `dc:subject` alone, these are written to it too, as Lightroom does; else they would be hidden.

Additions are inserted into the text. Whatever else is in the file, and how it is written, stays as it is.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from xml.sax.saxutils import escape, quoteattr

from catdog_gui.messages import Text, UserError
from catdog_gui.sorting.xml_document import Document, Element, XmlError, parse

MAX_BYTES = 32 << 20
ROOT_KEYWORD = "catdog"

_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_META = "adobe:ns:meta/"
_Name = tuple[str, str]
_SUBJECT = ("http://purl.org/dc/elements/1.1/", "subject")
_HIERARCHY = ("http://ns.adobe.com/lightroom/1.0/", "hierarchicalSubject")
_SLASH_LISTS = (
    ("http://www.digikam.org/ns/1.0/", "TagsList"),
    ("http://ns.microsoft.com/photo/1.0/", "LastKeywordXMP"),
)
_PREFIXES = {_SUBJECT: "dc", _HIERARCHY: "lr"}
_CONTAINERS = {(_RDF, "Bag"), (_RDF, "Seq"), (_RDF, "Alt")}
_ITEM = re.compile(r"li|_\d+")
_TRAILING_SPACE = re.compile(rb"\s*\Z")
_EMPTY_PACKET = f"""<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>
<x:xmpmeta xmlns:x="{_META}">
 <rdf:RDF xmlns:rdf="{_RDF}">
 </rdf:RDF>
</x:xmpmeta>
<?xpacket end="w"?>
""".encode()

_Edit = tuple[int, int, bytes]


class XmpError(UserError):
    """A keyword cannot be added to the document safely."""


def keyword(label: str) -> str:
    """The keyword of a label, as it is shown: `catdog|cat`."""
    return f"{ROOT_KEYWORD}|{label}"


def new_document(label: str) -> bytes:
    """A document that holds the keyword of a label and nothing else."""
    return add_keyword(_EMPTY_PACKET, label)


def add_keyword(content: bytes, label: str) -> bytes:
    """The document with the keyword of a label; the same bytes if it has it already.

    Raises:
        XmpError: the document cannot be read safely, or keeps its keywords in a form that is not understood.
    """
    keywords = _Keywords.read(content)
    edits = list(keywords.edits(label))
    if not edits:
        return content
    changed = keywords.document.with_edits(edits)
    # Whatever the document is like: no sidecar is written that does not say what it should.
    if list(_Keywords.read(changed).edits(label)):
        raise XmpError(Text.SIDECAR_NOT_UNDERSTOOD())
    return changed


@dataclass(frozen=True, slots=True)
class _Keywords:
    """The lists of keywords that a document has, each with its container: None for an empty property."""

    document: Document
    rdf: Element
    about: str
    lists: dict[_Name, tuple[Element, Element | None]]

    @classmethod
    def read(cls, content: bytes) -> _Keywords:
        if len(content) > MAX_BYTES:
            raise XmpError(Text.SIDECAR_TOO_LARGE())
        try:
            document = parse(content)
        except XmlError as error:
            raise XmpError(Text.SIDECAR_NOT_XMP()) from error
        rdf = _find_rdf(document.root)
        descriptions = [child for child in rdf.children if child.name == (_RDF, "Description")]
        lists = {}
        for name in (_SUBJECT, _HIERARCHY, *_SLASH_LISTS):
            found = _find_property(descriptions, name)
            if found is not None:
                lists[name] = (found, _container(found))
        return cls(document, rdf, _about(descriptions), lists)

    def edits(self, label: str) -> Iterator[_Edit]:
        """The edits that add what is missing of a keyword."""
        path = (ROOT_KEYWORD, label)
        has_hierarchy = _HIERARCHY in self.lists
        known = () if has_hierarchy else self._values(_SUBJECT)
        wanted: dict[_Name, Sequence[str]] = {_SUBJECT: path, _HIERARCHY: (*known, "|".join(path))}
        wanted |= {name: ("/".join(path),) for name in _SLASH_LISTS if name in self.lists}
        new_lists = {name: values for name, values in wanted.items() if name not in self.lists}
        for name in wanted.keys() & self.lists.keys():
            missing = [value for value in wanted[name] if value not in self._values(name)]
            if missing:
                yield self._extend(name, missing)
        if new_lists:
            yield self._insert(self.rdf, [_description(self.about, new_lists)])

    def _values(self, name: _Name) -> tuple[str, ...]:
        container = self.lists[name][1] if name in self.lists else None
        items = () if container is None else filter(_is_item, container.children)
        return tuple(item.text for item in items)

    def _extend(self, name: _Name, values: Sequence[str]) -> _Edit:
        found, container = self.lists[name]
        if container is None:
            return self._insert(found, [_bag(values)])
        prefix = container.tag.rpartition(":")[0]
        tag = f"{prefix}:li" if prefix else "li"
        return self._insert(container, [f"<{tag}>{_text(value)}</{tag}>" for value in values])

    def _insert(self, parent: Element, children: Sequence[str]) -> _Edit:
        """Appends children to an element, each with the white space that its last child has before it."""
        data = self.document.data
        if parent.is_closed_at_once:
            content = "".join(children).encode()
            return parent.content_start - len(b"/>"), parent.content_start, b">%b</%b>" % (content, parent.tag.encode())
        if not parent.children:
            return parent.content_start, parent.content_start, "".join(children).encode()
        last = parent.children[-1]
        before = parent.children[-2].end if len(parent.children) > 1 else parent.content_start
        space = _TRAILING_SPACE.search(data[before : last.start])
        separator = b"" if space is None else space.group()
        return last.end, last.end, b"".join(separator + child.encode() for child in children)


def _find_rdf(root: Element) -> Element:
    found = [root] if root.name == (_RDF, "RDF") else []
    if root.name in {(_META, "xmpmeta"), (_META, "xapmeta")}:
        found = [child for child in root.children if child.name == (_RDF, "RDF")]
    if len(found) != 1:
        raise XmpError(Text.SIDECAR_NOT_XMP())
    return found[0]


def _about(descriptions: Iterable[Element]) -> str:
    """What the document describes; early writers left the attribute's prefix away."""
    subjects = {
        each.attributes.get((_RDF, "about")) or each.attributes.get(("", "about")) or "" for each in descriptions
    } - {""}
    if len(subjects) > 1:
        raise XmpError(Text.SIDECAR_NOT_UNDERSTOOD())
    return subjects.pop() if subjects else ""


def _find_property(descriptions: Sequence[Element], name: _Name) -> Element | None:
    """A property that is written as an element; one in an attribute is no list, so nothing can be added to it."""
    found = [child for each in descriptions for child in each.children if child.name == name]
    if len(found) > 1 or any(name in each.attributes for each in descriptions):
        raise XmpError(Text.SIDECAR_NOT_UNDERSTOOD())
    return found[0] if found else None


def _container(found: Element) -> Element | None:
    if not (found.children or found.text.strip() or found.attributes):
        return None
    if found.attributes or found.text.strip() or len(found.children) != 1 or found.children[0].name not in _CONTAINERS:
        raise XmpError(Text.SIDECAR_NOT_UNDERSTOOD())
    return found.children[0]


def _is_item(element: Element) -> bool:
    uri, local = element.name
    return uri == _RDF and _ITEM.fullmatch(local) is not None and not element.children and bool(element.text.strip())


def _description(about: str, lists: dict[_Name, Sequence[str]]) -> str:
    namespaces = "".join(f' xmlns:{_PREFIXES[name]}="{name[0]}"' for name in lists)
    properties = "".join(
        f"\n   <{_PREFIXES[name]}:{name[1]}>{_bag(values)}</{_PREFIXES[name]}:{name[1]}>"
        for name, values in lists.items()
    )
    attributes = f'xmlns:rdf="{_RDF}" rdf:about={quoteattr(about)}{namespaces}'
    return f"<rdf:Description {attributes}>{properties}\n  </rdf:Description>"


def _bag(values: Iterable[str]) -> str:
    items = "".join(f"<rdf:li>{_text(value)}</rdf:li>" for value in dict.fromkeys(values))
    return f'<rdf:Bag xmlns:rdf="{_RDF}">{items}</rdf:Bag>'


def _text(value: str) -> str:
    # Every reader of XML takes a carriage return that is not escaped for the end of a line.
    return escape(value, {"\r": "&#13;"})
