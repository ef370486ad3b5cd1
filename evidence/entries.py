"""What the ledger records, and the exact bytes that stand for it.

The bytes of a leaf are the RFC 8785 form of its envelope. They are made once, when the entry is appended,
stored as they are, and never made again from their parts: the hash is over what was written, not over what a
later release would write.
"""

from __future__ import annotations

import json
import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from hashlib import sha256
from typing import Any

import rfc8785

from engine.errors import Fault
from evidence.canonical import json_faults, plain
from evidence.errors import EntryRefused

VERSION = 1
"""The version of the envelope."""
MAX_LEAF_BYTES = 4 * 2**20
"""An entry is a record, not a store of documents: larger things are recorded by their digest."""

_INSTANT = re.compile(r"\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2}:\d{2}(\.\d+)?([Zz]|[+-]\d{2}:\d{2})", re.ASCII)


class EntryKind(StrEnum):
    """
    What an entry is the record of.

    Signals are recorded by the batch: its digest and summary, never each of them.
    """

    PROFILE_REVISION = "profile-revision"
    DETERMINATION = "determination"
    PLAN = "plan"
    APPROVAL = "approval"
    INTENT = "intent"
    """A change that is about to be made; its receipt follows, also after an interruption."""
    RECEIPT = "receipt"
    EVIDENCE_ITEM = "evidence-item"
    REVIEW = "review"
    DRIFT = "drift"
    SIGNAL = "signal"
    OVERRIDE = "override"
    ACCEPTED_NON_COMPLIANCE = "accepted-non-compliance"
    INCIDENT = "incident"
    SIGN_OFF = "sign-off"
    PACK_ADOPTION = "pack-adoption"
    ERASED = "erased"
    """That the free texts of an earlier entry were deleted; only `Ledger.erase` appends these."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """Who acted. A name that nothing vouches for is *self-declared*, and every display of it says so."""

    name: str
    authenticated: bool = False

    def __str__(self) -> str:
        return self.name if self.authenticated else f"{self.name} (self-declared)"


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One thing to be recorded. Sealing brings its identifiers to NFC and leaves its payload alone."""

    kind: EntryKind
    subject: str
    """The id of the use case it concerns."""
    actor: Actor
    at: str
    """When it happened: an RFC 3339 instant, given by the caller."""
    payload: Mapping[str, Any]
    """
    JSON values, and `FreeText` for what people wrote.

    No personal data and no prompts: digests and references instead.
    """
    knowledge_base: str | None = None
    """The fingerprint of the knowledge base it rests on; None where it rests on none."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RecordedEntry:
    """An entry as the ledger holds it."""

    seq: int
    """Its place in the ledger, counted from 0 without gaps."""
    id: str
    """The digest of its content: two entries with the same content are the same entry."""
    entry: Entry
    leaf: bytes
    """The exact bytes that were hashed."""
    leaf_hash: bytes


def parse_kind(name: str) -> EntryKind:
    """The kind called `name`; an unknown name raises `EntryRefused` with the known ones."""
    try:
        return EntryKind(name)
    except ValueError as error:
        known = ", ".join(EntryKind)
        fault = Fault(message=f"{name!r} is no kind of entry.", path="/kind", expected=f"one of {known}.")
        raise EntryRefused([fault]) from error


def content_of(entry: Entry) -> dict[str, Any]:
    """What `entry` says, as JSON values with its identifiers in NFC. All its faults are raised at once."""
    if faults := [*_envelope_faults(entry), *json_faults(entry.payload, "/payload")]:
        raise EntryRefused(faults)
    return {
        "actor": {"authenticated": entry.actor.authenticated, "name": normalised(entry.actor.name)},
        "at": entry.at,
        "kind": entry.kind.value,
        "knowledge_base": entry.knowledge_base and normalised(entry.knowledge_base),
        "payload": plain(entry.payload),
        "subject": normalised(entry.subject),
    }


def content_id(content: dict[str, Any]) -> str:
    """The identifier of an entry with that content."""
    return f"sha256:{sha256(rfc8785.dumps(content)).hexdigest()}"


def seal(content: dict[str, Any], *, entry_id: str, log: str, seq: int) -> bytes:
    """
    The leaf bytes of `content`, whose identifier is `entry_id`, at place `seq` of the ledger `log`.

    Log and place are part of the leaf, so that no other entry can take its place unseen.
    """
    leaf = rfc8785.dumps({**content, "id": entry_id, "log": log, "seq": seq, "v": VERSION})
    if len(leaf) > MAX_LEAF_BYTES:
        expected = f"at most {MAX_LEAF_BYTES}: record a digest of what is large."
        message = f"The entry takes {len(leaf)} bytes."
        raise EntryRefused([Fault(message=message, path="/payload", expected=expected)])
    return leaf


def unseal(leaf: bytes) -> Entry:
    """The entry that `leaf` says. `ValueError`, `TypeError` or `KeyError` where `seal` did not write it."""
    said = json.loads(leaf)
    actor = Actor(name=said["actor"]["name"], authenticated=said["actor"]["authenticated"])
    return Entry(
        kind=EntryKind(said["kind"]),
        subject=said["subject"],
        actor=actor,
        at=said["at"],
        payload=said["payload"],
        knowledge_base=said["knowledge_base"],
    )


def normalised(identifier: str) -> str:
    """`identifier` in Unicode NFC, so that one name has one spelling in bytes."""
    return unicodedata.normalize("NFC", identifier)


def instant_of(text: str) -> datetime | None:
    """The instant an RFC 3339 text names, None where it names none."""
    if not isinstance(text, str) or not _INSTANT.fullmatch(text):
        return None
    try:
        return datetime.fromisoformat(text.upper())
    except ValueError:
        return None


def instant_faults(text: str, path: str) -> Iterator[Fault]:
    """The fault of a text that names no instant."""
    if instant_of(text) is None:
        expected = "an RFC 3339 instant with its offset, such as 2026-11-22T09:30:00Z."
        yield Fault(message=f"{text!r} is no instant.", path=path, expected=expected)


def identifier_faults(text: str, path: str) -> Iterator[Fault]:
    """The faults of a text that names nothing or cannot be written."""
    if not isinstance(text, str) or not text.strip():
        yield Fault(message="It is empty.", path=path, expected="a name or an identifier.")
    elif "\0" in text:
        # PostgreSQL stores no text with it, and what reads C strings takes it for the end.
        yield Fault(message="It holds the character NUL.", path=path, expected="a printable name.")
    else:
        yield from json_faults(text, path)


def _envelope_faults(entry: Entry) -> Iterator[Fault]:
    yield from identifier_faults(entry.subject, "/subject")
    yield from identifier_faults(entry.actor.name, "/actor/name")
    if entry.knowledge_base is not None:
        yield from identifier_faults(entry.knowledge_base, "/knowledge_base")
    yield from instant_faults(entry.at, "/at")
