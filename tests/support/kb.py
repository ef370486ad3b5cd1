"""Knowledge bases and use cases in a few words, for tests.

Names are short: the fact `a` is `fact:a`, and what a rule concludes names its vocabulary before the dot,
so that `tier.high` is the concept `t:tier.high` of `scheme:tier`. What rules mention is declared for them:
an unknown fact is a boolean of the rule's level.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import chain
from typing import Any

from engine.kinds import FactKind, Level, Operator, RuleKind, ValueType
from engine.knowledge import (
    Concept,
    Condition,
    FactDefinition,
    Instrument,
    Iri,
    KnowledgeBase,
    Provision,
    Rule,
    Source,
    Window,
)
from engine.posture import StackComponent
from engine.usecase import Stated, Subject, Tool, UseCase

NOWHERE = Source(file="test.ttl", line=1)
ACT, AMENDMENT = Iri("t:act"), Iri("t:amendment")
FAMILIES = {
    "role": Level.ACTOR,
    "nature": Level.FUNCTION,
    "tier": Level.FUNCTION,
    "obligation": Level.ACTOR,
    "control-demand": Level.USE_CASE,
    "permission": Level.TOOL,
    "component-nature": Level.COMPONENT,
}
RANKED = {
    "tier.prohibited": ("tier.high", "tier.minimal"),
    "tier.high": ("tier.minimal",),
    "tier.transparency": ("tier.minimal",),
    "tier.minimal": (),
    "permission.deny": ("permission.ask", "permission.allow"),
    "permission.ask": ("permission.allow",),
    "permission.allow": (),
}


def name(short: str) -> Iri:
    """The identifier of a conclusion, rule or window."""
    return Iri(f"t:{short}")


def fact_name(short: str) -> Iri:
    """The identifier of a fact."""
    return Iri(f"fact:{short}")


def on(fact: str, *values: str, operator: Operator = Operator.EQUAL) -> Condition:
    """A condition on a stated fact; without values, that it is true."""
    identifier = Iri(f"t:on.{fact}.{operator}.{'.'.join(values)}")
    return Condition(id=identifier, fact=fact_name(fact), operator=operator, values=values or ("true",))


def concluded(*conclusions: str) -> Condition:
    """A condition on conclusions of one vocabulary."""
    family = conclusions[0].split(".")[0]
    return Condition(
        id=Iri(f"t:concluded.{'.'.join(conclusions)}"),
        fact=fact_name(family),
        operator=Operator.ANY_OF,
        values=tuple(map(name, conclusions)),
    )


def rule(
    short: str,
    *conditions: Condition | str,
    then: str = "",
    defeats: str = "",
    level: Level = Level.FUNCTION,
    **more: Any,
) -> Rule:
    """A rule; an exception where it defeats. Conditions given as text are facts that must be true."""
    return Rule(
        id=name(short),
        label=f"Rule {short}",
        kind=more.pop("kind", RuleKind.EXCEPTION if defeats else RuleKind.CONCEPT),
        level=level,
        encodes=more.pop("encodes", (Iri("t:art_1"),)),
        conditions=tuple(on(c) if isinstance(c, str) else c for c in conditions),
        concludes=tuple(map(name, then.split())),
        defeats=tuple(map(name, defeats.split())),
        source=NOWHERE,
        **more,
    )


def fact(
    short: str,
    level: Level = Level.FUNCTION,
    value_type: ValueType = ValueType.BOOLEAN,
    *,
    scheme: str = "",
    **more: Any,
) -> FactDefinition:
    """A declared fact, with its path of one key."""
    return FactDefinition(
        id=fact_name(short),
        label=f"Fact {short}",
        kind=more.pop("kind", FactKind.DECLARED),
        level=level,
        value_type=ValueType.CONCEPT if scheme else value_type,
        question=f"What about {short}?",
        scheme=Iri(f"scheme:{scheme}") if scheme else None,
        path=more.pop("path", (short,)),
        **more,
    )


def concept(short: str, *broader: str, **more: Any) -> Concept:
    """A concept of the vocabulary its name begins with; ranks and the residual tier are given."""
    prevails = tuple(map(name, RANKED.get(short, ())))
    return Concept(
        id=name(short),
        scheme=Iri(f"scheme:{short.split('.')[0]}"),
        label=f"Concept {short}",
        broader=tuple(map(name, broader)),
        prevails_over=more.pop("prevails_over", prevails),
        residual=more.pop("residual", short == "tier.minimal"),
        **more,
    )


def window(short: str, *subjects: str, start: str, **more: Any) -> Window:
    """A window of the act for the conclusions named."""
    return Window(
        id=name(short),
        label=f"Window {short}",
        window_for=tuple(map(name, subjects)),
        applies_from=start,
        stated_in=(Iri("t:art_1"),),
        introduced_by=more.pop("introduced_by", ACT),
        replaces=tuple(map(name, more.pop("replaces", ()))),
        source=NOWHERE,
        **more,
    )


def knowledge_base(
    *rules: Rule,
    facts: Iterable[FactDefinition] = (),
    concepts: Iterable[Concept] = (),
    windows: Iterable[Window] = (),
    **more: Any,
) -> KnowledgeBase:
    """A knowledge base of these rules, with everything they mention and nothing else."""
    declared = {f.id: f for f in chain(_families(), _structural(), _mentioned(rules), facts)}
    names = {c.id: c for c in chain(map(concept, RANKED), _conclusions(rules), concepts)}
    return KnowledgeBase(
        version=more.pop("version", "test 1"),
        fingerprint=more.pop("fingerprint", "0" * 64),
        checked_until=more.pop("checked_until", "2026-11-01"),
        coverage=(),
        not_covered=more.pop("not_covered", ("Everything else.",)),
        prefixes={"t": "https://example.org/t/"},
        instruments=more.pop("instruments", _instruments()),
        provisions={Iri("t:art_1"): _article("1"), Iri("t:art_2"): _article("2")},
        concepts=dict(sorted(names.items())),
        schemes={},
        facts=dict(sorted(declared.items())),
        rules={r.id: r for r in sorted(rules, key=lambda r: r.id)},
        windows={w.id: w for w in windows},
        controls=more.pop("controls", {}),
        parameters=more.pop("parameters", {}),
        mappings=more.pop("mappings", ()),
        **more,
    )


def _instruments() -> dict[Iri, Instrument]:
    return {
        ACT: Instrument(id=ACT, title="An act", short="Act", kind="law", published="2024-07-12"),
        AMENDMENT: Instrument(
            id=AMENDMENT, title="An amendment", short="Amendment", kind="law", published="2026-07-24"
        ),
    }


def _article(number: str) -> Provision:
    return Provision(
        id=Iri(f"t:art_{number}"),
        instrument=ACT,
        parent=None,
        number=number,
        title=f"Article {number}",
        citation=f"Art. {number}",
    )


def _families() -> Iterable[FactDefinition]:
    return (
        fact(family, level, scheme=family, kind=FactKind.CONCLUDED, path=())
        for family, level in FAMILIES.items()
    )


def _structural() -> Iterable[FactDefinition]:
    yield fact("components", Level.USE_CASE, kind=FactKind.STRUCTURAL, opens=Level.COMPONENT, path=("stack",))
    yield fact("tools", Level.COMPONENT, kind=FactKind.STRUCTURAL, opens=Level.TOOL)


def _mentioned(rules: Sequence[Rule]) -> Iterable[FactDefinition]:
    families = set(map(fact_name, FAMILIES))
    return (
        fact(condition.fact.removeprefix("fact:"), rule.level)
        for rule in rules
        for condition in rule.conditions
        if condition.fact not in families
    )


def _conclusions(rules: Sequence[Rule]) -> Iterable[Concept]:
    return (concept(c.removeprefix("t:")) for rule in rules for c in rule.concludes)


def stated(value: bool | str | Sequence[str], pointer: str = "") -> Stated:
    """What a profile says of a fact: a truth value, a literal, or a list of terms."""
    if isinstance(value, bool):
        values: tuple[str, ...] = ("true" if value else "false",)
    else:
        values = (value,) if isinstance(value, str) else tuple(value)
    return Stated(values=values, pointers=(pointer,) * max(1, len(values)))


Facts = Mapping[str, bool | str | Sequence[str]]


def subject(level: Level, identifier: str, facts: Facts, pointer: str = "") -> Subject:
    """One subject with what is stated of it."""
    said = {fact_name(key): stated(value, f"{pointer}/{key}") for key, value in facts.items()}
    return Subject(level=level, id=identifier, facts=said, pointer=pointer)


def use_case(
    *functions: Facts,
    whole: Facts | None = None,
    actors: Mapping[str, Facts] | None = None,
    components: Mapping[str, Facts] | None = None,
    tools: Mapping[str, Facts] | None = None,
    unlisted: Mapping[Level, str] | None = None,
) -> UseCase:
    """A use case with these functions, called f0, f1, …; tools are named `component/tool`."""
    listed = [
        subject(Level.USE_CASE, "case", whole or {}),
        *(subject(Level.ACTOR, key, said, f"/actors/{key}") for key, said in (actors or {}).items()),
        *(subject(Level.FUNCTION, f"f{i}", said, f"/functions/{i}") for i, said in enumerate(functions)),
        *(
            subject(Level.COMPONENT, key, said, f"/stack/{i}")
            for i, (key, said) in enumerate((components or {}).items())
        ),
        *(subject(Level.TOOL, key, said, f"/tools/{key}") for key, said in (tools or {}).items()),
    ]
    named = [key.split("/") for key in tools or {}]
    return UseCase(
        id="case",
        title="A case",
        subjects=tuple(listed),
        unlisted=unlisted or {},
        stack=tuple(StackComponent(id=key, kind=Iri("t:kind.agent")) for key in components or {}),
        tools=tuple(Tool(component=component, name=tool) for component, tool in named),
        document='{"id":"case"}',
    )
