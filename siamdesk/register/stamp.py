"""What a workbook of ours carries so that it comes home exactly: a stamp, and columns that only SIAMDesk reads.

The stamp names the register and the snapshot of what was sent. It stands among the workbook's properties twice, for
programs that save workbooks keep the one or the other.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from xml.parsers import expat

from siamdesk.register.archive import Archive
from siamdesk.register.package import Package

PROPERTY: Final = "SIAMDesk"
MARKING: Final = "Marking"
LEGEND: Final = "Legend"
TIMELINE: Final = "Timeline"

ID: Final = "SIAMDesk id"
EARLIEST: Final = "SIAMDesk earliest: "
LATEST: Final = "SIAMDesk latest: "
SAID: Final = "SIAMDesk said: "
WHY: Final = "a column that SIAMDesk keeps for itself"

_CORE: Final = "docProps/core.xml"
_CUSTOM: Final = "docProps/custom.xml"
_PREFIX: Final = "siamdesk:"
UNSTAMPED: Final = "siamdesk::"
"""What stands in the place of a stamp in a workbook that is no register of any portfolio."""


@dataclass(frozen=True, slots=True)
class Ours:
    """What a workbook that SIAMDesk has made says of itself; register and snapshot are '' where it has no stamp."""

    register: str = ""
    snapshot: str = ""
    marking: str = ""


def text(register: str, snapshot: str) -> str:
    """The stamp of a workbook that holds that snapshot of that register."""
    return f"{_PREFIX}{register}:{snapshot}"


def stamped(data: bytes, register: str, snapshot: str) -> bytes:
    """A workbook that was made without a stamp, with one."""
    archive = Archive(data)
    mark, wanted = UNSTAMPED.encode(), text(register, snapshot).encode()
    parts = {name: archive.read(name) or b"" for name in (_CORE, _CUSTOM)}
    return archive.rebuilt({name: part.replace(mark, wanted) for name, part in parts.items()})


def read(source: Package) -> Ours | None:
    """What the workbook says of itself; None where SIAMDesk did not make it."""
    said = _properties(source.part(_CUSTOM)), _properties(source.part(_CORE))
    for held in (said[0].get(PROPERTY, ""), said[1].get("identifier", "")):
        prefix, *names = held.split(":")
        if f"{prefix}:" == _PREFIX and len(names) == 2:
            return Ours(names[0], names[1], said[0].get(MARKING, ""))
    return None


def is_ours(header: str) -> bool:
    """Whether a column is one that only SIAMDesk reads."""
    return header == ID or header.startswith((EARLIEST, LATEST, SAID))


def _properties(part: bytes | None) -> Mapping[str, str]:
    """The texts of a part of properties, by name: that of the element, or the one that it has as an attribute."""
    found: dict[str, str] = {}
    names: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        # A value of a property stands in an element of its own, which says its type.
        inside = bool(names) and names[-1].startswith(_NAMED)
        names.append(_NAMED + attributes["name"] if "name" in attributes else names[-1] if inside else _local(name))

    def end(_: str) -> None:
        names.pop()

    def characters(data: str) -> None:
        if names:
            found[names[-1]] = found.get(names[-1], "") + data

    parser = expat.ParserCreate()
    parser.StartElementHandler, parser.EndElementHandler, parser.CharacterDataHandler = start, end, characters
    try:
        parser.Parse(part or b"<none/>", True)
    except expat.ExpatError:
        return {}
    return {name.removeprefix(_NAMED): held.strip() for name, held in found.items()}


_NAMED: Final = "name:"


def _local(name: str) -> str:
    return name.rpartition(":")[2]
