"""Patching beside openpyxl loading and saving the same workbook (CPU, verification and delivery included), and real
workbooks with one cell changed in each: edited, refused, or broken before we came.
"""

import datetime as dt
import io
import itertools
import random
import shutil
import subprocess
import sys
import time
import warnings
import zipfile
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import openpyxl
import pytest
import python_calamine
from bench_import import COLUMNS, ROWS, build, cpu

from siamdesk.domain.errors import SiamdeskError
from siamdesk.register import deliver, package, patch
from siamdesk.register.edits import Append, Edit, Patched
from siamdesk.register.open_workbook import OpenWorkbook
from siamdesk.register.sheet_index import SheetIndex, area

if TYPE_CHECKING:
    from conftest import Table

ONE, COLUMN, ROWS_BELOW, MEMORY = 0.15, 0.3, 0.3, 0.5
EDITED = 0.95
FOLDER = Path(__file__).parents[3] / "shared" / "workbooks"
TEXT = "Agreed & written <back>"
CONVERTED = 40
TODAY = dt.date(2016, 3, 31)
AREA = f"A1:AN{ROWS + 1}"


@pytest.fixture(scope="module")
def register(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return build(tmp_path_factory.mktemp("patch") / "register.xlsx")


def save_with_openpyxl(path: Path) -> None:
    book = openpyxl.load_workbook(path)
    book["Contracts"]["B500"] = "changed"
    book.save(path.with_name("saved.xlsx"))


def one_cell(source: package.Package) -> Patched:
    return patch.patch(source, [Edit("Contracts", "B500", "changed")])


def a_column(source: package.Package) -> Patched:
    return patch.patch(source, [Edit("Contracts", f"H{row}", "Red") for row in range(2, 1002)])


def rows_below(source: package.Package) -> Patched:
    rows = [{"A": f"NEW-{n}", "B": f"Service {n}", "J": n * 1000, "M": TODAY} for n in range(100)]
    return patch.patch(source, [], [Append("Contracts", AREA, rows)])


def handed_back(path: Path, work: Callable[[package.Package], Patched]) -> None:
    """All that a user waits for: read, patched, verified, kept and replaced."""
    copy = path.with_name("handed.xlsx")
    shutil.copyfile(path, copy)
    source = package.load(copy)
    done = work(source)
    assert done.edited
    assert not done.refused
    deliver.replace(copy, done.data, source.sha256, TODAY)


def test_patching_beside_loading_and_saving(register: Path, table: "type[Table]") -> None:
    handed_back(register, one_cell)
    peer = cpu(lambda: save_with_openpyxl(register))
    table.line(f"openpyxl loads and saves {ROWS:,} rows by {COLUMNS}", peer)
    for what, work, limit in (
        ("one cell changed", one_cell, ONE),
        ("1,000 cells in one column changed", a_column, COLUMN),
        ("100 rows appended", rows_below, ROWS_BELOW),
    ):
        took = min(cpu(lambda work=work: handed_back(register, work)) for _ in range(2))
        table.line(what, took, f"{took / peer:.3f} times openpyxl (limit {limit})")


_PEAK = """
import sys
sys.path.insert(0, sys.argv[3])
import bench_patch
from pathlib import Path
path = Path(sys.argv[1])
if sys.argv[2] == "openpyxl":
    bench_patch.save_with_openpyxl(path)
else:
    bench_patch.handed_back(path, getattr(bench_patch, sys.argv[2]))
# The peak since this program began: getrusage tells that of the process it was forked from.
print(next(line for line in Path("/proc/self/status").read_text().splitlines() if line.startswith("VmHWM")).split()[1])
"""


@pytest.mark.skipif(not Path("/proc/self/status").exists(), reason="the peak is read from Linux's /proc")
def test_peak_memory(register: Path, table: "type[Table]") -> None:
    def peak(what: str) -> int:
        words = [sys.executable, "-c", _PEAK, str(register), what, str(Path(__file__).parent)]
        return int(subprocess.run(words, check=True, capture_output=True, text=True).stdout.split()[-1]) // 1024

    peer = peak("openpyxl")
    table.line("peak of openpyxl, in MB as ms", peer / 1000)
    for work in (one_cell, a_column, rows_below):
        took = peak(work.__name__)
        table.line(
            f"peak of {work.__name__.replace('_', ' ')}, in MB as ms",
            took / 1000,
            f"{took / peer:.2f} of openpyxl's (limit {MEMORY})",
        )


# Real workbooks


@dataclass
class Tried:
    """One workbook with one cell changed, or the reasons why none was."""

    path: Path
    loads: bool
    done: Patched | None = None
    sheet: str = ""
    cell: str = ""
    whys: tuple[str, ...] = ()
    identical: int = 0
    read: str = ""
    vast: bool = False
    """Whether the sheet, with the new cell, is too large to be held as a grid."""


def by_openpyxl(data: bytes, sheet: str, cell: str) -> object:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        book = openpyxl.load_workbook(io.BytesIO(data))
    return book[sheet][cell].value if sheet in book.sheetnames else KeyError


def loads(path: Path) -> bool:
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            openpyxl.load_workbook(path)
        except Exception:  # noqa: BLE001  it fails in many ways
            return False
    return True


def by_calamine(data: bytes, sheet: str, row: int, column: int) -> object:
    found = python_calamine.CalamineWorkbook.from_filelike(io.BytesIO(data)).get_sheet_by_name(sheet)
    rows = found.to_python(skip_empty_area=False)
    return rows[row][column] if row < len(rows) and column < len(rows[row]) else ""


def is_vast(source: package.Package, sheet: str, cell: str) -> bool:
    book = OpenWorkbook(source)
    found = book.parts.sheet(sheet)
    return found is not None and SheetIndex(book.part(found.part)).is_vast([area(cell)[:2]])


def same_records(before: bytes, after: bytes) -> int:
    """How many members have the raw record they had, by zipfile's own account of where they lie."""

    def records(data: bytes) -> Iterator[tuple[str, bytes]]:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            infos = sorted(archive.infolist(), key=lambda info: info.header_offset)
            places = [*(info.header_offset for info in infos), archive.start_dir]
        for info, (start, end) in zip(infos, itertools.pairwise(places), strict=True):
            yield info.filename, data[start:end]

    new = dict(records(after))
    return sum(new.get(name) == record for name, record in records(before))


def change_one(path: Path) -> Tried:
    tried = Tried(path, loads(path))
    try:
        source = package.load(path)
        cells = ("B3", "A1", "H20", "AZ300")
        for sheet, cell in itertools.product(patch.sheet_names(source), cells):
            done = patch.patch(source, [Edit(sheet, cell, TEXT)])
            if not done.edited:
                tried.whys += (f"{done.refused[0][0]}: {done.refused[0][1]}",)
                continue
            tried.done, tried.sheet, tried.cell = done, sheet, cell
            tried.identical = same_records(source.data, done.data)
            tried.vast = is_vast(source, sheet, cell)
            tried.read = "too large for a grid" if tried.vast else readers(source.data, done.data, sheet, cell)
            break
        else:
            tried.whys = tried.whys or ("it has no worksheet",)
    except SiamdeskError as error:
        tried.whys += (str(error),)
    return tried


def readers(before: bytes, after: bytes, sheet: str, cell: str) -> str:
    """Which readers show the new value: yes, no, or unable (also before)."""
    found = openpyxl.utils.cell.coordinate_to_tuple(cell)
    ways: dict[str, Callable[[bytes], object]] = {
        "openpyxl": lambda data: by_openpyxl(data, sheet, cell),
        "calamine": lambda data: by_calamine(data, sheet, found[0] - 1, found[1] - 1),
    }
    told = []
    for name, way in ways.items():
        try:
            could = way(before) is not KeyError
        except Exception:  # noqa: BLE001  it fails in many ways
            could = False
        try:
            told.append(f"{name} {'yes' if way(after) == TEXT else 'NO' if could else 'unable'}")
        except Exception:  # noqa: BLE001
            told.append(f"{name} {'NO' if could else 'unable'}")
    return ", ".join(told)


@pytest.fixture(scope="module")
def tried() -> list[Tried]:
    if not FOLDER.is_dir():
        pytest.skip("the folder of real workbooks is not here")
    suffixes = {".xlsx", ".xlsm", ".xltx", ".xltm"}
    return [change_one(path) for path in sorted(FOLDER.iterdir()) if path.suffix in suffixes]


def test_one_cell_in_each_real_workbook(tried: list[Tried], table: "type[Table]") -> None:
    edited = [each for each in tried if each.done is not None]
    loadable = [each for each in tried if each.loads]
    of_those = sum(each.done is not None for each in loadable)
    counts = Counter(told for each in edited for told in each.read.split(", "))
    untouched = sum(each.done.copied for each in edited if each.done)
    identical = sum(each.identical for each in edited)
    table.line("real workbooks", 0, f"{len(tried)}, of which openpyxl loads {len(loadable)}")
    table.line(
        "edited", 0, f"{len(edited)}; of those that openpyxl loads {of_those / len(loadable):.1%} (limit {EDITED:.0%})"
    )
    table.line("untouched members", 0, f"{untouched}, byte for byte the same {identical}")
    table.line("read back", 0, ", ".join(f"{told} {count}" for told, count in sorted(counts.items())))
    for each in tried:
        if each.done is None:
            table.line(f"  refused: {each.path.name[:50]}", 0, each.whys[-1][:160])
        if not each.loads:
            table.line(f"  openpyxl could not load before: {each.path.name[:50]}", 0)
    assert identical == untouched
    assert of_those >= EDITED * len(loadable)
    assert not any(told.endswith("NO") for told in counts)


def test_libreoffice_shows_the_new_value(tried: list[Tried], tmp_path: Path, table: "type[Table]") -> None:
    office = shutil.which("soffice")
    if office is None:
        pytest.skip("LibreOffice is not installed")
    edited = [each for each in tried if each.done is not None and not each.vast]
    chosen = random.Random(1).sample(edited, min(CONVERTED, len(edited)))
    for place, each in enumerate(chosen):
        assert each.done is not None
        suffix = {".xltx": ".xlsx", ".xltm": ".xlsm"}.get(each.path.suffix, each.path.suffix)
        (tmp_path / f"{place:02}{suffix}").write_bytes(each.done.data)
    every_sheet = "csv:Text - txt - csv (StarCalc):44,34,76,1,,0,false,true,false,false,false,-1"
    home = f"-env:UserInstallation=file://{tmp_path / 'profile'}"
    out = tmp_path / "out"
    words = [office, home, "--headless", "--convert-to", every_sheet, "--outdir", str(out)]
    begun = time.perf_counter()
    subprocess.run([*words, *map(str, sorted(tmp_path.glob("??.xl*")))], check=True, capture_output=True, timeout=900)
    shown, unread, missing = 0, 0, []
    for place, each in enumerate(chosen):
        made = list(out.glob(f"{place:02}*.csv"))
        unread += not made
        if any(TEXT in each_csv.read_text("utf-8", "replace") for each_csv in made):
            shown += 1
        elif made:
            missing.append(f"{each.path.name} {each.sheet}!{each.cell}")
    table.line(
        "LibreOffice converts", time.perf_counter() - begun, f"{len(chosen)}: shows it {shown}, opens none {unread}"
    )
    for each_missing in missing:
        table.line(f"  not shown: {each_missing}", 0)
    assert not missing
