"""Pictures of a register's cells, immutable and compressed: its base (as sent), and the workbook as last read.

The id of a snapshot is the hash of what it holds, so equal pictures are one.

A snapshot is lines of text. After the first, which names the form, come blocks of rows that have the same fields; in
a block a column is a line, and a line is JSON texts with tabs between, which JSON itself never has. So cells that say
the same stand near one another and pack well, no text is parsed before somebody asks for it, and no step takes long.
"""

import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from itertools import islice, repeat
from math import isfinite
from operator import is_
from sys import intern
from typing import Final, TypeVar

from siamdesk.domain import fields, rows
from siamdesk.domain.field_types import Value
from siamdesk.domain.merge import Sent
from siamdesk.session.cells import NOTHING, Cell, Cells, Layout, Row, row_of
from siamdesk.session.incoming import Listed

_LEVEL: Final = 3
"""Of zlib: twice as fast as its usual level, and a tenth larger."""
_FORM: Final = '"siamdesk cells 2"'
_BLOCK: Final = 2048
_AS_RAW: Final = ""
"""The line of a column whose values say what its raw cells say."""


_T = TypeVar("_T")


def cells(listed: Iterable[Listed]) -> dict[str, Row]:
    """The cells of the rows of a workbook, by row key. What is said in many cells is put into words once."""
    alike: dict[int, list[Listed]] = {}
    made: dict[str, Row | None] = {}
    for one in listed:
        alike.setdefault(id(one.layout), []).append(one)
        made[one.row_key] = None
    found: dict[str, Row] = {}
    for group in alike.values():
        found.update(_rows(group))
    return {key: found[key] for key in made}


def _rows(group: Sequence[Listed]) -> Iterator[tuple[str, Row]]:
    layout = group[0].layout
    columns = list(zip(*(one.raws for one in group), strict=True))
    told: dict[object, dict[int, str]] = {}
    raws = [_each_once(_json, column, told.setdefault(None, {})) for column in columns]
    unread: dict[str, list[int]] = {}
    for n, one in enumerate(group):
        for key in one.unread:
            unread.setdefault(key, []).append(n)
    held = [one.values for one in group]
    values = []
    for key, column, texts in zip(layout.keys, columns, raws, strict=True):
        read: list[Value] = list(map(dict.get, held, repeat(key)))
        for n in unread.get(key, ()):
            read[n] = None
        # Most columns are of texts that say what they say.
        plain = _is_plain(key) and all(map(is_, read, column))
        kind = _kind(key)
        values.append(texts if plain else _each_once(partial(as_stored, key), read, told.setdefault(kind, {})))
    for one, raw, value in zip(group, zip(*raws, strict=True), zip(*values, strict=True), strict=True):
        whys = {key: why for key, (_, why) in one.unread.items()} if one.unread else NOTHING
        yield one.row_key, Row(layout, raw, value, one.row, one.elsewhere or NOTHING, whys)


_TEXT: Final = frozenset({str, type(None)})


def _each_once(say: Callable[[_T], str], column: Sequence[_T], told: dict[int, str]) -> list[str]:
    """Each object of a column as it is told; the same object is told once, and equal texts are one object.

    So are those of other pictures: cells that stand as they were are told from others at a glance. `told` has by id
    what was told alike in other columns.
    """
    if set(map(type, column)) <= _TEXT:
        distinct = set(column)
        texts = dict(zip(distinct, map(intern, map(say, distinct)), strict=True))
        return list(map(texts.__getitem__, column))
    places = list(map(id, column))
    for place, each in dict(zip(places, column, strict=True)).items():
        if place not in told:
            told[place] = intern(say(each))
    return list(map(told.__getitem__, places))


def _kind(key: str) -> object:
    """What decides, with the value, on its canonical form: the type of the field, or an own column's key."""
    field = None if key.startswith("x.") else fields.field_for("contract", key)
    return key if field is None else field.type


def _is_plain(key: str) -> bool:
    """Whether the values of a field are their own canonical forms."""
    field = fields.field_for("contract", key)
    return key.startswith("x.") or (field is not None and field.type.identity)


# `json.dumps` makes an encoder a call, which takes longer than most cells.
_encode: Final = json.JSONEncoder(ensure_ascii=False, sort_keys=True).encode
_decode: Final = json.JSONDecoder().decode
_encode_text: Final = json.encoder.encode_basestring


def _json(value: object) -> str:
    if isinstance(value, str):
        return _encode_text(value)
    plain = value.__class__ is int or (isinstance(value, float) and isfinite(value))
    return repr(value) if plain else _encode(value)


def as_stored(key: str, value: Value) -> str:
    """The canonical form of a field's value, as JSON."""
    if isinstance(value, str) and value:
        # Texts and ids are stored as they are; most fields hold one.
        return _encode_text(value)
    return _json(None if value is None else rows.stored("contract", key, value))


def settled(cell: Cell, key: str, value: Value) -> Cell:
    """A cell that could not be read, with what somebody read in it."""
    return Cell(cell.raw, as_stored(key, value), cell.address)


def sent(row: Row, key: str) -> Sent | None:
    """What was sent in the cell of that field; None if nothing is known of it."""
    place = row.layout.places.get(key)
    if place is None:
        return None
    return Sent(row.raws[place], rows.loaded("contract", key, _decode(row.values_[place])))


