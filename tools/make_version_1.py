"""Make tests/data/version-1.siamdesk: the document of the first format that every later program must still open.

    python tools/make_version_1.py

The file is made once, by the program whose newest format is the first, and then kept as it is. Made again by that same
program it comes out the same to the byte.
"""

import contextlib
import sqlite3
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path[:0] = [str(ROOT), str(ROOT / "tests" / "store")]

from small import make  # noqa: E402  the path to it is set above

from siamdesk.store import files, migrations  # noqa: E402  likewise

TARGET = ROOT / "tests" / "data" / "version-1.siamdesk"
DOCUMENT_ID = "00000000-0000-4000-8000-000000000001"


def main() -> None:
    """Write the file."""
    if migrations.LATEST != 1:
        sys.exit(f"This program writes format {migrations.LATEST}; the kept file of format 1 stays as it is.")

    def named(copy: sqlite3.Connection) -> None:
        copy.execute("UPDATE meta SET value = ? WHERE key = 'document_id'", (DOCUMENT_ID,))

    with tempfile.TemporaryDirectory() as folder:
        path = make(Path(folder) / "made.siamdesk")
        TARGET.parent.mkdir(exist_ok=True)
        with contextlib.closing(sqlite3.connect(path, isolation_level=None)) as made:
            files.copy_database(made, TARGET, named)
    print(f"{TARGET.relative_to(ROOT)}: {TARGET.stat().st_size} bytes")


if __name__ == "__main__":
    main()
