"""The two values of collecting: what a provider's record says, and what is kept of it.

An `Event` holds what the provider sent and lives only while its record is read. A `Signal` holds what is
kept: names, numbers, instants, digests. Texts that people wrote, prompts, answers and matches have no field
to go to, and an identifier that could be a person's address is dropped.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256

from engine.knowledge import Iri
from evidence.reviews import Outcome

Attribute = str | int | float | bool
_IDENTIFIER = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:/+=-]{0,255}", re.ASCII)


@dataclass(frozen=True, slots=True, kw_only=True)
class Event:
    """One thing that a record reports. Not kept: `Mapping` takes from `attributes` what its table names."""

    name: str
    """What the provider calls this kind of event or metric."""
    occurred_at: datetime
    """When it happened, with its zone."""
    key: str
    """What makes it this one event for the provider; empty: nothing but its content does."""
    attributes: Mapping[str, Attribute] = field(default_factory=dict)
    value: float | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Unreadable:
    """A part of a record that is not what its format says; `reason` quotes nothing of it."""

    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """What is kept of one event, as evidence of one signal of the catalogue."""

    source: str
    """The format it came in."""
    kind: str
    """The event or metric; old and new names of the same one are one kind."""
    occurred_at: str
    """RFC 3339 in UTC to the microsecond, so that texts sort as times do."""
    observed_at: str
    """When it was collected: a record of the collecting, no part of what the signal says."""
    key: str
    """The digest of what makes it this one event: two signals with one key report the same event."""
    signal: Iri
    """The catalogue's signal it is evidence of; empty where the table names none."""
    outcome: Outcome
    """Whether it shows the control at work; `cantTell` for numbers, which only a bound makes an outcome."""
    said: str
    """The attributes the outcome rests on, such as `action=BLOCKED`."""
    value: float | None
    unit: str
    subject: str
    """What it is about at the provider: a guardrail and its version, a model, a tool."""
    use_case: str
    posture: str
    """Both empty where nothing says or shows whose it is: such a signal is kept and counts for nobody."""
    digest: str
    """`sha256:` and the digest of the record it came in."""

    @property
    def content(self) -> str:
        """The digest of what it says of the event: one key with two contents is a contradiction."""
        value = "" if self.value is None else repr(self.value)
        stated = (self.source, self.kind, self.occurred_at, self.said, value, self.unit, self.subject)
        return digest_of(*stated, self.use_case, self.posture)

    @property
    def id(self) -> str:
        """The digest of everything but when and in which record it was collected."""
        return self.id_with(self.content)

    def id_with(self, content: str) -> str:
        """`id`, for whoever has `content` already."""
        return digest_of(self.key, content, self.signal, self.outcome.value)


def digest_of(*parts: str) -> str:
    """The SHA-256 of `parts` in hexadecimal; no two different sequences of parts are written alike."""
    written = "".join([f"{len(part)}:{part}" for part in parts])
    return sha256(written.encode("utf-8", "surrogatepass")).hexdigest()


def identifier(value: object) -> str:
    """
    `value` if it can only be the name of a thing; empty otherwise.

    No spaces, so no sentences; no `@`, so no addresses. What is not kept cannot leak.
    """
    text = str(value) if isinstance(value, str | int) and not isinstance(value, bool) else ""
    return text if _IDENTIFIER.fullmatch(text) else ""