def pack(held: Cells) -> tuple[str, bytes]:
    """The snapshot's id and bytes."""
    digest, packer = hashlib.sha256(), zlib.compressobj(_LEVEL)
    packed = []
    for line in _lines(held):
        text = line.encode() + b"\n"
        digest.update(text)
        packed.append(packer.compress(text))
    packed.append(packer.flush())
    return digest.hexdigest(), b"".join(packed)


def _lines(held: Cells) -> Iterator[str]:
    """The lines of a snapshot. Rows and fields go by their names, so that equal cells are packed alike."""
    yield _FORM
    alike: dict[tuple[str, ...], list[str]] = {}
    names_of: dict[int, tuple[str, ...]] = {}
    for row_key in sorted(held):
        row = held[row_key]
        keys = names_of.get(id(row.layout))
        if keys is None:
            keys = names_of[id(row.layout)] = tuple(sorted(row.layout.keys))
        alike.setdefault(keys, []).append(row_key)
    for keys, row_keys in sorted(alike.items()):
        for first in range(0, len(row_keys), _BLOCK):
            names = row_keys[first : first + _BLOCK]
            yield from _block(keys, names, [held[name] for name in names])


def _block(keys: tuple[str, ...], names: Sequence[str], block: Sequence[Row]) -> Iterator[str]:
    yield _joined(map(_json, keys))
    yield _joined(map(_json, names))
    yield _joined(str(row.number) for row in block)
    yield _json({n: dict(row.whys) for n, row in enumerate(block) if row.whys})
    layouts = {id(row.layout): row.layout for row in block}
    moved = any(row.elsewhere for row in block)
    for key in keys:
        if len(layouts) == 1:
            place = block[0].layout.places[key]
            raws, values = [row.raws[place] for row in block], [row.values_[place] for row in block]
        else:
            raws = [row.raws[row.layout.places[key]] for row in block]
            values = [row.values_[row.layout.places[key]] for row in block]
        yield _joined(raws)
        yield _AS_RAW if values == raws else _joined(values)
        letters = {layout.letters[layout.places[key]] for layout in layouts.values()}
        if len(letters) == 1 and not (moved and any(key in row.elsewhere for row in block)):
            yield letters.pop()
        else:
            yield _SEPARATOR + _joined(_json(row.address(key)) for row in block)


_SEPARATOR: Final = "\t"


def _joined(texts: Iterable[str]) -> str:
    return _SEPARATOR.join(texts)


def unpack(data: bytes | None) -> dict[str, Row]:
    """The cells of a snapshot; none where there is no snapshot."""
    if data is None:
        return {}
    lines = _unpacked(data)
    first = next(lines)
    if first != _FORM:
        return _unpack_first(first)
    found: dict[str, Row] = {}
    for keys in lines:
        found.update(_read_block(tuple(_loaded(keys)), lines))
    return found


def _unpack_first(text: str) -> dict[str, Row]:
    """The cells of a snapshot in its first form: one JSON text of all rows, each cell a list."""
    held: dict[str, dict[str, list[str]]] = json.loads(text)
    return {key: row_of({name: Cell(*cell) for name, cell in row.items()}) for key, row in held.items()}


def _unpacked(data: bytes) -> Iterator[str]:
    """The lines of a snapshot, unpacked a piece at a time."""
    unpacker = zlib.decompressobj()
    begun: list[bytes] = []
    while data and not unpacker.eof:
        *whole, rest = unpacker.decompress(data, _PIECE).split(b"\n")
        data = unpacker.unconsumed_tail
        for line in whole:
            begun.append(line)
            yield b"".join(begun).decode()
            begun.clear()
        begun.append(rest)
    if any(begun):
        yield b"".join(begun).decode()


_PIECE: Final = 1 << 20


def _parted(line: str) -> list[str]:
    return line.split(_SEPARATOR) if line else []


def _loaded(line: str) -> list[str]:
    """What a line of JSON texts says, all read at once."""
    found: list[str] = json.loads(f"[{line.replace(_SEPARATOR, ',')}]")
    return found


def _read_block(keys: tuple[str, ...], lines: Iterator[str]) -> Iterator[tuple[str, Row]]:
    names, numbers = _loaded(next(lines)), map(int, _parted(next(lines)))
    whys: dict[str, dict[str, str]] = json.loads(next(lines))
    raws, values, letters = [], [], []
    elsewhere: dict[int, dict[str, str]] = {}
    numbered = list(numbers)
    for key in keys:
        raw, value, places = islice(lines, 3)
        raws.append(_shared(raw))
        values.append(_shared(value) if value != _AS_RAW else raws[-1])
        letters.append("" if places.startswith(_SEPARATOR) else places)
        for n, address in enumerate(_parted(places[1:])) if places.startswith(_SEPARATOR) else ():
            elsewhere.setdefault(n, {})[key] = json.loads(address)
    layout = Layout(keys, tuple(letters))
    nothing: Sequence[tuple[str, ...]] = [()] * len(numbered) if not keys else ()
    raw_rows, value_rows = nothing or zip(*raws, strict=True), nothing or zip(*values, strict=True)
    for n, (name, number, raw_row, value_row) in enumerate(zip(names, numbered, raw_rows, value_rows, strict=True)):
        why = whys.get(str(n), NOTHING) if whys else NOTHING
        row = Row(layout, raw_row, value_row, number, elsewhere.get(n, NOTHING), why)
        yield name, row


def _shared(line: str) -> list[str]:
    """The texts of a line; equal ones are one object, here and in other pictures."""
    return list(map(intern, line.split(_SEPARATOR)))
