"""What leaves the ledger: proofs in public text forms, JSON Lines, and whole copies."""

from __future__ import annotations

import base64
from collections.abc import Iterator
from pathlib import Path

from sqlalchemy import Connection, insert

from evidence import verify
from evidence.errors import LedgerDamaged, LedgerUnavailable
from evidence.proofs import ConsistencyProof, InclusionProof
from evidence.rows import recorded, whole_record
from evidence.store import migrate, open_engine, writing
from evidence.tables import checkpoint, event, free_text, head, node

PROOF_HEADER = "c2sp.org/tlog-proof@v1"


def inclusion_text(leaf: bytes, proof: InclusionProof, note: str) -> str:
    """`proof` that `leaf` is under the checkpoint `note`: a C2SP tlog-proof with the leaf as extra data."""
    return f"{PROOF_HEADER}\nextra {_text(leaf)}\nindex {proof.seq}\n{_lines(proof.hashes)}\n{note}"


def consistency_text(proof: ConsistencyProof, note: str) -> str:
    """`proof` that the checkpoint `note` extends an older one, as C2SP tlog-witness asks a log for it."""
    return f"old {proof.old}\n{_lines(proof.hashes)}\n{note}"


def json_lines(connection: Connection, after: int = -1) -> Iterator[bytes]:
    """
    One JSON object a line for each entry after the place `after`, for a log collector.

    `entry` holds the exact bytes that were hashed, so the RFC 6962 `leaf_hash` can be computed again from the
    line itself. Free text is not in it.
    """
    for each in recorded(connection, after=after):
        yield b'{"entry":' + each.leaf + b',"leaf_hash":"' + each.leaf_hash.hex().encode() + b'"}\n'


def copy_into(record: verify.Record, url: str) -> verify.Report:
    """
    Writes `record` into the empty database at `url`, and verifies what was written.

    A record that is not whole raises `LedgerDamaged` and is not copied; a database that already holds a
    ledger raises `LedgerUnavailable`.
    """
    source = verify.check(record)
    if source.discrepancies or not record.heads:
        raise LedgerDamaged(f"The ledger is not copied, because it is not whole: {source}")
    engine = open_engine(url)
    if engine.dialect.name == "sqlite" and Path(str(engine.url.database)).exists():
        raise LedgerUnavailable(f"{engine.url.database} exists already: name a new file.")
    try:
        with writing(engine) as connection:
            migrate(connection)
            if whole_record(connection).heads:
                raise LedgerUnavailable("The database holds a ledger already: name an empty one.")
            _insert(connection, record)
        with writing(engine) as connection:
            return verify.check(whole_record(connection))
    finally:
        engine.dispose()


def _insert(connection: Connection, record: verify.Record) -> None:
    origin, size, root = record.heads[0]
    rows = {
        event: record.events,
        node: record.nodes,
        checkpoint: record.checkpoints,
        free_text: record.texts,
        head: [(1, origin, size, root)],
    }
    for table, values in rows.items():
        named = [dict(zip(table.columns.keys(), row, strict=True)) for row in values]
        if named:
            connection.execute(insert(table), named)


def _lines(hashes: tuple[bytes, ...]) -> str:
    return "".join(f"{_text(each)}\n" for each in hashes)


def _text(data: bytes) -> str:
    return base64.b64encode(data).decode()
