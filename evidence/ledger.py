"""The append-only ledger: entries in a Merkle tree, with signed checkpoints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any

from sqlalchemy import Connection, Engine

from engine.errors import Fault
from evidence import rows, verify
from evidence.appending import Acknowledgement, append_contents, prepare
from evidence.entries import Actor, Entry, EntryKind, RecordedEntry
from evidence.erasing import erase
from evidence.errors import EntryRefused, KeyUnusable, LedgerDamaged, NothingToSign
from evidence.freetext import commitments, resolved
from evidence.integrity import begin_log, require_whole
from evidence.keys import SigningKey
from evidence.notes import TreeHead, open_checkpoint
from evidence.proofs import ConsistencyProof, InclusionProof, prove_consistency, prove_inclusion
from evidence.shelf import texts_of
from evidence.signing import sign_head
from evidence.store import migrate, open_engine, purge, reading, writing
from evidence.transfer import consistency_text, copy_into, inclusion_text, json_lines


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A signed statement of the ledger's size and root. Keep `note` out of its keeper's reach."""

    head: TreeHead
    note: str
    """The text in C2SP tlog-checkpoint form; `duecare verify --since` reads it."""


class Ledger:
    """
    A ledger in an SQLite file or a PostgreSQL schema.

    Several processes and threads may use it at once; appends take turns. Nothing is acknowledged before it is
    on disk. Close it, or use it in a `with` statement.
    """

    def __init__(self, engine: Engine, key: SigningKey, origin: str) -> None:
        self._engine = engine
        self._key = key
        self.origin = origin

    @classmethod
    def open(cls, url: str, key: SigningKey, origin: str) -> Ledger:
        """
        Opens the ledger at `url`, making it on first use.

        `url` is `sqlite:///FILE` or `postgresql://USER@HOST/DATABASE`, of which it uses the first schema of
        the search path.

        `origin` names the log, and `key` must bear that name. A ledger of another name, of another release's
        schema, without its append-only triggers or whose head does not fit its entries is not opened.
        """
        if key.name != origin:
            raise KeyUnusable(
                f"The key is named {key.name}, but the ledger is to be {origin}: they must agree."
            )
        engine = open_engine(url)
        try:
            with writing(engine) as connection:
                migrate(connection)
                begin_log(connection, origin)
                require_whole(connection)
        except BaseException:
            engine.dispose()
            raise
        return cls(engine, key, origin)

    def append(self, entry: Entry) -> Acknowledgement:
        """
        Records `entry` and returns once it is on disk.

        An entry whose content is already recorded is acknowledged again at its first place, not recorded
        twice, so a caller that never saw its acknowledgement may simply repeat the call.
        """
        return self.append_many([entry])[0]

    def append_many(self, entries: Iterable[Entry]) -> tuple[Acknowledgement, ...]:
        """Records all of `entries` or, where one is refused, none. No entries, no acknowledgements."""
        contents = [prepare(_not_erased(entry)) for entry in entries]
        if not contents:
            return ()
        with writing(self._engine) as connection:
            acknowledged = append_contents(connection, contents)
        return acknowledged

    def erase(self, seq: int, *, actor: Actor, at: str, ground: str) -> Acknowledgement:
        """
        Deletes the free texts of entry `seq` for good, and records that `actor` did so at `at` on `ground`.

        `ground` is a reference, such as a request's number, and no personal data. Every proof stays valid.
        Copies and backups are not reached, nor a server's write-ahead log until it is recycled.
        """
        with writing(self._engine) as connection:
            acknowledged = erase(connection, seq, actor=actor, at=at, ground=ground)
        purge(self._engine)
        return acknowledged

    def payload(self, entry: RecordedEntry) -> Any:
        """The payload of `entry` as it reads: its free texts in their places, `[erased]` where erased."""
        payload = entry.entry.payload
        if not (wanted := list(commitments(payload))):
            return payload
        with reading(self._engine) as connection:
            return resolved(payload, texts_of(connection, wanted))

    def entries(
        self,
        *,
        subject: str | None = None,
        kind: EntryKind | None = None,
        after: int = -1,
        limit: int | None = None,
    ) -> tuple[RecordedEntry, ...]:
        """
        The entries about `subject` and of `kind`, both where given, after the place `after`, in order.

        There are at most `limit`. Each is read from the bytes that were hashed; one that does not fit its
        hash raises `LedgerDamaged`.
        """
        with reading(self._engine) as connection:
            return tuple(rows.recorded(connection, subject=subject, kind=kind, after=after, limit=limit))

    def entry(self, seq: int) -> RecordedEntry:
        """The entry at place `seq`; `UnknownEntry` where the ledger does not hold it."""
        with reading(self._engine) as connection:
            return rows.recorded_at(connection, seq)

    def head(self) -> TreeHead:
        """The size and root of the whole ledger, not signed."""
        with reading(self._engine) as connection:
            return rows.head_of(connection)

    def checkpoint(self) -> Checkpoint:
        """
        Signs the ledger as it is now, after checking that it still extends what was signed last.

        Otherwise `CheckpointRefused`: a log must never sign two histories. An empty ledger is not signed.
        """
        with writing(self._engine) as connection:
            head, note = sign_head(connection, self._key)
        return Checkpoint(head=head, note=note)

    def checkpoints(self) -> tuple[str, ...]:
        """The notes of all checkpoints signed so far, oldest first."""
        with reading(self._engine) as connection:
            return rows.checkpoint_notes(connection)

    def inclusion_proof(self, seq: int, size: int | None = None) -> InclusionProof:
        """The proof that entry `seq` is in the tree of the first `size` entries; of all without `size`."""
        with reading(self._engine) as connection:
            return prove_inclusion(connection, seq, size)

    def consistency_proof(self, old: int, new: int | None = None) -> ConsistencyProof:
        """The proof that the tree of `new` entries, of all without `new`, begins with that of `old`."""
        with reading(self._engine) as connection:
            return prove_consistency(connection, old, new)

    def inclusion_text(self, seq: int) -> str:
        """
        The proof that entry `seq` is under the newest checkpoint, with the entry: a C2SP tlog-proof.

        `evidence/verify.py` checks it with nothing else at hand but the log's verifier key.
        """
        with reading(self._engine) as connection:
            signed = self._newest_signed(connection)
            if seq >= signed.head.size > 0:
                rows.recorded_at(connection, seq)
                raise NothingToSign(f"No checkpoint is over entry {seq} yet: sign one first.")
            proof = prove_inclusion(connection, seq, signed.head.size)
            return inclusion_text(rows.recorded_at(connection, seq).leaf, proof, signed.note)

    def consistency_text(self, since: str) -> str:
        """The proof that the newest checkpoint extends the checkpoint `since`, as a C2SP witness takes it."""
        old = open_checkpoint(since, self._key.verifier)
        with reading(self._engine) as connection:
            signed = self._newest_signed(connection)
            proof = prove_consistency(connection, old.size, signed.head.size)
        if proof.old_root != old.root:
            raise LedgerDamaged(f"The first {old.size} entries are not those that this checkpoint signed.")
        return consistency_text(proof, signed.note)

    def _newest_signed(self, connection: Connection) -> Checkpoint:
        note = rows.last_checkpoint(connection)
        if note is None:
            raise NothingToSign("The ledger was never signed: sign a checkpoint first.")
        return Checkpoint(head=open_checkpoint(note, self._key.verifier), note=note)

    def json_lines(self, after: int = -1) -> Iterator[bytes]:
        """Each entry after the place `after` as one line of JSON, for a log collector; see `transfer`."""
        with reading(self._engine) as connection:
            yield from json_lines(connection, after)

    def copy_into(self, url: str) -> verify.Report:
        """Writes the whole ledger of one moment into the empty database at `url`, and verifies the copy."""
        with reading(self._engine) as connection:
            record = rows.whole_record(connection)
        return copy_into(record, url)

    def self_check(self, since: str | None = None) -> verify.Report:
        """What the offline verifier says of this ledger and key; `since` is a checkpoint kept elsewhere."""
        with reading(self._engine) as connection:
            record = rows.whole_record(connection)
        return verify.check(record, str(self._key.verifier), since)

    @property
    def verifier_key(self) -> str:
        """The line to give to auditors: the public key with its name."""
        return str(self._key.verifier)

    def close(self) -> None:
        """Releases the database."""
        self._engine.dispose()

    def __enter__(self) -> Ledger:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _not_erased(entry: Entry) -> Entry:
    """`entry`, unless it claims an erasure: a claim alone would let free text be deleted."""
    if entry.kind is EntryKind.ERASED:
        fault = Fault(message="It says that something was erased.", path="/kind", expected="Ledger.erase.")
        raise EntryRefused([fault])
    return entry
