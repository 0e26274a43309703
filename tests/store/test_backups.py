import shutil
from datetime import date, timedelta
from pathlib import Path

import pytest
from small import MARCH, letter, make, picture, title, whole

from siamdesk.domain.errors import SiamdeskError
from siamdesk.store import backups
from siamdesk.store.document import Document
from siamdesk.store.opening import DamagedError, ReadOnlyError


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return make(tmp_path / "a.siamdesk")


def backed_up(path: Path, *days: date) -> list[Path]:
    """Backups of those days; on each the contract has the day for its title."""
    made = []
    for day in days:
        with Document.open(path) as document:
            document.apply(title(document.load().contracts["c1"].title, str(day)))
            backup = document.back_up(day)
            assert backup is not None
            made.append(backup)
    return made


def spoil(path: Path) -> None:
    path.write_bytes(path.read_bytes()[:5000])


def damage(path: Path) -> DamagedError:
    with pytest.raises(DamagedError) as caught:
        Document.open(path)
    return caught.value


def test_a_backup_is_kept_once_a_day(path: Path) -> None:
    with Document.open(path) as document:
        first = document.back_up(MARCH)
        assert first is not None
        assert first.name == "2016-03-31.siamdesk"
        document.apply(title("WAN", "Changed"))
        assert document.back_up(MARCH) is None
        second = document.back_up(MARCH + timedelta(1))
        assert second is not None
        assert backups.of_document(document.document_id) == [second, first]
    assert whole(first)["contract"]["c1"]["title"] == "WAN"
    assert whole(second)["contract"]["c1"]["title"] == "Changed"


def test_a_backup_has_all_history_and_the_same_id(path: Path) -> None:
    with Document.open(path) as document:
        backup = document.back_up(MARCH)
        assert backup is not None
        with Document.open(backup, write=False) as copy:
            assert copy.document_id == document.document_id
            assert copy.entries() == document.entries()
            assert letter(copy.load()) == letter(document.load())


def test_the_last_ten_are_kept(path: Path) -> None:
    days = [MARCH + timedelta(n) for n in range(13)]
    with Document.open(path) as document:
        for day in days:
            document.back_up(day)
        kept = backups.of_document(document.document_id)
    assert [backup.stem for backup in kept] == [day.isoformat() for day in reversed(days[3:])]
    assert len(kept) == backups.KEPT == 10


def test_a_damaged_document_offers_its_newest_backup(path: Path) -> None:
    backed_up(path, MARCH, MARCH + timedelta(1))
    spoil(path)
    error = damage(path)
    assert error.backup is not None
    assert error.backup.stem == "2016-04-01"
    assert str(error) == (
        "a.siamdesk is damaged and can't be read: open its backup of 2016-04-01 "
        f"({error.backup}) and save that under a new name."
    )
    assert whole(error.backup)["contract"]["c1"]["title"] == "2016-04-01"


def test_a_damaged_backup_is_passed_over(path: Path) -> None:
    made = backed_up(path, *(MARCH + timedelta(n) for n in range(5)))
    spoil(path)
    made[4].write_bytes(b"")
    assert damage(path).backup == made[3]
    made[3].write_text("not a database")
    assert damage(path).backup == made[2]
    spoil(made[2])
    assert damage(path).backup == made[1]
    data = bytearray(made[1].read_bytes())
    data[4096 * 2 : 4096 * 4] = bytes(4096 * 2)
    made[1].write_bytes(data)
    assert damage(path).backup == made[0]
    made[0].unlink()
    assert damage(path).backup is None


def test_a_copy_made_in_the_file_manager_has_backups_of_its_own(path: Path, tmp_path: Path) -> None:
    other = tmp_path / "b.siamdesk"
    shutil.copy(path, other)
    (mine,) = backed_up(path, MARCH)
    (theirs,) = backed_up(other, MARCH)
    assert mine != theirs
    spoil(path)
    spoil(other)
    assert damage(path).backup == mine
    assert damage(other).backup == theirs


def test_another_document_is_not_offered(path: Path, tmp_path: Path) -> None:
    backed_up(path, MARCH)
    other = tmp_path / "b.siamdesk"
    other.write_bytes(b"")
    assert damage(other).backup is None


def test_a_backup_is_looked_at_and_never_changed(path: Path) -> None:
    (backup,) = backed_up(path, MARCH)
    before = backup.read_bytes()
    with Document.open(backup) as document:
        assert document.read_only == "2016-03-31.siamdesk is a backup; save it under another name to change it."
        with pytest.raises(ReadOnlyError):
            document.apply(title("2016-03-31", "x"))
        document.save_as(path.with_name("c.siamdesk"))
    assert backup.read_bytes() == before
    with Document.open(path.with_name("c.siamdesk")) as saved:
        assert saved.read_only == ""


def test_a_document_that_is_damaged_is_not_kept_over_a_good_backup(path: Path) -> None:
    (good,) = backed_up(path, MARCH)
    with Document.open(path) as document:
        data = bytearray(path.read_bytes())
        data[4096 * 3 :] = bytes(len(data) - 4096 * 3)
        path.write_bytes(data)
        before = picture(good.parent)
        with pytest.raises(SiamdeskError, match="damaged"):
            document.back_up(MARCH + timedelta(1))
    assert picture(good.parent) == before


def test_a_folder_that_takes_no_backup_is_told(path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    in_the_way = tmp_path / "file"
    in_the_way.write_text("in the way")
    monkeypatch.setenv("SIAMDESK_DATA", str(in_the_way))
    # Nothing can be kept there, and the document opens all the same.
    with Document.open(path) as document, pytest.raises(SiamdeskError) as caught:
        document.back_up(MARCH)
    assert str(caught.value) == "a.siamdesk can't be written: not a directory; nothing was changed."
