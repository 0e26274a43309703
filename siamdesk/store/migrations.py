"""Migrations: numbered, frozen steps of SQL from an empty file to the present schema.

A step that has been released is never changed; a new field is a new step. `user_version` of a document is the number of
the last step it has been through. A test holds the outcome of all steps against the field table.
"""

import sqlite3

_STEP_1 = """
CREATE TABLE change_set (
    seq INTEGER NOT NULL,
    recorded_at TEXT NOT NULL,
    known_on TEXT NOT NULL,
    label TEXT NOT NULL,
    origin TEXT NOT NULL,
    author TEXT NOT NULL,
    undoes INTEGER,
    PRIMARY KEY (seq),
    FOREIGN KEY(undoes) REFERENCES change_set (seq)
);
CREATE TABLE meta (
    "key" TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY ("key")
);
CREATE TABLE own_field (
    id TEXT NOT NULL,
    label TEXT NOT NULL,
    type TEXT NOT NULL,
    place INTEGER NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE portfolio (
    id TEXT NOT NULL,
    title TEXT,
    buyer TEXT,
    marking TEXT,
    caveat TEXT,
    currency TEXT NOT NULL,
    fy_start INTEGER NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE register (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    sheet TEXT,
    path TEXT,
    snapshot TEXT,
    latest TEXT,
    fingerprint TEXT,
    mapping TEXT,
    known_on TEXT,
    fy_start INTEGER,
    PRIMARY KEY (id)
);
CREATE TABLE review (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    day TEXT,
    attendees TEXT,
    closed_seq INTEGER,
    PRIMARY KEY (id)
);
CREATE TABLE snapshot (
    id TEXT NOT NULL,
    sha256 TEXT NOT NULL,
    data BLOB NOT NULL,
    PRIMARY KEY (id)
);
CREATE TABLE source (
    id INTEGER NOT NULL,
    kind TEXT NOT NULL,
    register_id TEXT,
    review_id TEXT,
    workbook TEXT,
    sheet TEXT,
    sha256 TEXT,
    PRIMARY KEY (id)
);
CREATE TABLE tower (
    id TEXT NOT NULL,
    name TEXT NOT NULL,
    aliases TEXT,
    place INTEGER NOT NULL,
    integrator INTEGER,
    owner TEXT,
    PRIMARY KEY (id)
);
CREATE TABLE change (
    set_seq INTEGER NOT NULL,
    n INTEGER NOT NULL,
    known_on TEXT NOT NULL,
    operation TEXT NOT NULL,
    entity TEXT NOT NULL,
    row_id TEXT NOT NULL,
    field TEXT,
    old TEXT,
    new TEXT,
    source_id INTEGER,
    cell TEXT,
    PRIMARY KEY (set_seq, n),
    FOREIGN KEY(set_seq) REFERENCES change_set (seq),
    FOREIGN KEY(source_id) REFERENCES source (id)
);
CREATE TABLE contract (
    id TEXT NOT NULL,
    reference TEXT,
    title TEXT,
    tower_id TEXT,
    served TEXT,
    description TEXT,
    suppliers TEXT,
    incumbent TEXT,
    buyer TEXT,
    owner TEXT,
    route TEXT,
    framework TEXT,
    regime TEXT,
    marking TEXT,
    status TEXT,
    lots TEXT,
    cpv TEXT,
    category TEXT,
    tier TEXT,
    rag TEXT,
    rag_note TEXT,
    sme INTEGER,
    vcse INTEGER,
    term_months INTEGER,
    extension_options TEXT,
    notice_period TEXT,
    predecessor_id TEXT,
    decision_refs TEXT,
    change_notes TEXT,
    location TEXT,
    notes TEXT,
    exemptions TEXT,
    value TEXT,
    estimated_value TEXT,
    approved_value TEXT,
    award_value TEXT,
    current_value TEXT,
    actual_value TEXT,
    annual_value TEXT,
    entry_cost TEXT,
    tupe_posts TEXT,
    tupe_from TEXT,
    tupe_to TEXT,
    withdrawn INTEGER,
    PRIMARY KEY (id),
    FOREIGN KEY(tower_id) REFERENCES tower (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(predecessor_id) REFERENCES contract (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE action (
    id TEXT NOT NULL,
    review_id TEXT NOT NULL,
    text TEXT NOT NULL,
    number INTEGER NOT NULL,
    owner TEXT,
    due TEXT,
    contract_id TEXT,
    closed TEXT,
    note TEXT,
    PRIMARY KEY (id),
    FOREIGN KEY(review_id) REFERENCES review (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(contract_id) REFERENCES contract (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE approval (
    id TEXT NOT NULL,
    subject TEXT NOT NULL,
    contract_id TEXT,
    body TEXT,
    reference TEXT,
    decided TEXT,
    value TEXT,
    note TEXT,
    PRIMARY KEY (id),
    FOREIGN KEY(contract_id) REFERENCES contract (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE decision (
    id TEXT NOT NULL,
    review_id TEXT NOT NULL,
    text TEXT NOT NULL,
    number INTEGER NOT NULL,
    contract_id TEXT,
    PRIMARY KEY (id),
    FOREIGN KEY(review_id) REFERENCES review (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(contract_id) REFERENCES contract (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE dependency (
    id TEXT NOT NULL,
    from_contract_id TEXT NOT NULL,
    from_kind TEXT NOT NULL,
    to_contract_id TEXT NOT NULL,
    to_kind TEXT NOT NULL,
    lag_days INTEGER NOT NULL,
    note TEXT,
    PRIMARY KEY (id),
    FOREIGN KEY(from_contract_id) REFERENCES contract (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(to_contract_id) REFERENCES contract (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE finding (
    id TEXT NOT NULL,
    text TEXT NOT NULL,
    contract_id TEXT,
    body TEXT,
    report TEXT,
    number TEXT,
    response TEXT,
    owner TEXT,
    due TEXT,
    PRIMARY KEY (id),
    FOREIGN KEY(contract_id) REFERENCES contract (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE link (
    id TEXT NOT NULL,
    register_id TEXT NOT NULL,
    contract_id TEXT NOT NULL,
    row_key TEXT NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(register_id) REFERENCES register (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(contract_id) REFERENCES contract (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE milestone (
    contract_id TEXT NOT NULL,
    kind TEXT NOT NULL,
    wave INTEGER NOT NULL,
    baseline TEXT,
    forecast TEXT,
    actual TEXT,
    PRIMARY KEY (contract_id, kind, wave),
    FOREIGN KEY(contract_id) REFERENCES contract (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE option (
    id TEXT NOT NULL,
    contract_id TEXT NOT NULL,
    name TEXT NOT NULL,
    appraised INTEGER,
    chosen INTEGER,
    note TEXT,
    PRIMARY KEY (id),
    FOREIGN KEY(contract_id) REFERENCES contract (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE own_value (
    contract_id TEXT NOT NULL,
    field_id TEXT NOT NULL,
    value TEXT NOT NULL,
    PRIMARY KEY (contract_id, field_id),
    FOREIGN KEY(contract_id) REFERENCES contract (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(field_id) REFERENCES own_field (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE spend (
    id TEXT NOT NULL,
    contract_id TEXT NOT NULL,
    year INTEGER NOT NULL,
    cost TEXT NOT NULL,
    amount TEXT,
    PRIMARY KEY (id),
    FOREIGN KEY(contract_id) REFERENCES contract (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE TABLE strand (
    id TEXT NOT NULL,
    contract_id TEXT NOT NULL,
    name TEXT NOT NULL,
    stage TEXT,
    note TEXT,
    place INTEGER NOT NULL,
    PRIMARY KEY (id),
    FOREIGN KEY(contract_id) REFERENCES contract (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX change_by_day ON change (known_on);
CREATE INDEX change_by_row ON change (entity, row_id);
CREATE INDEX action_by_contract_id ON action (contract_id);
CREATE INDEX approval_by_contract_id ON approval (contract_id);
CREATE INDEX contract_by_predecessor_id ON contract (predecessor_id);
CREATE INDEX decision_by_contract_id ON decision (contract_id);
CREATE INDEX dependency_by_from_contract_id ON dependency (from_contract_id);
CREATE INDEX dependency_by_to_contract_id ON dependency (to_contract_id);
CREATE INDEX finding_by_contract_id ON finding (contract_id);
CREATE INDEX link_by_contract_id ON link (contract_id);
CREATE INDEX option_by_contract_id ON option (contract_id);
CREATE INDEX spend_by_contract_id ON spend (contract_id);
CREATE INDEX strand_by_contract_id ON strand (contract_id);
"""

