import hashlib
import io
import struct
import zipfile
from pathlib import Path

import pytest

from siamdesk.domain.errors import SiamdeskError
from siamdesk.register import package

TYPES = (
    '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Override PartName="/xl/workbook.xml"'
    ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"/></Types>'
)


def zipped(parts: dict[str, bytes | str], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for name, content in {"[Content_Types].xml": TYPES, **parts}.items():
            archive.writestr(name, content)
    return stream.getvalue()


def refusal(data: bytes, name: str = "book.xlsx") -> str:
    with pytest.raises(SiamdeskError) as caught:
        package.gate(data, name)
    return str(caught.value)


def test_lets_an_honest_workbook_through_with_its_hash(tmp_path: Path) -> None:
    data = zipped({"xl/workbook.xml": "<workbook/>"})
    path = tmp_path / "book.xlsx"
    path.write_bytes(data)
    loaded = package.load(path)
    assert loaded.kind == "xlsx"
    assert loaded.name == "book.xlsx"
    assert loaded.sha256 == hashlib.sha256(data).hexdigest()
    assert loaded.part("xl/workbook.xml") == b"<workbook/>"
    assert loaded.part("xl/absent.xml") is None


@pytest.mark.parametrize(
    ("said", "mark", "kind"),
    [
        ("a.xlsm", "application/vnd.ms-excel.sheet.macroEnabled.main+xml", "xlsm"),
        ("a.xltx", "application/vnd.openxmlformats-officedocument.spreadsheetml.template.main+xml", "xlsx"),
        ("a.xltm", "application/vnd.ms-excel.template.macroEnabled.main+xml", "xlsm"),
        ("a.xlsb", "application/vnd.ms-excel.sheet.binary.macroEnabled.main", "xlsb"),
    ],
)
def test_knows_kinds_by_content(said: str, mark: str, kind: str) -> None:
    types = TYPES.replace("application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml", mark)
    assert package.gate(zipped({"[Content_Types].xml": types}), said) == kind


def test_refuses_an_empty_file() -> None:
    assert refusal(b"") == "book.xlsx is empty (0 bytes): ask its owner to send it again."


def test_refuses_what_is_no_workbook_by_name() -> None:
    assert "letter.txt (5 bytes) is not a kind of workbook that SIAMDesk reads" in refusal(b"words", "letter.txt")


def test_refuses_a_lock_file_and_names_the_workbook(tmp_path: Path) -> None:
    with pytest.raises(SiamdeskError, match=r"choose the workbook itself, register\.xlsx"):
        package.load(tmp_path / "~$register.xlsx")


def test_refuses_a_missing_file_and_a_folder(tmp_path: Path) -> None:
    with pytest.raises(SiamdeskError, match="There is no file"):
        package.load(tmp_path / "absent.xlsx")
    with pytest.raises(SiamdeskError, match=r"is a folder: choose a workbook in it"):
        package.load(tmp_path)


def test_refuses_a_file_too_large_to_open_without_reading_it(tmp_path: Path) -> None:
    path = tmp_path / "vast.xlsx"
    with path.open("wb") as stream:
        stream.truncate(100_000_001)
    with pytest.raises(SiamdeskError, match=r"vast\.xlsx has 100 MB on disk, more than the 100 MB"):
        package.load(path)


def test_refuses_a_truncated_workbook_with_its_size() -> None:
    data = zipped({"xl/workbook.xml": "<workbook/>" * 50})
    cut = data[: len(data) // 2]
    assert f"is cut short or damaged: its {len(cut):,} bytes are not a whole workbook" in refusal(cut)


def test_refuses_a_part_whose_bytes_are_damaged() -> None:
    data = bytearray(zipped({"xl/workbook.xml": "<workbook/>"}, zipfile.ZIP_STORED))
    at = data.index(b"<workbook/>")
    data[at + 1 : at + 5] = b"XXXX"
    assert "is damaged: its part xl/workbook.xml should unpack to 11 bytes" in refusal(bytes(data))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "utf-16-le", "utf-16-be"])
def test_refuses_a_document_type_in_any_encoding(encoding: str) -> None:
    bomb = '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "b">]><sst/>'.encode(encoding)
    assert "has a document type declaration in xl/sharedStrings.xml" in refusal(zipped({"xl/sharedStrings.xml": bomb}))


def test_refuses_a_document_type_across_two_pieces_of_a_part() -> None:
    spaces = b"<?xml?>" + b" " * ((1 << 20) - 12) + b"<!DOCTYPE x>" + bytes(range(33, 127)) * 20_000
    assert "has a document type declaration" in refusal(zipped({"xl/x.xml": spaces}, zipfile.ZIP_STORED))


def test_refuses_a_bomb_by_its_ratio() -> None:
    bomb = zipped({"xl/worksheets/sheet1.xml": b"0" * 2_000_000})
    assert "to 1 (xl/worksheets/sheet1.xml), more than the 200 to 1 of any honest workbook" in refusal(bomb)


def test_lets_a_small_dense_part_through() -> None:
    assert package.gate(zipped({"xl/worksheets/sheet1.xml": b"0" * 900_000}), "book.xlsx") == "xlsx"


def test_refuses_too_many_parts() -> None:
    many = zipped({f"xl/x{n}.xml": b"" for n in range(2_000)}, zipfile.ZIP_STORED)
    assert "has 2,001 parts, more than the 2,000" in refusal(many)


def test_refuses_sizes_that_the_directory_claims() -> None:
    data = bytearray(zipped({"xl/workbook.xml": "<workbook/>"}))
    entry = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, entry + 24, 300_000_000)
    assert "has a part that unpacks to 300 MB (xl/workbook.xml), more than the 256 MB" in refusal(bytes(data))


