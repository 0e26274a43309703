"""Pictures of a register's cells, immutable and compressed: its base (as sent), and the workbook as last read.

The id of a snapshot is the hash of what it holds, so equal pictures are one.

A snapshot is lines of text. After the first, which names the form, come blocks of rows that have the same fields; in
a block a column is a line, and a line is JSON texts with tabs between, which JSON itself never has. So cells that say
the same stand near one another and pack well, no text is parsed before somebody asks for it, and no step takes long.
"""

import hashlib
import json
import zlib
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from functools import partial
from itertools import islice
from math import isfinite
from operator import is_
from sys import intern
from typing import Final, TypeVar, cast

from siamdesk.domain import fields, rows
from siamdesk.domain.field_types import Stored, Value
from siamdesk.register.readings import Json
from siamdesk.register.row_readings import Repeating
from siamdesk.session.cells import Cell, Cells, Layout, Row, row_of
from siamdesk.session.incoming import Listed
from siamdesk.session.pictures import SEPARATOR, Block, Picture

_LEVEL: Final = 3
"""Of zlib: twice as fast as its usual level, and a tenth larger."""
_FORM: Final = '"siamdesk cells 2"'
_BLOCK: Final = 2048
_AS_RAW: Final = ""
"""The line of a column whose values say what its raw cells say."""

_T = TypeVar("_T")

NOTHING_SAID: Final[Mapping[str, Mapping[str, str]]] = {}


def cells(listed: Iterable[Listed], said: Mapping[str, Mapping[str, str]] = NOTHING_SAID) -> Picture:
    """The cells of the rows of a workbook, by row key. What is said in many cells is put into words once.

    `said` gives what some cells, by row key and field, said before they could no longer be read: as JSON.
    """
    held: dict[int, list[Listed]] = {}
    apart: dict[int, list[Listed]] = {}
    order: list[str] = []
    for one in listed:
        order.append(one.row_key)
        if one.table is not None:
            held.setdefault(id(one.table), []).append(one)
        else:
            apart.setdefault(id(one.layout), []).append(one)
    blocks: list[Block] = []
    for group in held.values():
        table = group[0].table
        if table is not None and len(group) == table.count:
            blocks.append(_block_of(table.layout, group, table.raws, table.columns, said))
        else:
            apart.setdefault(id(group[0].layout), []).extend(group)
    loose: dict[str, Row] = {}
    for group in apart.values():
        layout = group[0].layout
        raws = list(zip(*(one.raw_cells() for one in group), strict=True))
        values = {key: [one.values.get(key) for one in group] for key in layout.keys}
        block = _block_of(layout, group, raws, values, said)
        loose.update(zip(block.names, block.rows(), strict=True))
    return Picture(blocks, loose, order)


def _block_of(
    layout: Layout,
    group: Sequence[Listed],
    columns: Sequence[Sequence[Json]],
    values: Mapping[str, Sequence[Value]],
    said: Mapping[str, Mapping[str, str]],
) -> Block:
    """The rows of a group, whose raw cells and values are given by column."""
    told: dict[object, dict[int, str]] = {}
    raws = [_each_once(raw_text, column, told.setdefault(None, {})) for column in columns]
    unread: dict[str, list[int]] = {}
    whys: dict[int, dict[str, str]] = {}
    before: dict[str, list[tuple[int, str]]] = {}
    for n, one in enumerate(group):
        if one.unread:
            whys[n] = {key: why for key, (_, why) in one.unread.items()}
            for key in one.unread:
                unread.setdefault(key, []).append(n)
        for key, text in said[one.row_key].items() if one.row_key in said else ():
            before.setdefault(key, []).append((n, text))
    texts: list[list[str] | None] = []
    for key, column in zip(layout.keys, columns, strict=True):
        read = values.get(key)
        read = [None] * len(group) if read is None else read
        if key in unread:
            read = list(read)
            for n in unread[key]:
                read[n] = None
        # Most columns are of texts that say what they say.
        plain = _is_plain(key) and all(map(is_, read, column))
        kind = _kind(key)
        texts.append(None if plain else _each_once(partial(as_stored, key), read, told.setdefault(kind, {})))
    for place, key in enumerate(layout.keys):
        if key in before:
            mine = texts[place] = list(texts[place] or raws[place])
            for n, text in before[key]:
                mine[n] = text
    elsewhere = {n: one.elsewhere for n, one in enumerate(group) if one.elsewhere}
    return Block(layout, [one.row_key for one in group], [one.row for one in group], raws, texts, elsewhere, whys)


