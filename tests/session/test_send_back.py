"""What goes to each tower lead: the original or a new workbook, and nothing of another tower's in any part of it."""

import io
import re
import shutil
import zipfile
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
import xlsxwriter

from siamdesk.domain.changes import ChangeSet, Make, edits, new_id
from siamdesk.domain.contract import Contract, Tower
from siamdesk.domain.money import Basis, Money
from siamdesk.session import export_register, import_register, send_back
from siamdesk.session.import_register import Choice
from siamdesk.session.send_back import Copy
from siamdesk.session.session import Session

DAY, LATER = date(2016, 3, 31), date(2016, 4, 30)
HEADERS = ("Ref", "Title", "Service tower", "Supplier", "Contract award Forecast", "Value")
NETWORKS = (("N-101", "Wide area network", "Networks", "BT", date(2016, 5, 1), 12_000_000),)
CANARIES = ("ZEBRA-7781", "Canary hosting programme", "Quokka Systems", "987654321")
HOSTING = (("ZEBRA-7781", "Canary hosting programme", "Hosting", "Quokka Systems", date(2016, 6, 1), 987_654_321),)


@pytest.fixture
def session(tmp_path: Path) -> Iterator[Session]:
    made = Session.create(tmp_path / "p.siamdesk", "tester")
    yield made
    made.close()


def register(path: Path, rows: tuple[tuple[object, ...], ...], *, elsewhere: bool = True) -> Path:
    """A register with a chart, comments and a hidden sheet; with `elsewhere` they speak of another tower too."""
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet("Register")
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    page.write_row(0, 0, HEADERS)
    for n, row in enumerate(rows, 1):
        for column, value in enumerate(row):
            if isinstance(value, date):
                page.write_datetime(n, column, value, day)  # type: ignore[arg-type]
            else:
                page.write(n, column, value)
    page.write_comment("A2", "As agreed with Quokka Systems" if elsewhere else "As agreed")
    back = book.add_worksheet("Lists")
    back.hide()
    back.write_row(0, 0, HOSTING[0][:4] if elsewhere else ("nothing", "here"))
    back.write_rich_string(
        "A3", "Cana", book.add_format({"bold": True}), "ry hosting", " programme"
    ) if elsewhere else None
    chart = book.add_chart({"type": "column"})
    chart.add_series(
        {
            "name": "Value",
            "categories": "=Register!$B$2:$B$9",
            "values": "=Register!$F$2:$F$9",
            "categories_data": ["Canary hosting programme" if elsewhere else "Wide area network"],
            "values_data": [987_654_321 if elsewhere else 12_000_000],
        }
    )
    page.insert_chart("H2", chart)
    book.define_name("Biggest", '="ZEBRA-7781"' if elsewhere else '="N-101"')
    book.close()
    return path


def with_part(path: Path, name: str, data: bytes) -> Path:
    with zipfile.ZipFile(path, "a") as archive:
        archive.writestr(name, data)
    return path


PIVOT = """<?xml version="1.0" encoding="UTF-16"?><pivotCacheDefinition xmlns="http://schemas.openxmlformats.org/\
spreadsheetml/2006/main"><cacheFields><cacheField name="Supplier"><sharedItems><s v="Quokka Systems"/>\
<n v="9.87654321E8"/></sharedItems></cacheField></cacheFields></pivotCacheDefinition>""".encode("utf-16")


def come_home(session: Session, *paths: Path) -> None:
    for path in paths:
        import_register.accept(session, import_register.plan(session, path, Choice(DAY)))


def everything(path: Path) -> str:
    """All that the parts of a package say: unpacked, in every encoding, entities resolved, tags and commas out."""
    told = []
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            part = archive.read(name)
            for encoding in ("utf-8", "utf-16"):
                text = part.decode(encoding, "replace").replace("&amp;", "&").replace("&#90;", "Z")
                told += [text, re.sub("<[^>]*>", "", text)]
    return "\n".join(told).replace(",", "")


def written(copies: list[Copy]) -> dict[str, Copy]:
    return {copy.tower: copy for copy in copies}


def test_canaries_of_other_towers_stand_in_no_part_of_what_is_sent(session: Session, tmp_path: Path) -> None:
    mixed = with_part(
        register(tmp_path / "all.xlsx", NETWORKS + HOSTING), "xl/pivotCache/pivotCacheDefinition1.xml", PIVOT
    )
    assert all(canary in everything(mixed) for canary in CANARIES)
    come_home(session, mixed)
    copies = written(send_back.send_back(session, tmp_path / "out", LATER))
    networks = copies["Networks"]
    assert networks.path is not None
    assert not networks.original
    assert networks.looked_for == len(CANARIES)
    said = everything(networks.path)
    assert not [canary for canary in CANARIES if canary.casefold() in said.casefold()]
    assert "Wide area network" in said
    assert "Hosting" not in said
    hosting = copies["Hosting"].path
    assert hosting is not None
    assert "N-101" not in everything(hosting)
    assert "checked for leaks: 4 looked for, none found" in networks.sentence


