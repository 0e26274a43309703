"""A sheet is gone through in stretches, so that others need not wait; what is found is the same as in one go."""

from pathlib import Path

import fuzz_seeds
import pytest

from siamdesk.register import package, reader, scan

SHARED = fuzz_seeds.ROOT.parent / "shared"


def sheets(path: Path) -> list[tuple[bytes, tuple[str, ...]]]:
    parts = reader._sheet_parts(package.load(path))
    formats = scan.styles(parts.get(reader._STYLES))
    return [(part, formats) for name, part in parts.items() if not name.startswith("\0")]


def found(tmp_path: Path) -> list[Path]:
    """Workbooks of every hand: ours, openpyxl's, XlsxWriter's, and Excel's where there are some beside the project."""
    samples = sorted((fuzz_seeds.ROOT / "siamdesk/resources/samples").glob("*.xlsx"))
    others = sorted(SHARED.glob("*/*.xls[xm]"))[:60]
    return [*(seed for seed in set(fuzz_seeds.seeds(tmp_path)) if seed.suffix == ".xlsx"), *samples, *others]


@pytest.mark.parametrize("size", [1, 300, 5000])
def test_marks_are_the_same_in_stretches_of_any_size(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    looked_at = 0
    for path in found(tmp_path):
        for part, formats in sheets(path):
            if len(part) > 300_000:
                continue
            whole = scan.scan(part, formats)
            with monkeypatch.context() as patched:
                patched.setattr(scan, "_PIECE", size)
                assert scan.scan(part, formats) == whole
            looked_at += 1
    assert looked_at > 4


def test_stretches_are_whole_rows_and_leave_nothing_out(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(scan, "_PIECE", 40)
    part = b"<sheetData>" + b'<row r="1"><c r="A1"><v>1</v></c></row>' * 9 + b"</sheetData>"
    pieces = scan.pieces(part, 0, len(part))
    assert b"".join(part[first:last] for first, last in pieces) == part
    assert len(pieces) > 4
    assert all(part[first : first + 4] == b"<row" for first, _ in pieces[1:])
