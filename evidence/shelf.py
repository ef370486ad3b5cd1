"""The free texts that still stand beside their entries, within the transaction that is given."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from sqlalchemy import Connection, insert, select

from evidence.freetext import FreeText
from evidence.tables import free_text

_AT_ONCE = 1000
"""How many commitments one statement asks for; databases limit the number of parameters."""


def keep(connection: Connection, texts: Iterable[FreeText]) -> None:
    """Writes those of `texts` that are not there yet."""
    rows = {
        each.commitment: {"commitment": each.commitment, "salt": each.salt, "text": each.text.encode()}
        for each in texts
    }
    for name in texts_of(connection, rows):
        del rows[name]
    if rows:
        connection.execute(insert(free_text), list(rows.values()))


def texts_of(connection: Connection, wanted: Iterable[str]) -> Mapping[str, str]:
    """The texts that still stand under the commitments `wanted`."""
    names = list(wanted)
    found = {}
    for start in range(0, len(names), _AT_ONCE):
        chosen = free_text.c.commitment.in_(names[start : start + _AT_ONCE])
        for row in connection.execute(select(free_text.c.commitment, free_text.c.text).where(chosen)):
            found[row.commitment] = bytes(row.text).decode(errors="replace")
    return found
