"""One cell changed in workbooks of all kinds, a few dozen of those that lie beside the project."""

import io
import warnings
from pathlib import Path

import openpyxl
import pytest
from patching import records

from siamdesk.domain.errors import SiamdeskError
from siamdesk.register import package, patch
from siamdesk.register.edits import Edit

FOLDER = Path(__file__).parents[3] / "shared" / "workbooks"
STEP = 6
TEXT = "Agreed & written <back>"

pytestmark = pytest.mark.skipif(not FOLDER.is_dir(), reason="the folder of real workbooks is not here")


def sample() -> list[Path]:
    found = sorted(path for path in FOLDER.glob("*.xl*")) if FOLDER.is_dir() else []
    return found[::STEP]


@pytest.mark.parametrize("path", sample(), ids=lambda path: path.name)
def test_the_cell_is_changed_or_refused_with_a_reason(path: Path) -> None:
    source = package.load(path)
    for sheet in patch.sheet_names(source)[:1]:
        for cell in ("B3", "A1", "H20", "AZ300"):
            try:
                done = patch.patch(source, [Edit(sheet, cell, TEXT)])
            except SiamdeskError as error:
                assert len(str(error)) > 40  # noqa: PT017  a sentence
                continue
            if not done.edited:
                assert len(done.refused[0][1]) > 20
                continue
            old, new = records(source.data), records(done.data)
            changed = {name for name in old if old[name] != new.get(name)}
            assert changed == {name for name, _ in done.rewritten}
            assert len(old) - len(changed) == done.copied
            assert _read(source.data, sheet, cell, done.data) in {TEXT, None}
            return


def _read(before: bytes, sheet: str, cell: str, after: bytes) -> object:
    """The new value as openpyxl reads it; None where it could not read the workbook before either."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            known = sheet in openpyxl.load_workbook(io.BytesIO(before)).sheetnames
        except Exception:  # noqa: BLE001  it fails in many ways
            return None
        return openpyxl.load_workbook(io.BytesIO(after))[sheet][cell].value if known else None
