import pytest

from siamdesk.register import markup
from siamdesk.register.markup import Splice
from siamdesk.register.scan import Malformed


def test_elements_know_their_places() -> None:
    part = b"\xef\xbb\xbf<?xml version='1.0'?><a x=\"1>2\"><!-- <b/> --><p:b y='2' /><c >t\xc3\xa9</c ></a>"
    a, b, c = markup.elements(part)
    assert (a.path, b.path, c.path) == (("a",), ("a", "b"), ("a", "c"))
    assert (part[b.start : b.end], b.prefix, b.get("y")) == (b"<p:b y='2' />", "p", "2")
    assert (part[c.start : c.inner], part[c.inner : c.close], part[c.close : c.end]) == (
        b"<c >",
        b"t\xc3\xa9",
        b"</c >",
    )
    assert part[a.start : a.end] == part[part.index(b"<a") :]


@pytest.mark.parametrize("noise", [b"<!-- <c/> -->", b"<![CDATA[<c/>]]>", b"<?note <c/> ?>"])
@pytest.mark.parametrize("declared", [b"", b"<?xml version='1.0'?>", b"\xef\xbb\xbf<?xml version='1.0'?>"])
def test_what_is_no_markup_is_blanked_at_its_place(noise: bytes, declared: bytes) -> None:
    part = declared + b"<a>" + noise + b"<b/></a>"
    seen = markup.quiet(part)
    assert len(seen) == len(part)
    assert b"<c/>" not in seen
    assert seen.index(b"<b/>") == part.index(b"<b/>")
    with pytest.raises(Malformed, match="has no end"):
        markup.quiet(part.replace(b"-->", b"").replace(b"]]>", b"").replace(b"?>", b""))


def test_a_part_without_noise_is_itself() -> None:
    part = b"<?xml version='1.0'?><a/>"
    assert markup.quiet(part) is part


@pytest.mark.parametrize(
    ("tag", "value", "expected"),
    [
        (b'<a b="1" ref="A1"/>', "A2", b'<a b="1" ref="A2"/>'),
        (b"<a ref='A1' b='1'>", "A2", b"<a ref='A2' b='1'>"),
        (b"<a />", "A2", b'<a ref="A2"/>'),
        (b"<a b='/'>", 'x"&<', b"<a b='/' ref=\"x&quot;&amp;&lt;\">"),
        (b'<a xref="1" ref = "2">', "3", b'<a xref="1" ref = "3">'),
    ],
)
def test_an_attribute_is_set_where_it_stands(tag: bytes, value: str, expected: bytes) -> None:
    assert markup.with_attribute(tag, "ref", value) == expected


def test_splices_are_made_in_their_places_and_may_not_meet() -> None:
    assert markup.spliced(b"abcdef", [Splice(4, 5, b"X"), Splice(0, 0, b"<"), Splice(0, 0, b"-")]) == b"<-abcdXf"
    with pytest.raises(ValueError, match="two changes meet"):
        markup.spliced(b"abcdef", [Splice(0, 3, b""), Splice(2, 4, b"")])


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-le", "iso-8859-1"])
def test_other_encodings_are_told(encoding: str) -> None:
    with pytest.raises(Malformed, match="is not in UTF-8"):
        markup.check_encoding(f'<?xml version="1.0" encoding="{encoding}"?><a/>'.encode(encoding))


def test_text_reads_as_it_was_written() -> None:
    text = "<£ & \"é\" 'n' >"
    assert markup.plain(markup.escaped(text)) == text
    assert markup.plain(b"&#65;&#x42;&quot;&apos;&unknown;") == "AB\"'&unknown;"
