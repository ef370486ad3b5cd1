"""Verifies a duecare ledger offline. This one file needs only Python and the package `cryptography`.

    python verify.py LEDGER.sqlite [--key VERIFIER-KEY] [--since OLD-CHECKPOINT]
    python verify.py PROOF --key VERIFIER-KEY [--since OLD-CHECKPOINT]

PROOF is one entry with its proof of inclusion (C2SP tlog-proof, with the entry as its extra data), or the
proof that a checkpoint extends the old one (as C2SP tlog-witness takes it).
It trusts no stored hash and shares no code with the ledger: every entry's bytes are hashed again, the Merkle
tree (RFC 6962) is built anew, and what is stored is compared with it. Exit code 0: valid. 1: tampered with;
the first bad entry is named. 2: cannot tell. Only a checkpoint kept outside the ledger shows that nobody who
holds the signing key rewrote history or removed its end: without one, valid means *self-verified only*.
"""

from __future__ import annotations

import argparse
import base64
import hmac
import json
import sqlite3
import sys
from collections.abc import Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from decimal import Decimal
from enum import IntEnum, StrEnum
from hashlib import sha256
from pathlib import Path
from typing import Any

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

# Stored rows and parsed JSON: anything may stand in them, which is why everything below checks before it
# uses.
Row = tuple[Any, ...]
Levels = list[list[bytes]]
PROOF = "c2sp.org/tlog-proof@v1"
CONTENT = {"actor", "at", "kind", "knowledge_base", "payload", "subject"}


class Verdict(IntEnum):
    """What verification came to; the number is the exit code."""

    VALID = 0
    TAMPERED = 1
    CANNOT_TELL = 2


class What(StrEnum):
    """Which part of the record is wrong."""

    PAYLOAD = "payload"
    INDEX = "index"
    LEAF_HASH = "leaf hash"
    NODE = "node"
    ORDER = "order"
    MISSING = "missing"
    ROOT = "root"
    SIGNATURE = "signature"
    CONSISTENCY = "consistency"
    FREE_TEXT = "free text"


@dataclass(frozen=True, slots=True)
class Discrepancy:
    """One thing in the record that contradicts another; `seq` is the first entry concerned, if any is."""

    what: What
    seq: int | None
    detail: str

    def __str__(self) -> str:
        return f"{'ledger' if self.seq is None else f'entry {self.seq}'}: {self.what}: {self.detail}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Report:
    """What was found. `discrepancies` begins with the first bad entry."""

    verdict: Verdict
    size: int = 0
    root: bytes = b""
    signed_size: int = 0
    """How many entries, from the first on, stand under a checkpoint whose signature is good."""
    anchored: bool = False
    """Whether the ledger extends a checkpoint from outside that covers at least one entry."""
    discrepancies: tuple[Discrepancy, ...] = ()
    remarks: tuple[str, ...] = ()

    def __str__(self) -> str:
        title = self.verdict.name.replace("_", " ")
        extent = (
            f": {self.size} entries, {self.signed_size} signed, root {self.root.hex()}" if self.root else ""
        )
        return "\n".join([title + extent, *map(str, self.discrepancies), *self.remarks])


@dataclass(frozen=True, slots=True, kw_only=True)
class Record:
    """The stored rows as they are; nothing in them is believed."""

    events: Sequence[Row]
    """(seq, id, kind, subject, leaf), by seq."""
    nodes: Sequence[Row]
    """(level, index, hash)."""
    heads: Sequence[Row]
    """(origin, size, root)."""
    checkpoints: Sequence[Row]
    """(size, note, verifier key), by size."""
    texts: Sequence[Row] = ()
    """(commitment, salt, text): what was written and not erased."""


class Unusable(Exception):
    """Something needed for verification cannot be read, so nothing can be told."""


def verify_database(path: str | Path, vkey: str | None = None, since: str | None = None) -> Report:
    """
    Verifies the ledger in the SQLite file `path`, which is opened for reading only.

    `vkey` is the log's verifier key, had from elsewhere; without it the key stored in the ledger is used.
    `since` is the text of a checkpoint kept elsewhere. What cannot be read is `CANNOT_TELL`, never an
    exception.
    """
    try:
        return check(read_database(path), vkey, since)
    except Unusable as error:
        return Report(verdict=Verdict.CANNOT_TELL, remarks=(str(error),))