def test_an_original_that_holds_the_tower_alone_goes_back_patched(session: Session, tmp_path: Path) -> None:
    path = register(tmp_path / "networks.xlsx", NETWORKS, elsewhere=False)
    come_home(session, path, register(tmp_path / "hosting.xlsx", HOSTING, elsewhere=False))
    (mine,) = (each for each in session.portfolio.contracts.values() if each.reference == "N-101")
    session.apply(ChangeSet("edit", edits(mine, {"suppliers": ("Vodafone",)}), LATER, author="tester"))
    copies = written(send_back.send_back(session, tmp_path / "out", LATER))
    networks = copies["Networks"]
    assert networks.original
    assert networks.path == tmp_path / "out" / "networks.xlsx"
    page = openpyxl.load_workbook(networks.path)["Register"]
    assert page["D2"].value == "Vodafone"
    with zipfile.ZipFile(networks.path) as after, zipfile.ZipFile(path) as before:
        assert after.read("xl/charts/chart1.xml") == before.read("xl/charts/chart1.xml")
    assert openpyxl.load_workbook(path)["Register"]["D2"].value == "BT"


@pytest.mark.parametrize(
    ("part", "data"),
    [
        ("xl/pivotCache/pivotCacheDefinition1.xml", PIVOT),
        ("docProps/app2.xml", b"<Company>Quokka&#32;Systems</Company>"),
        ("xl/comments7.xml", b"<c><text><r><t>Quok</t></r><r><t>ka Systems</t></r></text></c>"),
        ("xl/split.xml", b"<c><si><t>Canary hos</t></si><si><t>ting programme</t></si></c>"),
        ("xl/charts/chart9.xml", b"<c><v>987654321</v></c>"),
        ("xl/drawings/words.xml", "<a><t>about £987.654321m a year</t></a>".encode()),
        ("customXml/item1.xml", b"<x><![CDATA[zebra-7781]]></x>"),
        ("xl/media/note.bin", b"\x00\x01" + "Quokka Systems".encode("utf-16-le")),
        ("xl/media/ZEBRA-7781.bin", b"nothing"),
    ],
)
def test_an_original_with_something_of_anothers_in_it_stays_here(
    session: Session, tmp_path: Path, part: str, data: bytes
) -> None:
    path = with_part(register(tmp_path / "networks.xlsx", NETWORKS, elsewhere=False), part, data)
    come_home(session, path, register(tmp_path / "hosting.xlsx", HOSTING, elsewhere=False))
    networks = written(send_back.send_back(session, tmp_path / "out", LATER))["Networks"]
    assert not networks.original
    assert networks.path is not None
    assert "holds what belongs to another tower" in networks.why
    assert "so it was not sent" in networks.sentence
    assert not (tmp_path / "out" / "networks.xlsx").exists()


