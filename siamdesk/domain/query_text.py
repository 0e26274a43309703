"""The text of a filter taken apart into its terms, and put together again without one or with another."""

import re
from collections.abc import Iterable, Sequence
from typing import NamedTuple

_TEXT = r'(?:"(?:[^"]|"")*"|[^\s"|]+)'
_TERM = re.compile(rf"(-?)(?:([^\W\d][\w.#]*)(:\s*|\s*(?:>=|<=|=|>|<)\s*))?({_TEXT}(?:\|{_TEXT})*|$)")
_ALTERNATIVE = re.compile(r'"((?:[^"]|"")*)"|([^|"]+)')


class Part(NamedTuple):
    """One term as it was typed. Any of its `texts` will do; the name is empty for words that may stand anywhere."""

    typed: str
    negated: bool
    name: str
    sign: str
    texts: tuple[str, ...]


def parts(text: str) -> list[Part]:
    """The terms of a filter, in order."""
    found = []
    for match in _TERM.finditer(text):
        minus, name, sign, words = match.groups()
        texts = tuple(quoted.replace('""', '"') or plain for quoted, plain in _ALTERNATIVE.findall(words))
        if name or any(texts):
            found.append(Part(match.group().strip(), bool(minus), name or "", (sign or "").strip(), texts or ("",)))
    return found


def without(text: str, place: int) -> str:
    """The filter without its term at that place."""
    return " ".join(part.typed for at, part in enumerate(parts(text)) if at != place)


def chosen(text: str, name: str) -> tuple[str, ...] | None:
    """The values that a filter lets through for a field; None where it does not list any."""
    found = [part for part in parts(text) if _lists(part, name)]
    return found[-1].texts if found else None


def choosing(text: str, name: str, values: Sequence[str] | None, sign: str = "=") -> str:
    """The filter with only those values let through for a field; with None with all of them."""
    kept: Iterable[str] = (part.typed for part in parts(text) if not _lists(part, name))
    term = [f"{name}{sign}{'|'.join(map(_quoted, values))}"] if values else []
    return " ".join((*kept, *term))


def _lists(part: Part, name: str) -> bool:
    return part.name.casefold() == name.casefold() and part.sign in {"=", ":"} and not part.negated


def in_quotes(text: str) -> str:
    """A text as a filter holds it whatever is in it: a quotation mark is written twice, as in Excel."""
    return '"{}"'.format(text.replace('"', '""'))


def _quoted(value: str) -> str:
    """A value as a filter holds it: plain where it can be."""
    return value if re.fullmatch(r"[\w.-]+", value) else in_quotes(value)