def read_database(path: str | Path) -> Record:
    """The rows of the ledger in the SQLite file `path`, all of one moment."""
    if not Path(path).is_file():
        raise Unusable(f"There is no file {path}.")
    try:
        uri = f"{Path(path).absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(uri, uri=True, timeout=30, isolation_level=None)) as database:
            database.text_factory = lambda raw: raw.decode(errors="replace")
            database.executescript("PRAGMA trusted_schema = OFF; BEGIN")
            older = not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'free_text'").fetchone()
            columns = {
                "events": "seq, id, kind, subject, leaf FROM event ORDER BY seq",
                "nodes": "level, idx, hash FROM node",
                "heads": "origin, size, root FROM head",
                "checkpoints": "size, note, verifier_key FROM checkpoint ORDER BY size",
                "texts": "1 LIMIT 0"
                if older
                else "commitment, salt, text FROM free_text ORDER BY commitment",
            }
            rows = {name: database.execute(f"SELECT {each}").fetchall() for name, each in columns.items()}
            return Record(**rows)
    # UnicodeDecodeError: SQLite's own message may quote a schema that was damaged.
    except (sqlite3.Error, UnicodeDecodeError) as error:
        hint = " A write was interrupted: let duecare open it once." if "readonly" in str(error) else ""
        raise Unusable(f"{path} cannot be read as a ledger: {error}.{hint}") from error


def check(record: Record, vkey: str | None = None, since: str | None = None) -> Report:
    """Verifies `record` as `verify_database` does, but raises where `vkey` or `since` is malformed."""
    outside = parse_checkpoint(since)[1] if since is not None else 0
    if vkey is not None:
        parse_vkey(vkey)
    levels = build_levels([row[4] if isinstance(row[4], bytes) else b"" for row in record.events])
    size = len(levels[0])
    root = root_of(levels, size)
    # Each stage reads only what those before it found whole: what is named first is the cause, not a
    # consequence.
    stages = (
        entry_faults(record, levels),
        tree_faults(record, levels),
        text_faults(record),
        claim_faults(record, levels, vkey, since),
    )
    for found in map(tuple, stages):
        if found:
            return Report(verdict=Verdict.TAMPERED, size=size, root=root, discrepancies=found)
    signed = max([outside, *(row[0] for row in record.checkpoints)]) if vkey or record.checkpoints else 0
    remarks = list(_reservations(size, signed, outside))
    verdict = Verdict.VALID if size and signed else Verdict.CANNOT_TELL
    return Report(
        verdict=verdict,
        size=size,
        root=root,
        signed_size=signed,
        anchored=outside > 0,
        remarks=tuple(remarks),
    )


def _reservations(size: int, signed: int, outside: int) -> Iterator[str]:
    """What must be said beside a record without contradictions. One that nobody vouches for is not valid."""
    if size == 0:
        yield "The ledger holds no entries, so there is nothing to verify."
    elif signed == 0:
        yield "No signed checkpoint, or no key to check it with: nobody vouches for these entries."
    elif signed < size:
        yield f"Entries {signed} to {size - 1} are not yet under a signed checkpoint."
    if outside:
        yield f"It extends the outside checkpoint over {outside} entries."
    else:
        yield "Self-verified only: without a checkpoint kept elsewhere, a rewritten or cut history passes."


def entry_faults(record: Record, levels: Levels) -> Iterator[Discrepancy]:
    """What is wrong with the entries, by place: at most one fault each."""
    if not record.heads:
        yield Discrepancy(What.ROOT, None, "the head, which names the log and counts its entries, is gone.")
        return
    origin, claimed = record.heads[0][:2]
    stored = {index: hashed for level, index, hashed in record.nodes if level == 0}
    expected = 0
    for row, hashed in zip(record.events, levels[0], strict=True):
        seq = row[0]
        if not isinstance(seq, int) or seq < expected:
            yield Discrepancy(What.ORDER, expected, f"a row in its place says that it is entry {seq!r}.")
            continue
        if seq > expected:
            yield Discrepancy(What.MISSING, expected, f"the entries {expected} to {seq - 1} are not there.")
        elif fault := leaf_fault(row, origin):
            yield Discrepancy(fault[0], seq, fault[1])
        elif stored.get(seq) != hashed:
            yield Discrepancy(What.LEAF_HASH, seq, "its bytes and its leaf hash differ: one was changed.")
        expected = seq + 1
    if claimed != expected:
        what = What.MISSING if isinstance(claimed, int) and claimed > expected else What.ORDER
        seq = min(claimed, expected) if isinstance(claimed, int) else expected
        yield Discrepancy(what, seq, f"the head counts {claimed} entries, {expected} are there.")


