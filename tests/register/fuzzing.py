"""Inspect mutated workbooks and text files, some hundred or thousand, in a process of its own with bounded memory.

    python fuzzing.py FOLDER FIRST COUNT SEED_FILE...

Each case is one number, so that a bad one can be had again. The number is printed before its case is run: a process
that hangs is killed by its alarm, one that wants too much memory by itself, and the last number says in which case.
"""

import io
import random
import re
import resource
import signal
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

from siamdesk.domain.errors import SiamdeskError
from siamdesk.register.inspection import Inspection, inspect
from siamdesk.session import incoming, snapshots

MOST_MEMORY = 1_000_000_000
MOST_SECONDS = 20.0

NASTY = [
    b"",
    b"\0",
    b"-1",
    b"0",
    b"99999999999",
    b"1e308",
    b"NaN",
    b"#REF!",
    b"A1048576",
    b"XFD1",
    b"A0",
    b"&amp;",
    b"&#0;",
    b"&#x110000;",
    b"<!-- -->",
    b"<![CDATA[x]]>",
    b"</row>",
    b"<c/>",
    b"<v>",
    b't="s"',
    b't="e"',
    b't="d"',
    b's="4294967295"',
    b'r="A1"',
    b"'",
    b'"',
    b"\xff\xfe",
    b"\xe9",
    b"31/02/2018",
    b"9999-99-99",
    "£1m-£".encode(),
    b"(((((((((",
    b"x" * 5000,
]


def spliced(data: bytes, dice: random.Random) -> bytes:
    """Bytes with a few places cut, doubled, moved or overwritten."""
    made = bytearray(data)
    for _ in range(dice.randint(1, 6)):
        at = dice.randrange(len(made) + 1)
        to = min(at + dice.choice([1, 2, 8, 64, 1024]), len(made))
        piece = bytes(made[at:to])
        made[at:to] = dice.choice([b"", piece * 2, piece[::-1], dice.choice(NASTY), dice.randbytes(len(piece))])
    return bytes(made)


def renumbered(data: bytes, dice: random.Random) -> bytes:
    """Bytes with some of their numbers, or of their quoted values, put in place of one another."""
    found = list(re.finditer(rb'"[^"<>]{1,40}"|\b\d+\b', data))
    if not found:
        return spliced(data, dice)
    made = data
    for match in sorted(dice.sample(found, min(len(found), dice.randint(1, 8))), key=lambda each: -each.start()):
        other = dice.choice([dice.choice(found)[0], b'"' + dice.choice(NASTY) + b'"', dice.choice(NASTY)])
        made = made[: match.start()] + other + made[match.end() :]
    return made


def inside(data: bytes, dice: random.Random) -> bytes:
    """A zip file of which one part, or its place among the others, is changed, and all the sums are right."""
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        likely = [name for name in names if name.endswith((".xml", ".rels", ".bin"))] or names
        victim, other = dice.choice(likely), dice.choice(names)
        for name in names:
            part = old.read(name)
            if name == victim:
                what = dice.choice([spliced, spliced, renumbered, renumbered, None, dropped])
                if what is dropped:
                    continue
                part = what(part, dice) if what else old.read(other)
            new.writestr(name, part)
    return packed.getvalue()


def dropped(data: bytes, dice: random.Random) -> bytes:
    """The bytes up to somewhere."""
    return data[: dice.randrange(len(data) + 1)]


def mutated(data: bytes, suffix: str, dice: random.Random) -> bytes:
    """One mutation of a file, from the crude to the sly."""
    zipped = suffix in {".xlsx", ".xlsm", ".ods", ".xlsb"}
    ways: list[Callable[[bytes, random.Random], bytes]] = [spliced, dropped]
    ways += [inside] * 8 if zipped else [renumbered]
    return dice.choice(ways)(data, dice)


def check(found: Inspection) -> None:
    """Hold a file that was read to what must be so: its cells add up, and its snapshot unpacks to what was packed."""
    for table in found.to_json()["tables"]:
        if min(table["cells"].values()) < 0:
            raise AssertionError(table["cells"])
    listing = incoming.listed(found)
    incoming.with_own_columns(listing, {header: f"x.{n}" for n, header in enumerate(listing.own_headers)})
    cells = snapshots.cells(listing.rows.values())
    if snapshots.unpack(snapshots.pack(cells)[1]) != cells:
        raise AssertionError("the snapshot says something else")


def main() -> None:
    """Run the cases; a traceback ends the process."""
    resource.setrlimit(resource.RLIMIT_AS, (MOST_MEMORY, MOST_MEMORY))
    folder, first, count = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    seeds = [Path(name) for name in sys.argv[4:]]
    held = [seed.read_bytes() for seed in seeds]
    said = refused = empty = 0
    longest, slowest = 0.0, -1
    for case in range(first, first + count):
        dice = random.Random(case)
        place = dice.randrange(len(seeds))
        path = folder / f"case{seeds[place].suffix}"
        path.write_bytes(mutated(held[place], seeds[place].suffix, dice))
        sys.stdout.write(f"case {case} of {seeds[place].name}\n")
        sys.stdout.flush()
        signal.setitimer(signal.ITIMER_REAL, MOST_SECONDS)
        begun = time.perf_counter()
        try:
            found = inspect(path)
        except SiamdeskError as refusal:
            refused += 1
            if "\n" in str(refusal) or not str(refusal):
                raise AssertionError(repr(str(refusal))) from refusal
        else:
            check(found)
            said += bool(found.tables)
            empty += not found.tables
        signal.setitimer(signal.ITIMER_REAL, 0)
        took = time.perf_counter() - begun
        if took > longest:
            longest, slowest = took, case
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
    told = f"the slowest, {slowest}, took {longest:.1f} s; {peak} MB at most"
    sys.stdout.write(f"done: {said} read, {empty} without a register, {refused} refused; {told}\n")


if __name__ == "__main__":
    main()
