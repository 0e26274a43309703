"""Every text of a file is found, however it is kept."""

import io
import zipfile

import pytest

from siamdesk.domain.errors import SiamdeskError
from siamdesk.register import macro_texts, package_texts


def packed(text: bytes) -> bytes:
    """A text packed as macros are, letters alone; the last twelve bytes are a piece of what came before."""
    body = b""
    for at in range(0, len(text), 8):
        body += b"\x00" + text[at : at + 8]
    return b"\x01" + (0xB000 | (len(body) + 2 - 3)).to_bytes(2, "little") + body


def archive(**parts: bytes) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as made:
        for name, data in parts.items():
            made.writestr(name, data)
    return stream.getvalue()


def all_texts(data: bytes) -> list[str]:
    return [text for part in package_texts.of_file(data, "a.xlsx") for text in (*part.texts, *part.joined)]


@pytest.mark.parametrize(
    "part",
    [
        b"<a><t>Quokka</t></a>",
        b'<a v="Quokka"/>',
        b"<a>&#81;uokk&#x61;</a>",
        b"<a><!-- Quokka --></a>",
        b"<a><?x Quokka?></a>",
        b"<a><![CDATA[Quokka]]></a>",
        b"<si><r><t>Quo</t></r><r><t>kka</t></r></si>",
        '<?xml version="1.0" encoding="UTF-16"?><a>Quokka</a>'.encode("utf-16"),
        b"\x00" + "Quokka".encode("utf-16-be") + b"\x00",
        b"no xml < Quokka",
        archive(inner=b"<a>Quokka</a>"),
        bytes.fromhex("D0CF11E0A1B11AE1") + b"\x00" * 504 + packed(b"Sub Main ' Quokka Systems and others"),
    ],
)
def test_a_word_is_found_however_it_is_kept(part: bytes) -> None:
    assert any("Quokka" in text for text in all_texts(archive(part=part)))


def test_texts_of_two_cells_are_two() -> None:
    (_, part) = package_texts.of_file(archive(a=b"<s><c><v>12</v></c><c><v>34</v></c></s>"), "a.xlsx")
    assert part.texts == part.numbers == ["12", "34"]
    assert part.joined == []


def test_places_on_a_sheet_are_no_amounts() -> None:
    (_, part) = package_texts.of_file(archive(a=b"<x:from><x:colOff>952500</x:colOff></x:from>"), "a.xlsx")
    assert part.numbers == []


def test_addresses_are_no_texts() -> None:
    formula = b"""SUM(BO2:BO101)+'Canary hosting'!$BO$101&amp;"BO101\""""
    sheet = b'<s ref="A1:BO101"><c r="BO101"/><f>' + formula + b'</f><x sqref="Zebra"/></s>'
    (_, part) = package_texts.of_file(archive(a=sheet), "a.xlsx")
    assert part.texts == ["SUM( : )+'Canary hosting'! &\"BO101\"", "Zebra"]


def test_packed_macros_are_unpacked_with_the_pieces_that_come_again() -> None:
    # "abc", and then six bytes from three back: [MS-OVBA] 2.4.1.1.8.
    body = bytes([0b1000]) + b"abc" + (2 << 12 | 6 - 3).to_bytes(2, "little")
    data = b"junk\x01" + (0xB000 | (len(body) + 2 - 3)).to_bytes(2, "little") + body
    assert next(macro_texts.texts(data)) == "abcabcabc"
    assert list(macro_texts.texts(b"\x01")) == []
    assert list(macro_texts.texts(b"\x01\x00\xb0")) in ([], ["", ""])


def test_packages_in_packages_have_an_end() -> None:
    data = b"<a/>"
    for _ in range(8):
        data = archive(inner=data)
    with pytest.raises(SiamdeskError, match="too deep to be looked into"):
        all_texts(data)