def leaf_fault(row: Row, origin: object) -> tuple[What, str] | None:
    """What is wrong with an entry by itself, None where nothing is."""
    seq, *columns, leaf = row
    try:
        said = json.loads(leaf.decode())
        digest = "sha256:" + sha256(canonical({name: said[name] for name in CONTENT}).encode()).hexdigest()
        faults = {
            (What.PAYLOAD, "its bytes are not canonical JSON (RFC 8785)."): canonical(said).encode() != leaf,
            (What.PAYLOAD, "its envelope is not that of an entry."): set(said)
            != CONTENT | {"id", "log", "seq", "v"},
            (What.PAYLOAD, "its content is not what its identifier was made from."): said["id"] != digest,
            (What.ORDER, f"its bytes say that it is entry {said['seq']}."): said["seq"] != seq,
            (What.PAYLOAD, f"its bytes say that it is of the log {said['log']}."): said["log"] != origin,
            (What.INDEX, "the columns it is found by differ from its bytes."): columns
            != [said["id"], said["kind"], said["subject"]],
        }
    except (AttributeError, KeyError, TypeError, ValueError, RecursionError) as error:
        return What.PAYLOAD, f"its bytes are not those of an entry ({type(error).__name__})."
    return next((fault for fault, present in faults.items() if present), None)


def canonical(value: object) -> str:
    """`value` as RFC 8785 writes it."""
    if isinstance(value, dict):
        keys = sorted(value, key=lambda key: key.encode("utf-16-be"))
        return "{" + ",".join(f"{canonical(key)}:{canonical(value[key])}" for key in keys) + "}"
    if isinstance(value, list):
        return "[" + ",".join(map(canonical, value)) + "]"
    return _number(value) if isinstance(value, float) else json.dumps(value, ensure_ascii=False)


def _number(value: float) -> str:
    """A number as ECMAScript prints it."""
    sign, digits, exponent = Decimal(repr(value)).normalize().as_tuple()
    text, point, minus = "".join(map(str, digits)), len(digits) + int(exponent), "-" if sign and value else ""
    if len(text) <= point <= 21:
        return minus + text + "0" * (point - len(text))
    if 0 < point <= 21:
        return f"{minus}{text[:point]}.{text[point:]}"
    if -6 < point <= 0:
        return f"{minus}0.{'0' * -point}{text}"
    return f"{minus}{text[0]}{text[1:] and '.' + text[1:]}e{point - 1:+d}"


def build_levels(leaves: Sequence[bytes]) -> Levels:
    """All complete subtrees of RFC 6962, level by level, from the bytes of the leaves."""
    levels = [[sha256(b"\x00" + leaf).digest() for leaf in leaves]]
    while len(below := levels[-1]) > 1:
        pairs = zip(below[::2], below[1::2], strict=False)
        levels.append([sha256(b"\x01" + left + right).digest() for left, right in pairs])
    return levels


def root_of(levels: Levels, size: int) -> bytes:
    """The root over the first `size` leaves."""
    hashed = b""
    for level in range(size.bit_length()):
        if size >> level & 1:
            peak = levels[level][(size >> level) - 1]
            hashed = sha256(b"\x01" + peak + hashed).digest() if hashed else peak
    return hashed or sha256(b"").digest()


def tree_faults(record: Record, levels: Levels) -> Iterator[Discrepancy]:
    """The first stored node that is not what the entries give, and whether the one head states their root."""
    stored = {(level, index): hashed for level, index, hashed in record.nodes}
    right = {(level, index): hashed for level, row in enumerate(levels) for index, hashed in enumerate(row)}
    wrong = [place for place in right if stored.get(place) != right[place]]
    for level, index in sorted(wrong, key=lambda place: (place[1] << place[0], place[0]))[:1]:
        detail = f"node {index} of level {level} is not the hash of its entries."
        yield Discrepancy(What.NODE, index << level, detail)
    if extra := [place for place in stored if place not in right]:
        yield Discrepancy(What.NODE, None, f"nodes are stored that no entries give, such as {extra[0]}.")
    if [row[2] for row in record.heads] != [root_of(levels, len(levels[0]))]:
        yield Discrepancy(What.ROOT, None, "the stored root is not the root of the entries.")


