"""The append-only ledger: entries in a Merkle tree, with signed checkpoints."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from types import TracebackType

from sqlalchemy import Engine

from evidence import rows, tree, verify
from evidence.appending import Acknowledgement, append_contents
from evidence.entries import Entry, EntryKind, RecordedEntry, content_of
from evidence.errors import KeyUnusable, UnknownEntry
from evidence.integrity import begin_log, require_whole
from evidence.keys import SigningKey
from evidence.notes import TreeHead
from evidence.signing import sign_head
from evidence.store import migrate, open_engine, reading, writing


@dataclass(frozen=True, slots=True, kw_only=True)
class Checkpoint:
    """A signed statement of the ledger's size and root. Keep `note` out of its keeper's reach."""

    head: TreeHead
    note: str
    """The text in C2SP tlog-checkpoint form; `duecare verify --since` reads it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InclusionProof:
    """That the entry `seq` is in the tree with that size and root; `tree.verify_inclusion` checks it."""

    seq: int
    size: int
    leaf_hash: bytes
    root: bytes
    hashes: tuple[bytes, ...]


class Ledger:
    """
    A ledger in an SQLite file. Several processes and threads may use one file; appends take turns.

    Nothing is acknowledged before it is on disk. Close it, or use it in a `with` statement.
    """

    def __init__(self, engine: Engine, key: SigningKey, origin: str) -> None:
        self._engine = engine
        self._key = key
        self.origin = origin

    @classmethod
    def open(cls, url: str, key: SigningKey, origin: str) -> Ledger:
        """
        Opens the ledger at `url` (`sqlite:///FILE`), making it on first use.

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
        contents = [content_of(entry) for entry in entries]
        if not contents:
            return ()
        with writing(self._engine) as connection:
            acknowledged = append_contents(connection, contents)
        return acknowledged

    def entries(
        self, *, subject: str | None = None, kind: EntryKind | None = None
    ) -> tuple[RecordedEntry, ...]:
        """
        The entries about `subject` and of `kind`, both where given, in order.

        Each is read from the bytes that were hashed; one that does not fit its hash raises `LedgerDamaged`.
        """
        with reading(self._engine) as connection:
            return tuple(rows.recorded(connection, subject=subject, kind=kind))

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

    def inclusion_proof(self, seq: int) -> InclusionProof:
        """The proof that entry `seq` is in the tree as it is now."""
        with reading(self._engine) as connection:
            head = rows.head_of(connection)
            if not 0 <= seq < head.size:
                raise UnknownEntry(f"There is no entry {seq}: the ledger holds {head.size}, counted from 0.")
            read = rows.node_reader(connection)
            return InclusionProof(
                seq=seq,
                size=head.size,
                leaf_hash=read(0, seq),
                root=head.root,
                hashes=tree.inclusion_proof(seq, head.size, read),
            )

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
