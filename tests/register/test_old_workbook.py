import struct
from pathlib import Path

import pytest

from siamdesk.domain.errors import SiamdeskError
from siamdesk.register import old_workbook, reader

FREE, END, TABLE = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD


def record(kind: int, payload: bytes) -> bytes:
    return struct.pack("<HH", kind, len(payload)) + payload


def compound(stream: bytes, *, size: int | None = None, links: dict[int, int] | None = None, fats: int = 1) -> bytes:
    """A compound file: one table of sectors, one of the directory, and a workbook stream of 4,096 bytes and more."""
    stream = stream.ljust(max(4096, -(-len(stream) // 512) * 512), b"\0")
    sectors = len(stream) // 512
    chain = [TABLE, END, *range(3, sectors + 2), END]
    for sector, following in (links or {}).items():
        chain[sector] = following
    table = struct.pack("<128I", *chain, *[FREE] * (128 - len(chain)))
    header = bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 16 + struct.pack("<HHHHH", 62, 3, 0xFFFE, 9, 6)
    header = header.ljust(44, b"\0") + struct.pack("<8I", fats, 1, 0, 4096, END, 0, END, 0)
    header += struct.pack("<109I", 0, *[FREE] * 108)

    def entry(name: str, kind: int, start: int, length: int) -> bytes:
        text = (name + "\0").encode("utf-16-le")
        return (
            text.ljust(64, b"\0") + struct.pack("<HB", len(text), kind) + b"\0" * 49 + struct.pack("<IQ", start, length)
        )

    directory = entry("Root Entry", 5, END, 0) + entry("Workbook", 2, 2, len(stream) if size is None else size)
    return header + table + directory.ljust(512, b"\0") + stream


BOF = record(0x0809, b"\0" * 16)
NUMBER = record(0x0203, struct.pack("<HHHd", 4, 2, 0, 1.5))


def test_how_far_the_cells_reach() -> None:
    many = record(0x00BD, struct.pack("<HHHIHIH", 9, 3, 0, 0, 0, 0, 4))
    assert old_workbook.reach(compound(BOF + NUMBER + many)) == [(0, 0, -1, -1), (4, 2, 9, 4)]


@pytest.mark.parametrize(
    ("data", "why"),
    [
        (compound(BOF, links={3: 2}), "its sectors run in a circle or out of the file"),
        (compound(BOF, links={3: 5000}), "its sectors run in a circle or out of the file"),
        (compound(BOF, links={2: END}), "one of its streams breaks off"),
        (compound(BOF, size=2**31), "it claims a stream larger than itself"),
        (compound(BOF, fats=2**31), "it claims more tables than it has sectors"),
        (compound(BOF, fats=2), "it points beyond its end"),
        (compound(record(0x00FC, struct.pack("<II", 9, 2**31))), "it claims more texts than it has room for"),
        (compound(BOF)[:40], "it breaks off"),
    ],
)
def test_what_cannot_be_is_found_before_it_is_believed(data: bytes, why: str) -> None:
    with pytest.raises(old_workbook.Damaged) as caught:
        old_workbook.reach(data)
    assert str(caught.value) == why


def test_a_cell_in_the_last_corner_is_refused_in_one_sentence(tmp_path: Path) -> None:
    first = record(0x0203, struct.pack("<HHHd", 0, 0, 0, 1.5))
    corner = record(0x0203, struct.pack("<HHHd", 65_535, 65_535, 0, 1.5))
    path = tmp_path / "vast.xls"
    path.write_bytes(compound(BOF + first + corner))
    with pytest.raises(SiamdeskError, match=r"its cells span A1:CRXP65536, 4,294,967,296 cells, more than"):
        reader.read(path)


def test_a_real_old_workbook_passes(real_registers: Path) -> None:
    areas = old_workbook.reach((real_registers / "us-gsa-03fac-template.xls").read_bytes())
    assert areas[2] == (0, 0, 74, 0)