def text_faults(record: Record) -> Iterator[Discrepancy]:
    """The first entry whose free text is not what it commits to, or is gone without an erasure on record."""
    wanted: dict[str, int] = {}
    erased: set[str] = set()
    for seq, _, kind, _, leaf in record.events:
        if kind == "erased":
            erased.update(json.loads(leaf)["payload"]["commitments"])
        elif b'"hmac-sha256"' in leaf:
            for commitment in committed(json.loads(leaf)["payload"]):
                wanted.setdefault(commitment, seq)
    texts = {row[0]: row[1:] for row in record.texts}
    for commitment, seq in wanted.items():
        if commitment not in texts and commitment not in erased:
            yield Discrepancy(What.FREE_TEXT, seq, "its free text is gone, and no entry says it was erased.")
        elif commitment in texts and not is_committed(commitment, *texts[commitment]):
            yield Discrepancy(What.FREE_TEXT, seq, "its free text is not what the entry commits to.")
        elif commitment in texts and commitment in erased:
            yield Discrepancy(What.FREE_TEXT, seq, "its free text is still there, although it was erased.")
    if texts.keys() - wanted.keys():
        yield Discrepancy(What.FREE_TEXT, None, "free text is stored that no entry commits to.")


def committed(value: object) -> Iterator[str]:
    """The commitments to free texts within a payload."""
    if isinstance(value, dict) and set(value) == {"hmac-sha256"}:
        yield str(value["hmac-sha256"])
    elif isinstance(value, dict | list):
        for member in value.values() if isinstance(value, dict) else value:
            yield from committed(member)


def is_committed(commitment: str, salt: object, text: object) -> bool:
    """Whether `commitment` stands for `text` under `salt`."""
    if not isinstance(salt, bytes) or not isinstance(text, bytes):
        return False
    return hmac.new(salt, text, "sha256").hexdigest() == commitment


def claim_faults(record: Record, levels: Levels, key: str | None, since: str | None) -> Iterator[Discrepancy]:
    """The first checkpoint, stored or outside, that the key did not sign or the entries do not extend."""
    key = key.strip() if key is not None else next((row[2] for row in record.checkpoints), None)
    good = 0
    for size, note, stored_key in record.checkpoints:
        name = f"the checkpoint over {size} entries"
        if fault := claim_fault(name, note, key, record.heads[0][0], levels, good):
            yield fault
            return
        good = parse_checkpoint(note)[1]
        if stored_key != key or size != good:
            detail = f"{name} is stored under another key or size than it was signed with."
            yield Discrepancy(What.SIGNATURE, None, detail)
            return
    # Whoever holds the key can sign the checkpoints inside anew, so here they narrow nothing down.
    name, origin = "the outside checkpoint", record.heads[0][0]
    if since is not None and (fault := claim_fault(name, since, key, origin, levels, 0)):
        yield fault


def claim_fault(
    name: str, note: str, key: str | None, origin: str, levels: Levels, good: int
) -> Discrepancy | None:
    """What is wrong with one checkpoint, when the first `good` entries are known to be right."""
    try:
        log, size, root = parse_checkpoint(note)
        if key is not None and not is_signed(note, key):
            return Discrepancy(What.SIGNATURE, None, f"{name} is not signed by {key}.")
    except Unusable as error:
        return Discrepancy(What.SIGNATURE, None, f"{name} cannot be checked: {error}")
    if log != origin:
        return Discrepancy(What.CONSISTENCY, None, f"{name} is of the log {log}, this ledger is {origin}.")
    count = len(levels[0])
    if size > count:
        return Discrepancy(What.MISSING, count, f"{name} counts {size} entries, but only {count} are there.")
    if root_of(levels, size) != root:
        detail = f"{name} has another root: this entry, or one after it up to {size - 1}, was changed since."
        return Discrepancy(What.CONSISTENCY, good if good < size else None, detail)
    return None