_STEP_2 = """
ALTER TABLE review ADD COLUMN paused INTEGER;
ALTER TABLE review ADD COLUMN ended TEXT;
CREATE TABLE agenda (
    id TEXT NOT NULL,
    review_id TEXT NOT NULL,
    text TEXT NOT NULL,
    place INTEGER NOT NULL,
    contract_id TEXT,
    struck INTEGER,
    PRIMARY KEY (id),
    FOREIGN KEY(review_id) REFERENCES review (id) DEFERRABLE INITIALLY DEFERRED,
    FOREIGN KEY(contract_id) REFERENCES contract (id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX agenda_by_contract_id ON agenda (contract_id);
"""

STEPS: tuple[str, ...] = (_STEP_1, _STEP_2)

LATEST = len(STEPS)
"""The format this program writes, and the newest it can read."""


def migrate(connection: sqlite3.Connection, version: int) -> None:
    """Take a document through every step after `version`, all or nothing. Raises `sqlite3.Error`."""
    connection.execute("PRAGMA foreign_keys = OFF")
    connection.execute("BEGIN IMMEDIATE")
    try:
        for step in STEPS[version:]:
            for statement in step.split(";"):
                if statement.strip():
                    connection.execute(statement)
        connection.execute(f"PRAGMA user_version = {LATEST}")
        connection.execute("COMMIT")
    except BaseException:
        # A full disk makes SQLite roll back of its own accord.
        if connection.in_transaction:
            connection.rollback()
        raise
    finally:
        connection.execute("PRAGMA foreign_keys = ON")
