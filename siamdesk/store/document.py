"""The document: one SQLite file, one writer, every edit committed as it is made."""

import contextlib
import sqlite3
import uuid
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Self

from sqlalchemy import Connection, Engine, create_engine, insert, select
from sqlalchemy.exc import DBAPIError
from sqlalchemy.pool import StaticPool

from siamdesk.domain import in_turn
from siamdesk.domain.changes import ChangeSet, Origin, inverted
from siamdesk.domain.errors import SiamdeskError
from siamdesk.domain.fields import Row
from siamdesk.domain.portfolio import Portfolio
from siamdesk.store import backups, copies, files, folds, journal, migrations, moving, opening, repository
from siamdesk.store.lock import Lock
from siamdesk.store.moving import Moment
from siamdesk.store.schema import APPLICATION_ID, META, SNAPSHOT


@dataclass(frozen=True, slots=True)
class Applied:
    """What a change set did.

    `touched` gives the rows of the present as the journal now has them (None: gone) where they do not simply follow
    from the changes: after a back-dated set, and after one is taken back. It is None where they do.
    """

    seq: int
    touched: tuple[tuple[str, str, Row | None], ...] | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """A set that can be taken back, or done again: what the Edit menu names."""

    seq: int
    label: str
    origin: Origin
    known_on: date
    recorded_at: datetime


