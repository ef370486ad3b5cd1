"""Signing a checkpoint, and refusing to sign a second history."""

from __future__ import annotations

from sqlalchemy import Connection, insert

from evidence import tree
from evidence.errors import CheckpointRefused, LedgerDamaged, NoteRejected, NothingToSign
from evidence.keys import SigningKey
from evidence.notes import TreeHead, open_checkpoint, sign_note
from evidence.rows import hashed_leaves, head_of, last_checkpoint, node_reader, peaks_of
from evidence.tables import checkpoint


def sign_head(connection: Connection, key: SigningKey) -> tuple[TreeHead, str]:
    """The ledger's head and a note of `key` over it. Signing what is already signed gives the same note."""
    head = head_of(connection)
    if head.size == 0:
        raise NothingToSign("The ledger holds no entries: a checkpoint of it would vouch for nothing.")
    signed, note = _last_signed(connection, key, head.origin)
    try:
        _require_extension(connection, signed, head)
    except LedgerDamaged as error:
        raise CheckpointRefused(
            f"No checkpoint is signed: the {signed.size} entries signed last are not its beginning. {error} "
            "Run the verifier against a checkpoint kept elsewhere."
        ) from error
    if head != signed:
        note = sign_note(head.text(), key)
        row = {"size": head.size, "note": note, "verifier_key": str(key.verifier)}
        connection.execute(insert(checkpoint), row)
    return head, note


def _last_signed(connection: Connection, key: SigningKey, origin: str) -> tuple[TreeHead, str]:
    """What was signed last: of a ledger never signed, the empty tree."""
    note = last_checkpoint(connection)
    if note is None:
        return TreeHead(origin=origin, size=0, root=tree.EMPTY_ROOT), ""
    try:
        return open_checkpoint(note, key.verifier), note
    except NoteRejected as error:
        raise CheckpointRefused(
            f"No checkpoint is signed: the last one is not this key's. {error}"
        ) from error


def _require_extension(connection: Connection, signed: TreeHead, head: TreeHead) -> None:
    """
    Raises `LedgerDamaged` unless `head` is `signed` with the entries after it appended.

    The root is built from what was signed and from the bytes of the entries since; then the proof that an
    auditor would be given is verified as the auditor would do it.
    """
    if signed.size > head.size:
        raise LedgerDamaged(f"Only {head.size} entries are there.")
    nodes = peaks_of(connection, signed.size)
    tree.extend(nodes, signed.size, [hashed for _, hashed in hashed_leaves(connection, signed.size)])
    rebuilt = [tree.root(size, lambda *place: nodes[place]) for size in (signed.size, head.size)]
    proof = tree.consistency_proof(signed.size, head.size, node_reader(connection))
    proven = tree.verify_consistency(signed.size, head.size, proof, signed.root, head.root)
    if rebuilt != [signed.root, head.root] or not proven:
        raise LedgerDamaged("An entry, a node or the head was changed.")
