"""What a knowledge base says, as frozen values.

Identifiers are compact IRIs such as `aia:art_26.par_2`; `KnowledgeBase.prefixes` expands them.
Nothing here reads a file: `engine.loading.loader` makes these values, `engine.compiled` keeps them as JSON.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from engine.catalogue import ControlType, Escalation, Metric, Parameter, ParameterValue
from engine.contested import ContestedPoint, LegalReading
from engine.identifiers import Iri
from engine.kinds import Basis, FactKind, LegalStatus, Level, Operator, RuleKind, Strictness, ValueType

__all__ = [
    "Basis",
    "Concept",
    "Condition",
    "ContestedPoint",
    "Contradiction",
    "ControlType",
    "Escalation",
    "FactDefinition",
    "FactKind",
    "Instrument",
    "Iri",
    "KnowledgeBase",
    "LegalReading",
    "LegalStatus",
    "Level",
    "Mapping",
    "Metric",
    "Operator",
    "Parameter",
    "ParameterValue",
    "Provision",
    "Rule",
    "RuleKind",
    "Source",
    "Strictness",
    "ValueType",
    "Window",
]


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """Where in the knowledge base's files a statement stands."""

    file: str
    line: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Instrument:
    """A law, an amending act, a standard, a framework or a policy."""

    id: Iri
    title: str
    short: str
    """How citations name it, e.g. `AI Act`."""
    kind: str
    published: str
    """ISO date of publication (Official Journal for Union law): from then on it is known law."""
    in_force: str = ""
    see_also: str = ""
    text_as_of: str = ""
    """Date of the consolidation that was encoded, where there is one."""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Provision:
    """A citable part of an instrument."""

    id: Iri
    instrument: Iri
    parent: Iri | None
    number: str
    title: str
    citation: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Concept:
    """A term of a closed vocabulary, or something rules can conclude."""

    id: Iri
    scheme: Iri
    label: str
    definition: str = ""
    broader: tuple[Iri, ...] = ()
    expands_to: tuple[Iri, ...] = ()
    """Terms of another fact that stating this one amounts to (shorthand)."""
    prevails_over: tuple[Iri, ...] = ()
    """For tiers and permissions: which other conclusions of the family this one outranks."""
    residual: bool = False
    """For tiers: concluded only when every rule of the family is settled and none fired."""
    borne_by: tuple[Iri, ...] = ()
    """For obligations: the operator roles that bear the duty."""
    stated_in: tuple[Iri, ...] = ()
    """The provisions that state it."""
    element_of: tuple[Iri, ...] = ()
    """The provisions it is only one element of; they need not apply where it holds."""
    timing: str = ""
    """For obligations: when in the life of the system it falls due, e.g. `before first use`."""
    timing_begins: tuple[str, ...] = ()
    """For a moment at which things fall due: how the timings begin that mean it."""
    reads_answers: bool = False
    """For a role: answers are written for whoever has it, so what it owes is never folded."""
    fine_tier: str = ""
    time_limit: str = ""
    retention: str = ""
    """For obligations: the fine's tier, the longest time allowed, how long to keep; see `kb/ontology.ttl`."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FactDefinition:
    """A question rules may ask of a profile, or a family of conclusions."""

    id: Iri
    label: str
    kind: FactKind
    level: Level
    value_type: ValueType
    question: str = ""
    example: str = ""
    scheme: Iri | None = None
    path: tuple[str, ...] = ()
    """Keys under the subject in the profile, e.g. `("processing", "personal_data")`."""
    many: bool = False
    changeable: bool | None = None
    """Whether the organisation can make it otherwise by its own choice; None where the packs do not say."""
    expands_into: Iri | None = None
    """The fact into which the values of this shorthand fact expand."""
    opens: Level | None = None
    """For structural facts: the level whose subjects it lists."""
    count_from: int = 0
    """For counted facts: how many entries of the list, which `path` names first, must say a term."""
    recorded_act: bool = False
    """True where it is the organisation's own act, which it records: what is not stated was not done."""
    seconds: Iri | None = None
    """The judgement that this one supports; somebody else must have made it."""
    listed_by: tuple[Iri, ...] = ()
    """For structural facts: the kinds of component that have such a list; empty where all subjects do."""

    @property
    def is_recorded(self) -> bool:
        """Whether it is read off what is recorded, so that nothing recorded is an answer and no silence."""
        return self.recorded_act or self.count_from > 0


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """One fact, one operator, any-of values."""

    id: Iri
    fact: Iri
    operator: Operator
    values: tuple[str, ...]
    """Concept IRIs, or literals in lexical form (`true`, `0.5`, `2026-08-02`)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """If all conditions hold, conclude or defeat."""

    id: Iri
    label: str
    kind: RuleKind
    level: Level
    encodes: tuple[Iri, ...]
    """The provisions it states, to which it amounts as soon as it fires."""
    conditions: tuple[Condition, ...]
    concludes: tuple[Iri, ...] = ()
    defeats: tuple[Iri, ...] = ()
    basis: Basis = Basis.LAW
    introduced_by: Iri | None = None
    """The instrument whose publication made this rule law, where it was not the first text."""
    repealed_by: Iri | None = None
    reading: str = ""
    """The project's reading, where the text leaves a real choice; printed with the rule and labelled so."""
    explanation: str = ""
    """What else a reader should know of it; it chooses nothing, so it changes no label."""
    element_of: tuple[Iri, ...] = ()
    """The provisions of which it states one element only; they need not apply where it fires."""
    under: tuple[Iri, ...] = ()
    """The readings of contested points under any of which it stands; empty where it always does."""
    legal_status: LegalStatus | None = None
    """What it has behind it, where that is stated outright."""
    review_status: str = "proposed"
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """When something applies, and since when that is the law."""

    id: Iri
    label: str
    window_for: tuple[Iri, ...]
    applies_from: str
    applies_until: str = ""
    """Last day, inclusive; empty for open-ended."""
    stated_in: tuple[Iri, ...]
    introduced_by: Iri
    replaces: tuple[Iri, ...] = ()
    """Windows that stopped being the law when `introduced_by` was published."""
    conditions: tuple[Condition, ...] = ()
    """A window with conditions is an exception to the one without; it must be shown."""
    under: tuple[Iri, ...] = ()
    """The readings of contested points under any of which it stands; empty where it always does."""
    source: Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Mapping:
    """One SSSOM row: a subject, a predicate, an object, and who says so."""

    id: str
    subject: Iri
    predicate: str
    object: Iri
    author: str
    date: str
    authority: str = ""
    """Who the author is and what stands behind the assertion, in words; empty for the project's own rows."""
    origin: str = ""
    """The source the assertion was taken over from; empty where it was made here."""
    reviewer: str = ""
    review_date: str = ""
    agreement: str = ""
    confidence: str = ""
    comment: str = ""
    negated: bool = False
    file: str = ""

    @property
    def status(self) -> str:
        """`proposed` until somebody else reviewed it, then `reviewed` or `disputed`."""
        if not self.reviewer:
            return "proposed"
        return "reviewed" if float(self.agreement or "0") >= 0.5 else "disputed"