class Document:
    """An open document. Use it from one thread.

    `read_only` says in one sentence why nothing can be written; it is empty for the writer.
    """

    def __init__(self, path: Path, connection: sqlite3.Connection, lock: Lock | None, read_only: str) -> None:
        self.path = path
        self.read_only = read_only
        self._lock = lock
        self._raw = connection
        self._engine: Engine = create_engine(
            "sqlite://", creator=lambda: connection, poolclass=StaticPool, isolation_level="AUTOCOMMIT"
        )
        self._connection: Connection = self._engine.connect()
        self._present: tuple[Moment, Portfolio] | None = None
        self._visited: list[tuple[Moment, Portfolio]] = []
        self._known_dead: dict[int, frozenset[int]] = {}

    @classmethod
    def create(cls, path: Path) -> "Document":
        """Make an empty document at `path` and open it. Raises `SiamdeskError` if there is a file already."""
        if path.exists():
            raise SiamdeskError(f"There is a file {path.name} already; choose another name.")
        if not path.parent.is_dir():
            raise SiamdeskError(f"There is no folder {path.parent}; make it first, or choose another.")
        partial = path.with_name(f"{path.name}.{uuid.uuid4().hex}.partial")
        with opening.told(path):
            try:
                with contextlib.closing(sqlite3.connect(partial, isolation_level=None)) as new:
                    migrations.migrate(new, 0)
                    new.execute(f"PRAGMA application_id = {APPLICATION_ID}")
                    new.execute("INSERT INTO meta VALUES ('document_id', ?), ('kind', 'record')", (str(uuid.uuid4()),))
                partial.replace(path)
            finally:
                files.remove(partial)
        return cls.open(path)

    @classmethod
    def open(cls, path: Path, *, write: bool = True) -> "Document":
        """Open the document; read-only if somebody else writes to it or it can't be written.

        Raises `SiamdeskError` if there is no document that can be read; nothing is changed then.
        """
        path = path.absolute()
        header = opening.examine(path)
        lock, reason = opening.take(path) if write else (None, f"{path.name} was opened to read only.")
        try:
            with opening.told(path):
                if lock is None and header.user_version < migrations.LATEST:
                    raise SiamdeskError(
                        f"{path.name} was written by an older SIAMDesk and must be brought up to date once; "
                        "open it where it can be written."
                    )
                connection = opening.connect(path, read_only=lock is None)
                try:
                    if header.user_version < migrations.LATEST:
                        _migrate(connection, path, header.user_version)
                    document = cls(path, connection, lock, reason)
                    backups.remember(document.document_id, path)
                except BaseException:
                    connection.close()
                    raise
        except BaseException:
            if lock is not None:
                lock.release()
            raise
        return document

    def close(self) -> None:
        """Close the file and let go of the lock."""
        self._connection.close()
        self._engine.dispose()
        self._raw.close()
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def document_id(self) -> str:
        """The document's own id; a copy made by Save As has another."""
        with self._reading() as connection:
            found = connection.execute(select(META.c.value).where(META.c.key == "document_id")).scalar_one_or_none()
            if found is None:
                raise opening.DamagedError(self.path)
            return str(found)

    def load(self) -> Portfolio:
        """The present."""
        with self._reading() as connection:
            # The number first: what another process writes meanwhile is then looked at again, and never missed.
            last = journal.next_seq(connection) - 1
            portfolio = repository.load(connection)
        self._present = Moment(folds.END_OF_TIME, last), portfolio
        return portfolio

    def remember(self, present: Portfolio) -> None:
        """Take note of the present as the one who writes has it in memory: other moments are found from there."""
        self._present = Moment(folds.END_OF_TIME, self.next_seq() - 1), present

    def as_known(self, day: date, *, up_to: int | None = None) -> Portfolio:
        """The portfolio as the organisation knew it on `day`, by all that has been recorded since, or up to a set."""
        last = self.next_seq() - 1
        return self._at(Moment(day, last if up_to is None else min(up_to, last)))

    def as_recorded(self, day: date) -> Portfolio:
        """The portfolio as this document would have shown it at the end of `day` (UTC)."""
        with self._reading() as connection:
            last = folds.last_recorded(connection, day)
            if last is None:
                return folds.fold(connection, recorded_by=day)
        return self._at(Moment(folds.END_OF_TIME, last))

    def _at(self, moment: Moment) -> Portfolio:
        """The portfolio of a moment of the history, from the nearest moment of which there is one."""
        with self._reading() as connection:
            near = [each for each in (self._present, *self._visited) if each is not None and each[1].is_settled]
            if not near:
                found = folds.fold(connection, known_on=moment.known_on, up_to=moment.up_to)
            else:
                start, held = min(near, key=lambda each: moving.changes_between(connection, each[0], moment))
                found = moving.moved(connection, held, start, moment, self._dead)
        self._visited = [(moment, found), *self._visited[:1]]
        return found

    def _dead(self, up_to: int) -> frozenset[int]:
        """The sets taken back by those up to a number; the journal only grows, so that it need not be read twice."""
        if up_to not in self._known_dead:
            with self._reading() as connection:
                found = folds.dead(connection, up_to=up_to)
            self._known_dead = {up_to: found, **dict([*self._known_dead.items()][:7])}
        return self._known_dead[up_to]

    def entries(self) -> list[journal.Entry]:
        """Every set of the journal, without its changes."""
        with self._reading() as connection:
            return journal.entries(connection)

    def entry(self, seq: int) -> journal.Entry:
        """One set of the journal with its changes. LookupError if there is none."""
        with self._reading() as connection:
            return journal.entry(connection, seq)

    def statements(self, entity: str, row_id: str) -> list[journal.Statement]:
        """Everything that was ever said of one row, in the order (known_on, seq)."""
        return self.statements_of(entity, {row_id: None}).get(row_id, [])

    def statements_of(
        self, entity: str, wanted: Mapping[str, Collection[str] | None]
    ) -> dict[str, list[journal.Statement]]:
        """Everything that was ever said of the fields wanted (None: of all) of each row, as `statements` has it."""
        with self._reading() as connection:
            return journal.statements(connection, entity, wanted)

    def taken_back(self, *, up_to: int | None = None, recorded_by: date | None = None) -> frozenset[int]:
        """The numbers of the sets that were taken back, by the sets up to a number or by what was recorded by a day."""
        if recorded_by is None:
            last = self.next_seq() - 1
            return self._dead(last if up_to is None else min(up_to, last))
        with self._reading() as connection:
            return folds.dead(connection, recorded_by=recorded_by, up_to=up_to)

    def edited_fields(self) -> dict[str, set[str]]:
        """The fields of contracts that live edits and reviews have set, by contract id."""
        with self._reading() as connection:
            return journal.edited_fields(connection)

    def next_seq(self) -> int:
        """The number the next set will have in the journal."""
        with self._reading() as connection:
            return journal.next_seq(connection)

    def known_days(self) -> list[date]:
        """The days on which anything live was known, in order."""
        with self._reading() as connection:
            return folds.known_days(connection)

    def days_by_row(self) -> dict[tuple[str, str], list[date]]:
        """The days on which anything live was known of each row, by entity and id, in order."""
        with self._reading() as connection:
            return folds.days_by_row(connection)

    def last_known(self) -> date:
        """The latest day on which anything was known; `date.min` for an empty journal."""
        with self._reading() as connection:
            return folds.last_known(connection)

    def snapshot(self, snapshot_id: str) -> bytes | None:
        """The raw cells a register was last brought home with; None if this document has no such snapshot."""
        with self._reading() as connection:
            query = select(SNAPSHOT.c.data).where(SNAPSHOT.c.id == snapshot_id)
            return connection.execute(query).scalar_one_or_none()

    def snapshots_of(self, sha256: str) -> list[str]:
        """The ids of the snapshots that were made of the workbook with that SHA-256."""
        with self._reading() as connection:
            query = select(SNAPSHOT.c.id).where(SNAPSHOT.c.sha256 == sha256)
            return list(connection.execute(query).scalars())

    def apply(
        self,
        change_set: ChangeSet,
        *,
        snapshots: Mapping[str, tuple[str, bytes]] | None = None,
        recorded_at: datetime | None = None,
    ) -> Applied:
        """Write a set to the present and the journal, in one transaction. The one door by which anything changes.

        `snapshots` gives sha256 and bytes by id. Raises `StaleEditError` if a change sets out from something that no
        longer stands, and `SiamdeskError` where nothing can be written: nothing is changed then.
        """
        with self._writing() as connection:
            for snapshot_id, (sha256, data) in (snapshots or {}).items():
                values = {"id": snapshot_id, "sha256": sha256, "data": data}
                connection.execute(insert(SNAPSHOT).prefix_with("OR IGNORE").values(values))
            days = [folds.last_known(connection), *map(change_set.known, change_set.changes)]
            in_order = days == sorted(days)
            if not in_order:
                _refuse_stale(connection, change_set)
            seq = journal.record(connection, change_set, recorded_at or datetime.now(UTC))
            if in_order:
                repository.write(connection, change_set.changes)
                return Applied(seq)
            return Applied(seq, _refold(connection, _keys(change_set)))

    def undoable(self, author: str) -> Step | None:
        """The author's latest live set, if there is one."""
        with self._reading() as connection, contextlib.closing(journal.newest_first(connection, author)) as entries:
            return next((_step(e) for e in entries if e.live and e.change_set.undoes is None), None)

    def redoable(self, author: str) -> Step | None:
        """The set the author took back last, unless they have done something new since."""
        found = self._taken_back(author)
        return _step(found[1]) if found is not None else None

    def _taken_back(self, author: str) -> tuple[int, journal.Entry] | None:
        """The set the author took back last and the number of the set that took it back, if `redoable`."""
        with self._reading() as connection, contextlib.closing(journal.newest_first(connection, author)) as entries:
            for taking_back in entries:
                seq = taking_back.change_set.undoes
                if not taking_back.live:
                    continue
                if seq is None:
                    return None
                undone = journal.head(connection, seq)
                if undone.change_set.undoes is None:
                    return taking_back.seq, undone
        return None

    def undo(self, author: str, today: date, *, recorded_at: datetime | None = None) -> Applied:
        """Take back the author's latest live set.

        Raises `SiamdeskError` if there is none, or if what it changed has been changed again since.
        """
        step = self.undoable(author)
        if step is None:
            raise SiamdeskError("There is nothing of yours to undo.")
        return self._take_back(step.seq, f"Undo: {step.label}", author, today, recorded_at)

    def redo(self, author: str, today: date, *, recorded_at: datetime | None = None) -> Applied:
        """Do again what the author took back last. Raises `SiamdeskError` if there is nothing to do again."""
        found = self._taken_back(author)
        if found is None:
            raise SiamdeskError("There is nothing of yours to do again.")
        return self._take_back(found[0], f"Redo: {found[1].change_set.label}", author, today, recorded_at)

    def _take_back(self, seq: int, label: str, author: str, today: date, recorded_at: datetime | None) -> Applied:
        with self._writing() as connection:
            taken = journal.entry(connection, seq).change_set
            if later := journal.changed_since(connection, seq, taken):
                done = "undone" if taken.undoes is None else "done again"
                whole = taken if taken.undoes is None else journal.entry(connection, taken.undoes).change_set
                raise SiamdeskError(f"“{whole.label}” can't be {done}: “{later}” has changed the same since.")
            back = ChangeSet(label, inverted(taken.changes), today, Origin.UNDO, author, seq)
            number = journal.record(connection, back, recorded_at or datetime.now(UTC))
            return Applied(number, _refold(connection, _keys(taken)))

    def save_as(self, target: Path) -> None:
        """Copy the document, history and all, to `target` under a new document id. Raises `SiamdeskError`."""
        copies.save_as(self._raw, self.path, target)

    def share_copy(self, target: Path, label: str, today: date) -> None:
        """Write a copy that carries the state and the marking without history, sources and registers.

        Its journal holds one set, known today, that makes every row. Raises `SiamdeskError`.
        """
        copies.share(self._raw, self.path, target, label, today)

    def back_up(self, today: date) -> Path | None:
        """Keep today's state among the backups, once a day. Raises `SiamdeskError` where it can't be kept."""
        with opening.told(self.path):
            return backups.back_up(self._raw, self.document_id, self.path, today)

    @contextlib.contextmanager
    def _reading(self) -> Iterator[Connection]:
        with self._told() as connection:
            try:
                yield connection
            except (ValueError, KeyError) as error:
                # SQLite finds nothing wrong, and yet what is stored is no value of the field table.
                raise opening.DamagedError(self.path) from error

    @contextlib.contextmanager
    def _told(self) -> Iterator[Connection]:
        try:
            yield self._connection
        except DBAPIError as error:
            raise opening.sentence(error.orig or error, self.path) from error
        except (sqlite3.Error, UnicodeDecodeError) as error:
            raise opening.sentence(error, self.path) from error

    @contextlib.contextmanager
    def _writing(self) -> Iterator[Connection]:
        if self.read_only:
            raise opening.ReadOnlyError(self.read_only)
        with self._told() as connection, repository.bulk():
            connection.exec_driver_sql("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.exec_driver_sql("COMMIT")
            except BaseException:
                if self._raw.in_transaction:
                    self._raw.rollback()
                raise


def _migrate(connection: sqlite3.Connection, path: Path, version: int) -> None:
    """Bring an older document up to date, after putting a copy of it aside."""
    aside, n = path.with_name(f"{path.stem} (format {version}){path.suffix}"), 1
    while aside.exists():
        n += 1
        aside = path.with_name(f"{path.stem} (format {version}, {n}){path.suffix}")
    files.copy_database(connection, aside)
    try:
        migrations.migrate(connection, version)
    except BaseException:
        files.remove(aside)
        raise


def _refuse_stale(connection: Connection, change_set: ChangeSet) -> None:
    """Check a back-dated set against the rows as known on its days. Raises `StaleEditError`."""
    keys = set(_keys(change_set))
    by_day = {day: folds.fold(connection, known_on=day, only=keys) for day in in_turn.days(change_set)}
    in_turn.check(change_set, lambda day, key: by_day[day].row(*key))


def _refold(connection: Connection, keys: list[folds.Key]) -> tuple[tuple[str, str, Row | None], ...]:
    """Make the present hold what the journal says of those rows."""
    folded = folds.fold(connection, only=set(keys))
    touched = tuple((entity, row_id, folded.row(entity, row_id)) for entity, row_id in keys)
    repository.put(connection, touched)
    return touched


def _keys(change_set: ChangeSet) -> list[folds.Key]:
    return list(dict.fromkeys((change.entity, change.id) for change in change_set.changes))


def _step(entry: journal.Entry) -> Step:
    found = entry.change_set
    return Step(entry.seq, found.label, found.origin, found.known_on, entry.recorded_at)
