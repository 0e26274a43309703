"""A zip is rebuilt from raw records: what is not replaced keeps every byte but its offset."""

import io
import struct
import zipfile

import pytest
from hypothesis import given
from hypothesis import strategies as st
from patching import records

from siamdesk.register.archive import Archive, Unusual, directory_entry

NAMES = ("[Content_Types].xml", "xl/workbook.xml", "xl/worksheets/sheet1.xml", "docProps/größe.xml", "xl/media/")


def zipped(comment: bytes = b"", method: int = zipfile.ZIP_DEFLATED) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", method) as archive:
        for place, name in enumerate(NAMES):
            info = zipfile.ZipInfo(name, (2016, 3, 31, 12, place, 0))
            info.compress_type = method
            info.external_attr = 0o644 << 16
            info.comment = b"member %d" % place
            info.extra = struct.pack("<2H4s", 0xCAFE, 4, b"kept")
            archive.writestr(info, b"" if name.endswith("/") else name.encode() * 50)
        archive.comment = comment
    return stream.getvalue()


@pytest.mark.parametrize("comment", [b"", b"made by hand"])
@pytest.mark.parametrize("method", [zipfile.ZIP_DEFLATED, zipfile.ZIP_STORED])
def test_one_member_is_replaced_and_nothing_else(comment: bytes, method: int) -> None:
    before = zipped(comment, method)
    archive = Archive(before)
    after = archive.rebuilt({"xl/workbook.xml": b"something else altogether" * 9})
    old, new = records(before), records(after)
    assert list(old) == list(new)
    assert {name for name in old if old[name] != new[name]} == {"xl/workbook.xml"}
    with zipfile.ZipFile(io.BytesIO(before)) as was, zipfile.ZipFile(io.BytesIO(after)) as now:
        assert now.testzip() is None
        assert now.comment == comment
        assert now.read("xl/workbook.xml") == b"something else altogether" * 9
        for one, other in zip(was.infolist(), now.infolist(), strict=True):
            for field in (
                "filename",
                "date_time",
                "compress_type",
                "comment",
                "extra",
                "external_attr",
                "create_system",
            ):
                assert getattr(one, field) == getattr(other, field)
    assert directory_entry(archive.members[0]) == directory_entry(Archive(after).members[0])


def test_nothing_replaced_is_the_same_bytes() -> None:
    before = zipped(b"comment")
    assert Archive(before).rebuilt({}) == before


def test_members_are_found_whatever_their_case_or_slash() -> None:
    archive = Archive(zipped())
    assert archive.read("XL\\Workbook.XML") == b"xl/workbook.xml" * 50
    assert archive.read("docProps/größe.xml") is not None
    assert archive.read("none.xml") is None
    assert "xl/none.xml" not in archive


def test_dropped_members_leave_no_trace() -> None:
    after = Archive(zipped()).rebuilt({}, ["xl/workbook.xml"])
    with zipfile.ZipFile(io.BytesIO(after)) as archive:
        assert archive.testzip() is None
        assert "xl/workbook.xml" not in archive.namelist()
    assert list(records(after)) == [name for name in NAMES if name != "xl/workbook.xml"]


def test_gaps_between_records_are_kept() -> None:
    before = zipped()
    start = Archive(before).members[2].start
    gapped = bytearray(before[:start] + b"gap" + before[start:])
    end = gapped.rindex(b"PK\x05\x06")
    (directory,) = struct.unpack_from("<L", gapped, end + 16)
    struct.pack_into("<L", gapped, end + 16, directory + 3)
    at = directory + 3
    for place in range(len(NAMES)):
        names, extras, comments = struct.unpack_from("<3H", gapped, at + 28)
        if place >= 2:
            (offset,) = struct.unpack_from("<L", gapped, at + 42)
            struct.pack_into("<L", gapped, at + 42, offset + 3)
        at += 46 + names + extras + comments
    archive = Archive(bytes(gapped))
    assert archive.rebuilt({}) == bytes(gapped)
    assert b"gap" in archive.rebuilt({"docProps/größe.xml": b"x"})