def parse_checkpoint(note: str) -> tuple[str, int, bytes]:
    """The origin, size and root that a checkpoint (C2SP tlog-checkpoint) states."""
    try:
        note.encode()
        origin, written, root = note.rpartition("\n\n")[0].split("\n")
        size = int(written)
    except (AttributeError, TypeError, ValueError) as error:
        raise Unusable("It is no checkpoint: expected origin, size, root hash and signatures.") from error
    if not origin or str(size) != written or size < 0 or len(decoded(root)) != 32:
        raise Unusable("Its origin, size or root hash is not written as a checkpoint writes it.")
    return origin, size, decoded(root)


def parse_vkey(vkey: str) -> tuple[str, bytes, bytes]:
    """The name, id and public key of an Ed25519 verifier key (C2SP signed-note)."""
    try:
        name, key_id, encoded = vkey.strip().split("+", 2)
        hashed = sha256(name.encode() + b"\n" + decoded(encoded)).digest()[:4]
    except (AttributeError, ValueError) as error:
        raise Unusable(f"{vkey!r} is no verifier key: expected NAME+ID+BASE64.") from error
    kind, public = decoded(encoded)[:1], decoded(encoded)[1:]
    if kind != b"\x01" or len(public) != 32 or hashed.hex() != key_id:
        raise Unusable(f"{vkey!r} is no Ed25519 verifier key, or was copied wrongly.")
    return name, hashed, public


def is_signed(note: str, vkey: str) -> bool:
    """Whether `note` carries a signature of `vkey`, and no wrong one; those of other keys are passed over."""
    name, key_id, public = parse_vkey(vkey)
    text, _, tail = note.rpartition("\n\n")
    found = False
    for line in tail.removesuffix("\n").split("\n"):
        signer, _, encoded = line.removeprefix("— ").partition(" ")
        blob = decoded(encoded)
        if line != f"— {signer} {encoded}":
            raise Unusable(f"{line[:60]!r} is no signature line.")
        if (signer, blob[:4]) == (name, key_id):
            found = True
            try:
                Ed25519PublicKey.from_public_bytes(public).verify(blob[4:], f"{text}\n".encode())
            except InvalidSignature:
                return False
    return found


def decoded(text: str) -> bytes:
    """The bytes of a base64 text. Of texts that give the same, only the one that encoding writes is taken."""
    try:
        blob = base64.b64decode(text, validate=True)
    except ValueError as error:
        raise Unusable(f"{text[:60]!r} is no base64.") from error
    if base64.b64encode(blob).decode() != text:
        raise Unusable(f"{text[:60]!r} is not written as base64 writes it.")
    return blob


def is_proof(path: str | Path) -> bool:
    """Whether the file at `path` begins as a proof does, and not as a database."""
    try:
        with Path(path).open("rb") as file:
            return file.read(64).startswith((PROOF.encode(), b"old "))
    except OSError:
        return False


def verify_proof(text: str, vkey: str, since: str | None = None) -> Report:
    """Verifies a proof of inclusion or, with `since`, of consistency, under a checkpoint signed by `vkey`."""
    try:
        above, _, note = text.partition("\n\n")
        first, *lines = above.split("\n")
        origin, size, root = parse_checkpoint(note)
        if not text.endswith("\n"):
            raise Unusable("it does not end as a proof does.")
        fault: Discrepancy | None
        if not is_signed(note, vkey):
            fault = Discrepancy(What.SIGNATURE, None, f"its checkpoint is not signed by {vkey}.")
        elif first.startswith("old "):
            fault = consistency_fault(first, [decoded(line) for line in lines], note, since, vkey)
        else:
            leaf, seq = decoded(lines[0].removeprefix("extra ")), int(lines[1].removeprefix("index "))
            if [first, *lines[:2]] != [PROOF, "extra " + lines[0][6:], f"index {seq}"]:
                raise Unusable("its first lines are not those of a proof.")
            path = [decoded(line) for line in lines[2:]]
            fault = inclusion_fault(leaf, seq, path, size, root, origin)
    except (Unusable, ValueError, IndexError) as error:
        return Report(
            verdict=Verdict.CANNOT_TELL, remarks=(f"This is no proof that can be checked: {error}",)
        )
    verdict = Verdict.TAMPERED if fault else Verdict.VALID
    found = (fault,) if fault else ()
    remark = f"It is proven under a checkpoint of {origin}; what else the log holds is not."
    anchored = since is not None and not fault
    return Report(
        verdict=verdict,
        size=size,
        root=root,
        signed_size=size,
        anchored=anchored,
        discrepancies=found,
        remarks=(remark,),
    )


