from __future__ import annotations

import codecs
from collections import Counter
from xml.etree import ElementTree as ET

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from sorting_xmp import DC, DIGIKAM, LR, RDF, XMP, packet, triples

from catdog_gui.sorting.xmp import MAX_BYTES, XmpError, add_keyword, keyword, new_document

SUBJECT = f"{{{DC}}}subject"
HIERARCHY = f"{{{LR}}}hierarchicalSubject"
CAT = Counter({("", SUBJECT, "catdog"): 1, ("", SUBJECT, "cat"): 1, ("", HIERARCHY, "catdog|cat"): 1})


def test_a_new_document_holds_the_keyword_alone():
    assert keyword("cat") == "catdog|cat"
    assert triples(new_document("cat")) == CAT
    assert new_document("cat").startswith(b"<?xpacket begin=")


def test_a_label_may_be_any_text():
    assert ("", HIERARCHY, "catdog|Möpse & <Co>") in triples(new_document("Möpse & <Co>"))


@pytest.mark.parametrize(
    "body",
    [
        "",
        '<rdf:Description rdf:about=""/>',
        '<rdf:Description rdf:about="" xmp:Rating="3" xmp:Label="a &gt; b"/>',
        "<rdf:Description rdf:about=''><xmp:Rating>3</xmp:Rating></rdf:Description>",
        '<rdf:Description rdf:about="" xmp:Rating="3"><dc:subject/></rdf:Description>',
        '<rdf:Description rdf:about=""><dc:subject></dc:subject></rdf:Description>',
        '<rdf:Description rdf:about=""><dc:subject><rdf:Bag/></dc:subject></rdf:Description>',
        '<rdf:Description rdf:about=""><dc:subject><rdf:Seq ></rdf:Seq></dc:subject></rdf:Description>',
        (
            '<rdf:Description rdf:about=""><lr:hierarchicalSubject><rdf:Bag>\n<rdf:li>a|b</rdf:li>\n</rdf:Bag>\n'
            "</lr:hierarchicalSubject></rdf:Description>"
        ),
        (
            '<rdf:Description rdf:about="uuid:1"><dc:creator><rdf:Seq><rdf:li>Me</rdf:li></rdf:Seq></dc:creator>'
            "</rdf:Description>"
        ),
    ],
)
def test_it_is_added_to_every_form_and_all_else_stays(body):
    before = packet(body)
    after = add_keyword(before, "cat")
    about = "uuid:1" if "uuid:1" in body else ""
    assert triples(after) == triples(before) + Counter({(about, *rest): n for (_, *rest), n in CAT.items()})
    assert add_keyword(after, "cat") == after


def test_keywords_of_other_programs_are_kept_and_not_written_twice():
    body = (
        '<rdf:Description rdf:about=""><dc:subject><rdf:Bag><rdf:li>cat</rdf:li><rdf:li>beach</rdf:li></rdf:Bag>'
        "</dc:subject><lr:hierarchicalSubject><rdf:Bag><rdf:li>places|beach</rdf:li></rdf:Bag>"
        "</lr:hierarchicalSubject></rdf:Description>"
    )
    added = triples(add_keyword(packet(body), "cat")) - triples(packet(body))
    assert added == Counter({("", SUBJECT, "catdog"): 1, ("", HIERARCHY, "catdog|cat"): 1})


def test_flat_keywords_are_not_hidden_by_the_new_list_that_programs_prefer():
    body = "<rdf:Description><dc:subject><rdf:Bag><rdf:li>beach</rdf:li></rdf:Bag></dc:subject></rdf:Description>"
    after = triples(add_keyword(packet(body), "cat"))
    assert after == triples(packet(body)) + CAT + Counter({("", HIERARCHY, "beach"): 1})


def test_the_lists_that_digikam_and_immich_read_first_get_it_where_they_are():
    body = (
        '<rdf:Description rdf:about="" xmlns:d="http://www.digikam.org/ns/1.0/"><d:TagsList><rdf:Seq>'
        "<rdf:li>a/b</rdf:li></rdf:Seq></d:TagsList></rdf:Description>"
    )
    added = triples(add_keyword(packet(body), "cat")) - triples(packet(body))
    assert added == CAT + Counter({("", f"{{{DIGIKAM}}}TagsList", "catdog/cat"): 1})


def test_other_prefixes_and_a_default_namespace_are_understood():
    before = (
        f'<RDF xmlns="{RDF}"><Description about="" xmlns:k="{DC}"><k:subject><Bag><li>beach</li></Bag></k:subject>'
        f'</Description><Description xmlns:rdf="{XMP}" about="" rdf:Rating="2"/></RDF>'
    ).encode()
    after = add_keyword(before, "cat")
    assert triples(after) == triples(before) + CAT + Counter({("", HIERARCHY, "beach"): 1})
    assert b"<li>beach</li><li>catdog</li>" in after