def test_a_prefix_is_kept_where_the_directory_knows_of_it_and_refused_where_not() -> None:
    stream = io.BytesIO(b"#!prefix\n")
    stream.seek(0, 2)
    with zipfile.ZipFile(stream, "a") as archive:
        archive.writestr("a.xml", "a")
        archive.writestr("b.xml", "b")
    aware = stream.getvalue()
    assert Archive(aware).rebuilt({}) == aware
    assert Archive(aware).rebuilt({"b.xml": b"other"}).startswith(b"#!prefix\nPK")
    with pytest.raises(Unusual, match="something stands before its first part"):
        Archive(b"unaware" + zipped())


def test_zip64_directories_keep_their_form() -> None:
    before = bytearray(zipped())
    end = before.rindex(b"PK\x05\x06")
    count, size, start = struct.unpack_from("<H2L", before, end + 10)
    wide = struct.pack("<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, size, start)
    locator = struct.pack("<4sLQL", b"PK\x06\x07", 0, end, 1)
    tail = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    data = bytes(before[:end]) + wide + locator + tail
    assert Archive(data).rebuilt({}) == data
    after = Archive(data).rebuilt({"xl/workbook.xml": b"x" * 5000})
    with zipfile.ZipFile(io.BytesIO(after)) as archive:
        assert archive.testzip() is None
        assert archive.read("xl/workbook.xml") == b"x" * 5000


def test_offsets_in_a_zip64_field_are_moved_there() -> None:
    before = bytearray(zipped())
    end = before.rindex(b"PK\x05\x06")
    size, start = struct.unpack_from("<2L", before, end + 12)
    entries, at = bytearray(), start
    while at < start + size:
        names, extras, comments = struct.unpack_from("<3H", before, at + 28)
        length = 46 + names + extras + comments
        entry = bytearray(before[at : at + length])
        packed, unpacked = struct.unpack_from("<2L", entry, 20)
        (offset,) = struct.unpack_from("<L", entry, 42)
        field = struct.pack("<2H3Q", 1, 24, unpacked, packed, offset)
        struct.pack_into("<2L", entry, 20, 0xFFFFFFFF, 0xFFFFFFFF)
        struct.pack_into("<H", entry, 30, extras + len(field))
        struct.pack_into("<L", entry, 42, 0xFFFFFFFF)
        entries += entry[: 46 + names] + field + entry[46 + names :]
        at += length
    struct.pack_into("<L", before, end + 12, len(entries))
    data = bytes(before[:start] + entries + before[end:])
    assert Archive(data).rebuilt({}) == data
    after = Archive(data).rebuilt({"[Content_Types].xml": b"x" * 5000})
    with zipfile.ZipFile(io.BytesIO(after)) as archive:
        assert archive.testzip() is None
        assert archive.read("[Content_Types].xml") == b"x" * 5000
        assert archive.read("xl/workbook.xml") == b"xl/workbook.xml" * 50


def test_records_that_share_bytes_are_refused() -> None:
    before = bytearray(zipped())
    end = before.rindex(b"PK\x05\x06")
    (start,) = struct.unpack_from("<L", before, end + 16)
    struct.pack_into("<L", before, start + 42, Archive(bytes(before)).members[1].start)
    with pytest.raises(Unusual, match="share their bytes"):
        Archive(bytes(before))


@pytest.mark.filterwarnings("ignore:Duplicate name:UserWarning")
def test_duplicate_members_are_refused() -> None:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("a.xml", "one")
        archive.writestr("A.xml", "two")
    with pytest.raises(Unusual, match="it holds a part twice"):
        Archive(stream.getvalue())


@given(st.data())
def test_no_cut_or_changed_zip_brings_anything_but_a_finding(data: st.DataObject) -> None:
    whole = bytearray(zipped(b"c"))
    for _ in range(data.draw(st.integers(1, 4))):
        at = data.draw(st.integers(0, len(whole) - 1))
        whole[at] = data.draw(st.integers(0, 255))
    cut = bytes(whole[: data.draw(st.integers(0, len(whole)))]) if data.draw(st.booleans()) else bytes(whole)
    try:
        archive = Archive(cut)
        for member in archive.members:
            archive.read(member.name)
        archive.rebuilt({"xl/workbook.xml": b"x"})
    except Unusual:
        pass
