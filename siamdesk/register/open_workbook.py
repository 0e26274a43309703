"""A workbook laid open for patching: its parts as they are, and the splices gathered for each."""

from collections.abc import Iterable
from functools import cached_property

from siamdesk.register import markup, workbook_parts
from siamdesk.register.archive import Archive
from siamdesk.register.cell_styles import CellStyles
from siamdesk.register.cell_xml import Held
from siamdesk.register.markup import Splice
from siamdesk.register.package import Package
from siamdesk.register.shared_texts import SharedTexts


class OpenWorkbook:
    """The parts of a workbook and what is to be done to them. Raises `Unusual` and `Malformed`."""

    def __init__(self, package: Package) -> None:
        self._handed_over = package.unpacked
        self._large: dict[str, bytes] = {}
        self.name = package.name
        self.archive = Archive(package.data)
        self.parts = workbook_parts.read(self.archive)
        self.splices: dict[str, list[Splice]] = {}
        self.reasons: dict[str, list[str]] = {}
        self.dropped: dict[str, str] = {}

    def part(self, name: str) -> bytes:
        """The bytes of a part; b'' where there is none."""
        member = self.archive.member(name)
        if member is None:
            return b""
        if member.name in self._handed_over:
            # What the gate has unpacked is taken over, so that it can be let go of.
            self._large[member.name] = self._handed_over.pop(member.name)
        return self._large.get(member.name) or self.archive.read(name) or b""

    def let_go(self) -> None:
        """Free the parts that were held unpacked; they are unpacked again where they are asked for."""
        self._large.clear()

    @cached_property
    def styles(self) -> CellStyles | None:
        """The cell styles, None where the workbook has none."""
        return CellStyles(self.part(self.parts.styles)) if self.parts.styles else None

    @cached_property
    def texts(self) -> SharedTexts:
        """The texts that cells share."""
        return SharedTexts(self.part(self.parts.texts) if self.parts.texts else None)

    def rewrite(self, name: str, splices: Iterable[Splice], why: str) -> None:
        """Note splices for a part, and why it is rewritten."""
        made = list(splices)
        member = self.archive.member(name)
        if made and member is not None:
            self.splices.setdefault(member.name, []).extend(made)
            reasons = self.reasons.setdefault(member.name, [])
            if why not in reasons:
                reasons.append(why)

    def shown(self, held: Held | None) -> str:
        """What a cell holds, in words for a list of changes: text, number, or formula."""
        if held is None:
            return ""
        if held.formula is not None:
            return f"={held.formula}" if held.formula else "a formula"
        if held.kind == "s":
            return self.texts.text(int(held.value))[0] if held.value.isdecimal() else ""
        if held.kind == "inlineStr":
            return held.inline
        if held.kind == "b":
            return "TRUE" if held.value == "1" else "FALSE"
        return held.value

    def is_rich(self, held: Held | None) -> bool:
        """Whether a cell's text has runs of their own fonts, which no plain text keeps."""
        if held is None:
            return False
        if held.kind == "s" and held.value.isdecimal():
            return self.texts.text(int(held.value))[1]
        return held.rich

    def rebuilt(self) -> bytes:
        """The new workbook."""
        replaced = {name: markup.spliced(self.part(name), made) for name, made in self.splices.items()}
        return self.archive.rebuilt(replaced, self.dropped)
