"""Reads the statements of an XMP document, by another parser than the program's."""

from __future__ import annotations

from collections import Counter
from xml.etree import ElementTree as ET

RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
DC = "http://purl.org/dc/elements/1.1/"
LR = "http://ns.adobe.com/lightroom/1.0/"
XMP = "http://ns.adobe.com/xap/1.0/"
DIGIKAM = "http://www.digikam.org/ns/1.0/"

_ABOUT = (f"{{{RDF}}}about", "about")


def packet(body: str) -> bytes:
    """A document with this body, in the wrapping that most programs write."""
    namespaces = f'xmlns:rdf="{RDF}" xmlns:dc="{DC}" xmlns:lr="{LR}" xmlns:xmp="{XMP}"'
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>\n<x:xmpmeta xmlns:x="adobe:ns:meta/" x:xmptk="Test">'
        f'\n <rdf:RDF {namespaces}>\n  {body}\n </rdf:RDF>\n</x:xmpmeta>\n  \n<?xpacket end="w"?>'
    ).encode()


def triples(content: bytes) -> Counter[tuple[str, str, str]]:
    """Subject, property and value of each statement, whether it is written as an attribute or as an element.

    The order of a list is not told, nor its kind; an empty list says nothing.
    """
    root = ET.fromstring(content)
    rdf = root if root.tag == f"{{{RDF}}}RDF" else root.find(f"{{{RDF}}}RDF")
    assert rdf is not None
    found: Counter[tuple[str, str, str]] = Counter()
    for description in rdf.findall(f"{{{RDF}}}Description"):
        about = next((description.attrib[name] for name in _ABOUT if name in description.attrib), "")
        found.update((about, name, value) for name, value in description.attrib.items() if name not in _ABOUT)
        for each in description:
            items = [item for container in each for item in container]
            is_list = len(each) > 0 or each.tag.endswith(("subject", "hierarchicalSubject", "TagsList"))
            values = [item.text or "" for item in items] if is_list else [each.text or ""]
            found.update((about, each.tag, value) for value in values)
    return found