def test_a_package_within_the_package_is_opened(session: Session, tmp_path: Path) -> None:
    inner = io.BytesIO()
    with zipfile.ZipFile(inner, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", "<sst><si><t>Quokka Systems</t></si></sst>")
    path = register(tmp_path / "networks.xlsx", NETWORKS, elsewhere=False)
    with_part(path, "xl/embeddings/book.xlsx", inner.getvalue())
    come_home(session, path, register(tmp_path / "hosting.xlsx", HOSTING, elsewhere=False))
    networks = written(send_back.send_back(session, tmp_path / "out", LATER))["Networks"]
    assert "xl/embeddings/book.xlsx/xl/sharedStrings.xml" in networks.why


def test_a_supplier_of_both_is_no_leak(session: Session, tmp_path: Path) -> None:
    both = (*NETWORKS, ("N-102", "Wi-Fi", "Networks", "Quokka Systems", date(2016, 5, 1), 987_654_321))
    path = register(tmp_path / "networks.xlsx", both, elsewhere=False)
    come_home(session, path, register(tmp_path / "hosting.xlsx", HOSTING, elsewhere=False))
    networks = written(send_back.send_back(session, tmp_path / "out", LATER))["Networks"]
    assert networks.original
    assert networks.looked_for == 2


def test_a_new_workbook_with_anothers_words_in_its_own_cells_is_not_written(session: Session, tmp_path: Path) -> None:
    path = register(tmp_path / "all.xlsx", NETWORKS + HOSTING)
    come_home(session, path)
    (mine,) = (each for each in session.portfolio.contracts.values() if each.reference == "N-101")
    noted = {"notes": "we pay as much as Quokka Systems do"}
    session.apply(ChangeSet("edit", edits(mine, noted), LATER, author="tester"))
    networks = written(send_back.send_back(session, tmp_path / "out", LATER))["Networks"]
    # The tower's own record says it, so it is theirs to know.
    assert networks.path is not None
    settings = session.portfolio.settings
    titled = edits(settings, {"title": "ZEBRA-7781 and others"})
    session.apply(ChangeSet("edit", titled, LATER, author="tester"))
    networks = written(send_back.send_back(session, tmp_path / "untitled", LATER))["Networks"]
    assert networks.path == tmp_path / "untitled" / "Networks.xlsx"
    marked = edits(session.portfolio.settings, {"marking": "ZEBRA-7781"})
    session.apply(ChangeSet("edit", marked, LATER, author="tester"))
    networks = written(send_back.send_back(session, tmp_path / "again", LATER))["Networks"]
    assert networks.path is None
    assert networks.sentence.startswith("Networks: nothing was written. ")
    assert not list((tmp_path / "again").glob("*Networks*"))


def test_an_old_format_gets_a_new_workbook_and_the_reason(session: Session, tmp_path: Path) -> None:
    path = tmp_path / "networks.csv"
    path.write_text("Ref,Title,Service tower,Supplier\nN-101,Wide area network,Networks,BT\n")
    come_home(session, path)
    path.unlink()
    networks = written(send_back.send_back(session, tmp_path / "out", LATER))["Networks"]
    assert not networks.original
    assert networks.path is not None
    assert networks.why


def test_a_tower_copy_comes_home_to_its_own_register(session: Session, tmp_path: Path) -> None:
    come_home(session, register(tmp_path / "all.xlsx", NETWORKS + HOSTING))
    networks = written(send_back.send_back(session, tmp_path / "out", LATER))["Networks"]
    assert networks.path is not None
    made = import_register.plan(session, networks.path, Choice(LATER))
    assert made.items == ()
    assert made.register.name == networks.path.name
    shutil.copyfile(networks.path, tmp_path / "x.xlsx")
    assert import_register.plan(session, tmp_path / "x.xlsx", Choice(LATER)).register.id == made.register.id


def test_a_copy_made_from_a_whole_export_is_scanned_too(session: Session, tmp_path: Path) -> None:
    come_home(session, register(tmp_path / "all.xlsx", NETWORKS + HOSTING))
    export_register.export_new(session, tmp_path / "whole.xlsx", export_register.Wanted(), LATER)
    copies = send_back.send_back(session, tmp_path / "out", LATER)
    assert [(copy.tower, copy.original, copy.path is not None) for copy in copies] == [
        ("Networks", False, True),
        ("Hosting", False, True),
    ]


def test_the_words_of_every_new_register_are_no_leak(session: Session, tmp_path: Path) -> None:
    hosting = (("Z-1", "Service transfer", "Hosting", "Legend", date(2016, 6, 1), 4_000_000),)
    come_home(session, register(tmp_path / "all.xlsx", NETWORKS + hosting))
    networks = written(send_back.send_back(session, tmp_path / "out", LATER))["Networks"]
    assert networks.path is not None


def test_into_the_folder_of_the_originals_they_stay_and_the_copies_are_named_for_their_towers(
    session: Session, tmp_path: Path
) -> None:
    path = register(tmp_path / "networks.xlsx", NETWORKS, elsewhere=False)
    come_home(session, path, register(tmp_path / "hosting.xlsx", HOSTING, elsewhere=False))
    before = path.read_bytes()
    networks = written(send_back.send_back(session, tmp_path, LATER))["Networks"]
    assert networks.original
    assert networks.path == tmp_path / "networks – Networks.xlsx"
    assert path.read_bytes() == before


def test_contracts_without_a_tower_go_to_nobody_and_that_is_told(session: Session, tmp_path: Path) -> None:
    come_home(session, register(tmp_path / "networks.xlsx", NETWORKS, elsewhere=False))
    (mine,) = session.portfolio.contracts.values()
    session.apply(ChangeSet("edit", edits(mine, {"tower_id": None}), LATER, author="tester"))
    (copy,) = send_back.send_back(session, tmp_path / "out", LATER)
    assert copy.path is None
    assert copy.sentence == "No tower: nothing was written. 1 contracts have no tower: give them one."


def test_numbers_and_words_that_tell_nothing_are_not_looked_for(session: Session, tmp_path: Path) -> None:
    hosting = tuple((str(n), name, "Hosting", "TBC", None, None) for n, name in ((2016, "Storage"), (12, "Backup")))
    come_home(session, register(tmp_path / "all.xlsx", NETWORKS + hosting, elsewhere=False))
    networks = written(send_back.send_back(session, tmp_path / "out", LATER))["Networks"]
    assert networks.path is not None
    assert networks.looked_for == 2


def test_an_id_of_which_a_piece_reads_like_an_amount_is_no_leak(session: Session, tmp_path: Path) -> None:
    mine, other = Tower(new_id(), "Networks"), Tower(new_id(), "Hosting")
    contract = Contract("ba15b25e-96e6-4a1b-8e35-ed04fa708f54", "N-101", "Wide area network", mine.id)
    secret = Contract(
        new_id(),
        "ZEBRA-7781",
        "Canary hosting programme",
        other.id,
        award_value=Money(Decimal(96_000_000), Decimal(96_000_000), basis=Basis.AWARD),
    )
    made = tuple(Make(row) for row in (mine, other, contract, secret))
    session.apply(ChangeSet("new", made, DAY, author="tester"))
    networks = written(send_back.send_back(session, tmp_path / "out", LATER))["Networks"]
    assert networks.path is not None, networks.sentence
    assert contract.id in everything(networks.path)