@pytest.mark.parametrize(("mark", "encoding"), [
    (b"", "utf-8"), (codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"),
])  # fmt: skip
def test_the_encoding_stays(mark, encoding):
    body = '<rdf:Description rdf:about="" xmp:Label="ä😀"/>'
    before = mark + packet(body).decode().encode(encoding)
    after = add_keyword(before, "cat")
    assert after.startswith(mark)
    assert triples(after[len(mark) :].decode(encoding).encode()) == triples(packet(body)) + CAT


def test_comments_instructions_and_white_space_stay_byte_for_byte():
    before = packet('<!-- a > b --><rdf:Description rdf:about="" xmp:Label=\'"/>\'  >\r\n\t<?x y?></rdf:Description >')
    after = add_keyword(before, "cat")
    begin, end = after.split(b"<rdf:Description xmlns:rdf=")[0], after.split(b"</rdf:Description>", 1)[1]
    assert begin + end == before


BILLION = b'<!DOCTYPE r [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;&a;">]>'


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"no XML",
        b"\x00" * 100,
        packet("")[:-40],
        packet("<rdf:Description>"),
        b"<html/>",
        b'<x:xmpmeta xmlns:x="adobe:ns:meta/"/>',
        BILLION + packet(""),
        b'<!DOCTYPE r SYSTEM "file:///etc/passwd">' + packet(""),
        b'<?xml version="1.0" encoding="iso-8859-1"?>' + packet(""),
        packet('<rdf:Description xmp:Label="?"/>').replace(b"?\"/>", b'\xe4"/>'),
        packet('<rdf:Description rdf:about="" dc:subject="beach"/>'),
        packet('<rdf:Description rdf:about=""><dc:subject>beach</dc:subject></rdf:Description>'),
        packet('<rdf:Description rdf:about=""><dc:subject rdf:parseType="Resource"/></rdf:Description>'),
        packet('<rdf:Description><dc:subject/></rdf:Description><rdf:Description><dc:subject/></rdf:Description>'),
        packet('<rdf:Description rdf:about="a"/><rdf:Description rdf:about="b"/>'),
        packet("<rdf:Description>" + "<xmp:a/>" * 200_001 + "</rdf:Description>"),
        b" " * (MAX_BYTES + 1),
    ],
    ids=range(18),
)  # fmt: skip
def test_what_cannot_be_changed_safely_is_refused(content):
    with pytest.raises(XmpError):
        add_keyword(content, "cat")


def test_a_label_that_xml_cannot_hold_is_refused():
    with pytest.raises(XmpError):
        new_document("cat\x01")


TEXT = st.text(st.characters(codec="utf-8", exclude_categories=("Cs", "Cc")), max_size=8)
SIMPLE = {f"{{{DC}}}title", f"{{{XMP}}}Rating", "{urn:other}x", "{urn:other}y"}
NAMES = st.sampled_from(sorted(SIMPLE))
LISTS = sorted({SUBJECT, HIERARCHY, f"{{{DIGIKAM}}}TagsList", f"{{{DC}}}creator"})
ITEMS = st.lists(TEXT.filter(str.strip) | st.sampled_from(["cat", "catdog", "catdog|cat", "catdog/cat"]), max_size=4)


@st.composite
def documents(draw) -> bytes:
    """Documents as programs write them, with simple properties as attributes and elements, and lists."""
    rdf = ET.Element(f"{{{RDF}}}RDF")
    unused = draw(st.permutations(LISTS))
    for _ in range(draw(st.integers(0, 3))):
        attributes = draw(st.dictionaries(NAMES, TEXT, max_size=2))
        description = ET.SubElement(rdf, f"{{{RDF}}}Description", {f"{{{RDF}}}about": "", **attributes})
        description.text = draw(st.sampled_from(["", "\n  "]))
        for name in draw(st.lists(st.sampled_from(sorted(SIMPLE - attributes.keys())), max_size=2, unique=True)):
            ET.SubElement(description, name).text = draw(TEXT)
        for _ in range(draw(st.integers(0, len(unused)))):
            found = ET.SubElement(description, unused.pop())
            found.tail = draw(st.sampled_from(["", "\n  "]))
            bag = ET.SubElement(found, f"{{{RDF}}}{draw(st.sampled_from(['Bag', 'Seq']))}")
            for item in draw(ITEMS):
                ET.SubElement(bag, f"{{{RDF}}}li").text = item
    root = rdf
    if draw(st.booleans()):
        root = ET.Element("{adobe:ns:meta/}xmpmeta")
        root.append(rdf)
    text = ET.tostring(root, "unicode", short_empty_elements=draw(st.booleans()))
    before, after = draw(st.sampled_from([("", ""), ("<?xpacket begin='\ufeff'?>\n", "\n<?xpacket end='w'?>\n \n")]))
    return f"{before}{text}{after}".encode()


@settings(max_examples=300, deadline=None, derandomize=True)
@given(documents(), st.sampled_from(["cat", "dog", "Ä&<"]))
def test_every_other_triple_is_kept(before, label):
    after = add_keyword(before, label)
    old, new = triples(before), triples(after)
    assert not old - new, "a triple was lost"
    wanted = {(SUBJECT, "catdog"), (SUBJECT, label), (HIERARCHY, f"catdog|{label}")}
    flat = {(HIERARCHY, text) for _, name, text in old if name == SUBJECT}
    slash = {(f"{{{DIGIKAM}}}TagsList", f"catdog/{label}")}
    assert {(name, text) for _, name, text in new - old} <= wanted | flat | slash
    assert wanted <= {(name, text) for _, name, text in new}
    assert add_keyword(after, label) == after
