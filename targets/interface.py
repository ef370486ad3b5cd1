"""What every target offers, and the frozen values that pass between posture, plan and provider.

A target is a system that enforces part of a posture. Adding one means writing one module or package that
implements `Target`; `coverage`, `plan`, `apply`, `drift` and `emit` know only this file.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Protocol

from engine.canonical import digest
from engine.errors import Fault
from engine.identifiers import Iri
from engine.posture import ControlRequirement, Posture, ToolPermission
from targets.stages import Stage

Demand = ControlRequirement | ToolPermission
"""One thing a posture asks for."""


def demand_key(demand: Demand) -> str:
    """How rows, plans and residuals name a demand: the control's identifier, or `component/tool`."""
    if isinstance(demand, ControlRequirement):
        return demand.control
    return f"{demand.component}/{demand.tool}"


def demands_of(posture: Posture) -> tuple[Demand, ...]:
    """Everything a posture asks for."""
    return (*posture.requirements, *posture.permissions)


class ProofLevel(StrEnum):
    """How far it is shown that what a target renders is enforced."""

    REAL_ENGINE = "exercised against the real engine"
    CONTRACT_FAKE = "exercised against a contract fake"
    """A local stand-in built on the provider's published interface: proves our client, not the provider."""
    SCHEMA_ONLY = "schema only"


class Extent(StrEnum):
    """How far one document holds one demand."""

    FULLY = "fully"
    """Every setting of the demand is in the document, for every component it concerns."""
    PARTLY = "partly"
    """Something is missing; the reason says what."""
    WATCHED = "watched"
    """Its readings are compared with their bounds. It is held elsewhere, or not at all."""


def extent_of_watching(requirement: ControlRequirement, points: Iterable[Iri]) -> Extent:
    """How far a document holds a control that only compares readings, at the kinds of place in `points`."""
    return Extent.WATCHED if {*points}.isdisjoint(requirement.enforcement_points) else Extent.PARTLY


@dataclass(frozen=True, slots=True, kw_only=True)
class Document:
    """One piece of configuration, in the provider's own language."""

    target: str
    name: str
    """The resource or file name; unique within the target."""
    media_type: str
    content: str
    """Canonical JSON, or the text of the provider's language."""
    posture: str
    """The id of the posture it follows from."""
    stage: Stage = Stage.ENFORCE
    """How far it is rolled out once it stands; a renderer always says what enforces."""

    @property
    def id(self) -> str:
        """The address of the content: equal ids mean equal configuration of the same name."""
        fields = (self.target, self.name, self.media_type, self.content, self.posture)
        return f"document:{digest(fields)[:32]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """One demand, held by one document."""

    demand: str
    document: str
    """The document's name."""
    extent: Extent
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Unsupported:
    """A demand the target is made for, but cannot hold here."""

    demand: str
    reason: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Rendering:
    """What one target makes of one posture. Each demand it handles is in `held` or in `unsupported`."""

    target: str
    proof: ProofLevel
    documents: tuple[Document, ...] = ()
    held: tuple[Held, ...] = ()
    unsupported: tuple[Unsupported, ...] = ()
    points: tuple[Iri, ...] = ()
    """The kinds of enforcement point at which its documents work."""
    components: tuple[str, ...] = ()
    """The components of the stack on which they work."""

    @property
    def accounts(self) -> tuple[Held | Unsupported, ...]:
        """What became of each demand the target handles."""
        return (*self.held, *self.unsupported)


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What stands under a document's name right now."""

    exists: bool
    is_ours: bool = False
    """True where it bears the mark of something duecare created."""
    state: Any = None
    """The normalised read-back as JSON values; None where nothing exists."""
    provider_id: str = ""
    version: str = ""
    """The provider's newest version number, or the digest of a file."""

    @property
    def digest(self) -> str:
        """The hash a plan is bound to."""
        return digest((self.exists, self.is_ours, self.state, self.provider_id, self.version))