@dataclass(frozen=True, slots=True, kw_only=True)
class Contradiction:
    """Conditions that cannot all be true of one subject; a profile stating them is refused."""

    id: Iri
    label: str
    level: Level
    conditions: tuple[Condition, ...]


@dataclass(frozen=True, slots=True, kw_only=True, eq=False, weakref_slot=True)
class KnowledgeBase:
    """Everything the packs say, by compact IRI, in sorted order. Compared by identity; see `fingerprint`."""

    version: str
    fingerprint: str
    """SHA-256 over the sorted N-Triples of all packs and the mapping rows."""
    checked_until: str
    """ISO date up to which the project looked for changes of the law."""
    coverage: tuple[str, ...]
    """What is encoded, in sentences."""
    not_covered: tuple[str, ...]
    """What is not encoded yet, in sentences; printed with every answer."""
    prefixes: dict[str, str]
    instruments: dict[Iri, Instrument]
    provisions: dict[Iri, Provision]
    concepts: dict[Iri, Concept]
    schemes: dict[Iri, str]
    """Scheme to label."""
    facts: dict[Iri, FactDefinition]
    rules: dict[Iri, Rule]
    windows: dict[Iri, Window]
    controls: dict[Iri, ControlType]
    parameters: dict[Iri, Parameter]
    mappings: tuple[Mapping, ...]
    contradictions: dict[Iri, Contradiction] = field(default_factory=dict)
    points: dict[Iri, ContestedPoint] = field(default_factory=dict)
    """What the law leaves open."""
    readings: dict[Iri, LegalReading] = field(default_factory=dict)
    """The answers to it that can be chosen."""