_TEXT: Final = frozenset({str, type(None)})
_TOGETHER: Final = 256


def _each_once(say: Callable[[_T], str], column: Sequence[_T], told: dict[int, str]) -> list[str]:
    """Each object of a column as it is told; the same object is told once, and equal texts are one object.

    So are those of other pictures: cells that stand as they were are told from others at a glance. `told` has by id
    what was told alike in other columns.
    """
    if isinstance(column, Repeating):
        return list(map(_each_once(say, column.distinct, told).__getitem__, column.places))
    if set(map(type, column)) <= _TEXT:
        distinct = set(column)
        words = [each for each in distinct if each]
        # A text is told as it is, whatever it is a text of; in pieces, so that others need not wait.
        texts: dict[_T, str] = {}
        for first in range(0, len(words), _TOGETHER):
            some = words[first : first + _TOGETHER]
            texts.update(zip(some, map(intern, map(_encode_text, cast("list[str]", some))), strict=True))
        texts.update((each, intern(say(each))) for each in distinct if not each)
        return list(map(texts.__getitem__, column))
    distinct_objects = dict(zip(map(id, column), column, strict=True))
    new = [place for place in distinct_objects if place not in told]
    told.update((place, intern(say(distinct_objects[place]))) for place in new)
    return list(map(told.__getitem__, map(id, column)))


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
_encode_text: Final = json.encoder.encode_basestring


def raw_text(value: object) -> str:
    """A raw cell as JSON; so is a value's canonical form."""
    if isinstance(value, str):
        return _encode_text(value)
    plain = value.__class__ is int or (isinstance(value, float) and isfinite(value))
    return repr(value) if plain else _encode(value)


def told(text: str) -> Stored:
    """What a value's canonical form says that is given as JSON."""
    # Most are texts that need no reading.
    plain = text[:1] == '"' and "\\" not in text
    said: Stored = text[1:-1] if plain else json.loads(text)
    return said


def as_stored(key: str, value: Value) -> str:
    """The canonical form of a field's value, as JSON."""
    if isinstance(value, str) and value:
        # Texts and ids are stored as they are; most fields hold one.
        return _encode_text(value)
    return raw_text(None if value is None else rows.stored("contract", key, value))


def settled(cell: Cell, key: str, value: Value) -> Cell:
    """A cell that could not be read, with what somebody read in it."""
    return Cell(cell.raw, as_stored(key, value), cell.address)


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
    yield _joined(map(raw_text, keys))
    yield _joined(map(raw_text, names))
    yield _joined(str(row.number) for row in block)
    yield raw_text({n: dict(row.whys) for n, row in enumerate(block) if row.whys})
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
            yield _SEPARATOR + _joined(raw_text(row.address(key)) for row in block)


_SEPARATOR: Final = SEPARATOR


def _joined(texts: Iterable[str]) -> str:
    return _SEPARATOR.join(texts)


def unpack(data: bytes | None) -> Picture:
    """The cells of a snapshot; none where there is no snapshot."""
    if data is None:
        return Picture()
    lines = _unpacked(data)
    first = next(lines)
    if first != _FORM:
        return Picture((), _unpack_first(first))
    return Picture([_read_block(tuple(_loaded(keys)), lines) for keys in lines])


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


def _read_block(keys: tuple[str, ...], lines: Iterator[str]) -> Block:
    names, numbers = _loaded(next(lines)), list(map(int, _parted(next(lines))))
    whys: dict[str, dict[str, str]] = json.loads(next(lines))
    raws: list[str] = []
    values: list[str | None] = []
    letters = []
    elsewhere: dict[int, dict[str, str]] = {}
    for key in keys:
        raw, value, places = islice(lines, 3)
        raws.append(raw)
        values.append(value if value != _AS_RAW else None)
        letters.append("" if places.startswith(_SEPARATOR) else places)
        for n, address in enumerate(_parted(places[1:])) if places.startswith(_SEPARATOR) else ():
            elsewhere.setdefault(n, {})[key] = json.loads(address)
    layout = Layout(keys, tuple(letters))
    return Block(layout, names, numbers, raws, values, elsewhere, {int(n): why for n, why in whys.items()})
