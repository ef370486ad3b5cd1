"""The API's answers about use cases, as its description declares them; version 1 may add members."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel, ConfigDict, Field

from engine.posture import ControlRequirement, Gap, StackComponent, ToolPermission

NOTICE = "Not legal advice."


class Answer(BaseModel):
    """What all answers have in common."""

    model_config = ConfigDict(extra="allow")


class KnowledgeBaseState(Answer):
    """Which law and policy an answer rests on."""

    version: str
    fingerprint: str = Field(description="SHA-256 over all packs and mappings.")
    checked_until: str = Field(description="The day until which the project looked for changes of the law.")
    not_covered: list[str] = Field(default_factory=list, description="What is not encoded yet.")


class Standing(Answer):
    """Who decided, on which law: part of every answer about a use case."""

    executor: str = Field(description="`durable-rules`, or `definition` where the definition decided alone.")
    cross_checked: bool = Field(description="Whether a second evaluation came to the same verdicts.")
    as_of: str
    known_at: str
    knowledge_base: KnowledgeBaseState
    notice: str = NOTICE


class UseCaseSummary(Answer):
    """One use case in the list."""

    id: str
    title: str
    revision: int
    recorded_at: str
    ledger_entry: int
    readable: bool = Field(description="False where this knowledge base no longer reads the profile.")
    tiers: list[str] = Field(description="Labels of the tiers that hold today; empty where none is settled.")
    is_complete: bool | None = Field(description="False while an open question could still raise a tier.")


class UseCaseList(Answer):
    """Every use case, by id."""

    use_cases: list[UseCaseSummary]
    executor: str
    knowledge_base: KnowledgeBaseState
    notice: str = NOTICE


class UseCaseRecord(Answer):
    """The latest revision of a profile."""

    id: str
    title: str
    revision: int
    recorded_at: str
    recorded_by: str = Field(description="As the caller named itself; nothing vouches for the name.")
    ledger_entry: int
    profile: dict[str, Any]
    executor: str
    knowledge_base: KnowledgeBaseState
    notice: str = NOTICE


class Alternative(Answer):
    """Another window that would govern if an open question were answered so."""

    model_config = ConfigDict(extra="allow", populate_by_name=True)

    window: str
    applies_from: str = Field(alias="from")


class Binding(Answer):
    """When something binds, seen from the day asked about."""

    state: str = Field(description="`binding`, `upcoming` or `ended`.")
    applies_from: str = Field(alias="from")
    applies_until: str | None = Field(alias="until")
    window: str
    alternatives: list[Alternative]


class Found(Answer):
    """A conclusion that holds for one subject."""

    conclusion: str
    label: str
    family: str
    level: str
    subject: str
    contestable: bool = Field(description="True while an exception could still take it away.")
    rules: list[str]
    citations: list[str]
    elements: list[str] = Field(description="Provisions of which it is one element only.")
    legal_status: dict[str, str] = Field(description="`application` and `ground`; see docs/json.md.")
    readings: list[str] = Field(description="The readings of contested points it stands under.")
    binding: Binding | None


class Question(Answer):
    """A fact nobody stated and that something waits for."""

    fact: str
    question: str
    example: str
    pointer: str = Field(description="JSON Pointer of the place in the profile where the answer belongs.")
    decides: list[dict[str, str]]


class DeterminationAnswer(Standing):
    """A determination, `duecare.determination/1`, and where it was recorded."""

    format: str
    id: str
    use_case: str
    title: str
    is_complete: bool
    tiers: list[dict[str, str]]
    findings: list[Found]
    defeated: list[dict[str, Any]] = Field(description="Rules an exception took away, with the exceptions.")
    undetermined: list[dict[str, Any]]
    profile: Any
    questions: list[Question]
    readings: list[str] = Field(description="Readings chosen instead of the default of their point.")
    other_readings: list[dict[str, Any]] = Field(description="What each other reading would change here.")
    recorded: bool = Field(description="False for a dry run, which records nothing.")
    ledger_entry: int | None


class PostureAnswer(Standing):
    """A posture, `duecare.posture/1`: everything the use case must have."""

    format: str
    id: str
    use_case: str
    title: str
    determination: str
    is_complete: bool
    requirements: list[ControlRequirement]
    permissions: list[ToolPermission]
    gaps: list[Gap]
    stack: list[StackComponent]


class Step(Answer):
    """One statement of a derivation, with the citations that carry it."""

    id: str
    kind: str
    sentence: str
    citations: list[str]
    elements: list[str] = Field(description="Provisions of which only an element is found.")
    because: list[str]
    considered: list[str]


class WhyAnswer(Standing):
    """A derivation, `duecare.why/1` or `duecare.why-not/1`: statements that refer to one another by id."""

    format: str
    question: str
    roots: list[str]
    nodes: list[Step]


class DifferenceRecord(Answer):
    """One thing that would differ."""

    kind: str
    id: str
    label: str
    subject: str
    before: str
    after: str
    citations: list[str]
    causes: list[int] = Field(description="Places in the answer's `causes`.")


class WhatIfAnswer(Standing):
    """What would differ, `duecare.what-if/1`, and because of what."""

    format: str
    use_case: str
    supposed: list[str]
    before: dict[str, Any]
    after: dict[str, Any]
    differences: list[DifferenceRecord]
    causes: list[dict[str, Any]]


class FlipRecord(Answer):
    """One smallest set of facts: with all of them it flips, with fewer it does not."""

    changes: list[dict[str, Any]]
    tiers: list[dict[str, str]]
    citations: list[str]


class FlipsAnswer(Standing):
    """What would have to be true, `duecare.flips/1`; no advice to state it."""

    format: str
    use_case: str
    question: str
    label: str
    subject: str
    holds: bool
    flips: list[FlipRecord]
    trials: int
    is_cut: bool = Field(description="Whether a bound was met, so that there may be other sets.")
    most_changes: int
    bounds: str = Field(description="What was kept fixed, in words.")


class QuestionsAnswer(Standing):
    """The open questions, those first that settle most."""

    format: str
    use_case: str
    is_complete: bool
    questions: list[Question]