class Direction(StrEnum):
    """What a difference does to the protection."""

    WEAKER = "weaker"
    STRICTER = "stricter"
    DIFFERENT = "different"
    """Changed, and neither clearly weaker nor clearly stricter."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Difference:
    """One path at which two normalised values differ. `None` stands for: not there."""

    path: str
    before: Any
    after: Any

    def __str__(self) -> str:
        if self.before is None:
            return f"+ {self.path}: {self.after}"
        if self.after is None:
            return f"- {self.path}: {self.before}"
        return f"~ {self.path}: {self.before} → {self.after}"


class ChangeKind(StrEnum):
    """What has to be done so that reality matches a document."""

    CREATE = "create"
    UPDATE = "update"
    NONE = "none"
    FOREIGN = "foreign"
    """The name is taken by something duecare did not create; it is never touched."""
    BY_HAND = "by hand"
    """It differs, and a person has to put it in place: duecare renders it and never pushes it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Change:
    """One document against what was observed under its name."""

    kind: ChangeKind
    document: Document
    observed: Observed
    differences: tuple[Difference, ...]
    stage: Stage = Stage.DRAFT
    """How far what stands there is rolled out now; the document says how far it is to be."""
    use_cases: tuple[str, ...] = ()
    """Every use case the document serves."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Applied:
    """What a provider answered to one change."""

    provider_id: str
    version: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Receipt:
    """One change that was made, or was tried and failed half-way."""

    plan: str
    target: str
    name: str
    kind: ChangeKind
    outcome: str
    """
    `applied`, `found in place` (made by an earlier, interrupted run), `failed`, or `interrupted` (begun by
    an earlier run, and not in place).
    """
    provider_id: str
    version: str
    token: str
    """The idempotency token the provider was given."""
    document: str
    """The id of the document."""
    attempt: int = 0
    """Which try at this document under this plan, counted from 1; 0 where it was in place before a try."""
    written: tuple[str, ...] = ()
    not_written: tuple[str, ...] = ()

    @property
    def id(self) -> str:
        """What `duecare rollback --to` names."""
        fields = (self.plan, self.target, self.name, self.document, self.outcome, self.version, self.attempt)
        return f"receipt:{digest(fields)[:32]}"


class Receipts(Protocol):
    """Where receipts are kept. The evidence room implements it; the service wires the two."""

    def record(self, kind: str, subject: str, payload: Mapping[str, Any], actor: str, at: str) -> int:
        """Keep `payload` for good and return its place in the record."""
        ...

    def recorded(self, kind: str, subject: str | None) -> Sequence[Mapping[str, Any]]:
        """Every payload of `kind` about `subject`, oldest first; about anything where it is None."""
        ...


class Target(Protocol):
    """A system that enforces part of a posture."""

    @property
    def name(self) -> str:
        """What rows, plans and folders call it."""
        ...

    @property
    def proof(self) -> ProofLevel:
        """How far enforcement was shown by this project's tests."""
        ...

    def handles(self, demand: Demand) -> bool:
        """Whether this kind of target is made for `demand` at all."""
        ...

    def render(self, posture: Posture) -> Rendering:
        """The documents for `posture`; pure, and total over the demands it handles."""
        ...

    def validate(self, documents: Sequence[Document]) -> tuple[Fault, ...]:
        """Every fault of one rendering's documents, seen together because one may refer to another."""
        ...

    def normalise(self, document: Document) -> Any:
        """The state `observe` would report if the document were in place, as JSON values."""
        ...

    def observe(self, document: Document) -> Observed:
        """What stands under the document's name; raises `NotConnected` or a `ProviderError`."""
        ...

    def apply(self, change: Change, token: str) -> Applied:
        """Make one change; `token` makes a repeated call harmless. Raises a `ProviderError`."""
        ...

    def direction(self, difference: Difference) -> Direction:
        """What `difference`, from the document (`before`) to reality (`after`), does to the protection."""
        ...