def test_refuses_a_part_that_unpacks_to_more_than_the_directory_claims() -> None:
    data = bytearray(zipped({"xl/workbook.xml": b"<workbook/>" * 9}))
    entry = data.rindex(b"PK\x01\x02")
    struct.pack_into("<I", data, entry + 24, 10)
    assert "should unpack to 10 bytes and does not" in refusal(bytes(data))


def test_refuses_the_sum_of_many_parts() -> None:
    data = bytearray(zipped({f"xl/{n}.xml": "x" for n in range(3)}))
    at = data.find(b"PK\x01\x02")
    while at >= 0:
        struct.pack_into("<I", data, at + 24, 200_000_000)
        at = data.find(b"PK\x01\x02", at + 1)
    assert "unpacks to 800 MB, more than the 512 MB" in refusal(bytes(data))


@pytest.mark.parametrize("name", ["../evil.xml", "/etc/evil.xml", "C:/evil.xml", "xl\\..\\..\\evil.xml"])
def test_refuses_parts_that_point_outside(name: str) -> None:
    assert "has a part that points outside the workbook" in refusal(zipped({name: "x"}))


@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
def test_refuses_a_part_that_is_there_twice() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("[Content_Types].xml", TYPES)
        archive.writestr("xl/workbook.xml", "<a/>")
        archive.writestr("xl/workbook.xml", "<b/>")
    assert "holds the part xl/workbook.xml twice" in refusal(stream.getvalue())


def ole(stream_name: str) -> bytes:
    entry = (stream_name + "\0").encode("utf-16-le")
    directory = entry.ljust(64, b"\0") + struct.pack("<H", len(entry)) + b"\0" * 62
    return bytes.fromhex("D0CF11E0A1B11AE1").ljust(512, b"\0") + b"\0" * 512 + directory + b"\0" * 128


def test_tells_an_encrypted_workbook_from_an_old_one() -> None:
    assert "is protected with a password" in refusal(ole("EncryptedPackage"))
    assert package.gate(ole("Workbook"), "book.xls") == "xls"
    assert package.gate(ole("Book"), "book.xls") == "xls"
    assert refusal(ole("WordDocument"), "book.xls") == "book.xls is a Word document: choose a workbook."
    assert "is an old Office file of 1,280 bytes with no workbook in it" in refusal(ole("Other"), "book.xls")


def test_tells_what_a_mislabelled_file_holds() -> None:
    good = zipped({"xl/workbook.xml": "<workbook/>"})
    assert refusal(good, "book.xls") == (
        "book.xls is named .xls but holds an Excel workbook (.xlsx): rename it to book.xlsx and try again."
    )
    assert refusal(good, "book.csv").startswith("book.csv is named .csv but holds an Excel workbook (.xlsx)")
    assert refusal(b"Ref,Title\r\n1,Net\r\n", "book.xlsx").startswith("book.xlsx is named .xlsx but holds plain text")
    assert refusal(ole("Workbook")).startswith("book.xlsx is named .xlsx but holds an Excel 97 workbook (.xls)")


@pytest.mark.parametrize(
    ("data", "name", "said"),
    [
        (b"%PDF-1.7 ...", "a.xlsx", "is a PDF"),
        (b"<html><table><tr><td>Ref</td></tr></table></html>", "a.xls", "is a web page, not a workbook"),
        (b'<?xml version="1.0"?><Workbook/>', "a.xls", "is an XML file, not a workbook"),
        (b"\x01\x00\x00\x02\x00abc" * 9, "a.csv", "is neither a workbook nor text"),
        (b"\0" * 200, "a.xlsx", "begin like no workbook"),
    ],
)
def test_names_other_files(data: bytes, name: str, said: str) -> None:
    assert said in refusal(data, name)


def test_names_other_office_files_and_plain_zips() -> None:
    word = TYPES.replace("spreadsheetml.sheet", "wordprocessingml.document")
    assert refusal(zipped({"[Content_Types].xml": word})) == "book.xlsx is a Word document: choose a workbook."
    assert "is a zip file with 1 entries and no workbook in it" in refusal(zipped({"[Content_Types].xml": "<Types/>"}))


def test_refuses_an_encrypted_opendocument_file() -> None:
    kind = "application/vnd.oasis.opendocument.spreadsheet"
    plain = {"mimetype": kind, "META-INF/manifest.xml": "<manifest/>"}
    assert package.gate(zipped(plain), "book.ods") == "ods"
    locked = {**plain, "META-INF/manifest.xml": "<manifest:encryption-data/>"}
    assert "is protected with a password" in refusal(zipped(locked), "book.ods")


def test_every_refusal_is_one_sentence_without_a_line_break() -> None:
    for said in (refusal(b""), refusal(zipped({"../x": "x"})), refusal(ole("EncryptedPackage"))):
        assert "\n" not in said
        assert said.endswith(".")


def test_utf16_text_is_text() -> None:
    assert package.gate("Ref,Title\r\n".encode("utf-16"), "a.csv") == "csv"
    assert package.gate("Ref,Title\r\n".encode("utf-16-le"), "a.tsv") == "tsv"


def test_a_directory_with_a_name_in_no_encoding_is_damaged() -> None:
    data = zipped({"xl/wörkbook.xml": "<workbook/>"})
    at = data.rindex("wörkbook".encode())
    said = refusal(data[: at + 1] + b"\xb5" + data[at + 2 :])
    assert said.startswith("book.xlsx is cut short or damaged: its ")


def test_a_name_with_line_breaks_does_not_break_the_sentence() -> None:
    parts = {f"xl/a\n{'b' * 200}.xml": "<a/>", f"xl/A\n{'b' * 200}.xml": "<a/>"}
    said = refusal(zipped(parts))
    assert said == f"book.xlsx holds the part xl/A?{'b' * 75} twice: save it again in Excel."
