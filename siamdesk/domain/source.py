"""Where values come from: registers, the rows in them, and the note each change carries of its source."""

from dataclasses import dataclass

from siamdesk.domain.when import When


@dataclass(frozen=True, slots=True)
class Register:
    """An Excel workbook, or one table of it, that holds contracts, one a row.

    `snapshot` names the immutable copy of the raw cells that is the base of the next merge, so undoing an import
    moves the base back. `mapping` is JSON: header to field key, null for an own column.
    """

    id: str
    name: str
    sheet: str | None = None
    path: str | None = None
    snapshot: str | None = None
    latest: str | None = None
    """The workbook as it was last read: where it differs from the base, something is still open."""
    fingerprint: str | None = None
    mapping: str | None = None
    known_on: When | None = None
    fy_start: int | None = None


@dataclass(frozen=True, slots=True)
class Link:
    """One contract as listed in one register, by the words that identify its row there."""

    id: str
    register_id: str
    contract_id: str
    row_key: str


@dataclass(frozen=True, slots=True)
class Source:
    """Where a change came from: an edit, a review, or a sheet of a register as it was on disk."""

    kind: str = "edit"
    register_id: str | None = None
    review_id: str | None = None
    workbook: str | None = None
    sheet: str | None = None
    sha256: str | None = None
