"""One byte form for every value that is hashed, signed or compared.

Keys are sorted, there is no white space, text is UTF-8. Numbers other than integers are kept as text by the
callers, so that no two writings of one number exist.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from dataclasses import fields
from operator import attrgetter
from typing import Any, Final


def canonical_bytes(value: Any) -> bytes:
    """The canonical JSON bytes of `value`: dicts, lists, text, integers, booleans and None, nothing else."""
    text = json.dumps(value, sort_keys=True, separators=(",", ":"), ensure_ascii=False, allow_nan=False)
    return text.encode("utf-8")


def digest(value: Any) -> str:
    """The SHA-256 of the canonical bytes of `value`, as 64 hex digits."""
    return hashlib.sha256(canonical_bytes(value)).hexdigest()


def digest_of_fields(value: Any) -> str:
    """
    The SHA-256, as 64 hex digits, of values nested in tuples, lists and dataclasses of at least two fields.

    A dataclass counts as the values of its fields in their order, so a type can be told from another by its
    place only.
    """
    return hashlib.sha256(_encode(value).encode("utf-8")).hexdigest()


_REMEMBERED: Final = 16_384
_digests: dict[int, tuple[tuple[object, ...], str]] = {}


def remembered_digest(value: tuple[object, ...]) -> str:
    """`digest_of_fields` of a `value` that is met again as the same object, and is immutable throughout."""
    known = _digests.get(id(value))
    if known is not None and known[0] is value:
        return known[1]
    if len(_digests) >= _REMEMBERED:
        _digests.clear()
    found = digest_of_fields(value)
    _digests[id(value)] = value, found  # kept with its digest, so that its place in memory stays its own
    return found


_readers: dict[type[Any], Callable[[Any], tuple[object, ...]]] = {}


def _plain(value: Any) -> tuple[object, ...]:
    """The values of the fields of a dataclass."""
    kind = type(value)
    read = _readers.get(kind)
    if read is None:
        read = _readers[kind] = attrgetter(*[field.name for field in fields(kind)])
    return read(value)


_encode: Final = json.JSONEncoder(
    separators=(",", ":"), ensure_ascii=False, allow_nan=False, check_circular=False, default=_plain
).encode