def inclusion_fault(
    leaf: bytes, seq: int, path: list[bytes], size: int, root: bytes, origin: str
) -> Discrepancy | None:
    """What is wrong with the proof that `leaf` is entry `seq` of the tree, None where nothing is."""
    try:
        said = json.loads(leaf)
        columns = (seq, said["id"], said["kind"], said["subject"], leaf)
    except (ValueError, KeyError, TypeError):
        return Discrepancy(What.PAYLOAD, seq, "its bytes are not those of an entry.")
    if fault := leaf_fault(columns, origin):
        return Discrepancy(fault[0], seq, fault[1])
    hashed, index, last, rest = sha256(b"\x00" + leaf).digest(), seq, size - 1, list(path)
    while last > 0 and rest:
        if index % 2 or index < last:
            sibling = rest.pop(0)
            hashed = sha256(b"\x01" + (sibling + hashed if index % 2 else hashed + sibling)).digest()
        index, last = index // 2, last // 2
    if rest or last or hashed != root or not 0 <= seq < size:
        return Discrepancy(What.CONSISTENCY, seq, "it is not in the tree that the checkpoint signed.")
    return None


def consistency_fault(
    first: str, path: list[bytes], note: str, since: str | None, vkey: str
) -> Discrepancy | None:
    """What is wrong with the proof that `note` extends the checkpoint `since`, None where nothing is."""
    if since is None:
        raise Unusable("the old checkpoint is needed as well (--since).")
    (origin, size, root), (log, count, old_root) = parse_checkpoint(note), parse_checkpoint(since)
    if not is_signed(since, vkey):
        return Discrepancy(What.SIGNATURE, None, f"the old checkpoint is not signed by {vkey}.")
    if (log, first) == (origin, f"old {count}") and extends(count, size, path, old_root, root):
        return None
    return Discrepancy(What.CONSISTENCY, None, "the checkpoint does not extend the old one.")


def extends(old: int, size: int, path: list[bytes], old_root: bytes, root: bytes) -> bool:
    """Whether `path` leads from the largest complete subtree at the end of the old tree to both roots."""
    if not 0 < old < size:
        return old == size and not path and old_root == root
    index, last, rest = old - 1, size - 1, list(path)
    while index % 2:
        index, last = index // 2, last // 2
    start = rest.pop(0) if index and rest else old_root
    before = after = start
    while last > 0 and rest:
        if index % 2 or index < last:
            sibling = rest.pop(0)
            if index % 2:
                before = sha256(b"\x01" + sibling + before).digest()
            after = sha256(b"\x01" + (sibling + after if index % 2 else after + sibling)).digest()
        index, last = index // 2, last // 2
    return not rest and not last and (before, after) == (old_root, root)


def main(arguments: Sequence[str] | None = None) -> int:
    """The command line; returns the exit code."""
    parser = argparse.ArgumentParser(description="Verify a duecare ledger offline.")
    parser.add_argument("ledger", help="the SQLite file, or a proof")
    parser.add_argument("--key", metavar="VERIFIER-KEY", help="the log's verifier key, had from elsewhere")
    parser.add_argument("--since", metavar="FILE", help="a checkpoint of this log that was kept elsewhere")
    options = parser.parse_args(arguments)
    try:
        since = Path(options.since).read_text(encoding="utf-8") if options.since else None
    except (OSError, UnicodeDecodeError) as error:
        report = Report(verdict=Verdict.CANNOT_TELL, remarks=(f"{options.since} cannot be read: {error}.",))
    else:
        if is_proof(options.ledger) and options.key:
            report = verify_proof(Path(options.ledger).read_text(encoding="utf-8"), options.key, since)
        else:
            report = verify_database(options.ledger, options.key, since)
    print(report)
    return report.verdict


if __name__ == "__main__":
    sys.exit(main())
