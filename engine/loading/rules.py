"""From the graph: conditions, rules, windows and contradictions."""

from __future__ import annotations

from collections.abc import Mapping
from enum import StrEnum

from engine.knowledge import (
    Basis,
    Concept,
    Condition,
    Contradiction,
    FactDefinition,
    Iri,
    LegalStatus,
    Level,
    Operator,
    Rule,
    RuleKind,
    Source,
    ValueType,
    Window,
)
from engine.loading.draft import Inventory
from engine.loading.things import Thing
from engine.loading.values import check_vocabulary, read_values
from engine.nearest import nearest

RULES = {
    "gov:RoleRule": RuleKind.ROLE,
    "gov:ConceptRule": RuleKind.CONCEPT,
    "gov:ClassificationRule": RuleKind.CLASSIFICATION,
    "gov:ObligationRule": RuleKind.OBLIGATION,
    "gov:ExceptionRule": RuleKind.EXCEPTION,
    "gov:ControlRule": RuleKind.CONTROL,
    "gov:PermissionRule": RuleKind.PERMISSION,
}
"""The kind of rule by its class."""


class ReviewStatus(StrEnum):
    """What has become of a rule in review."""

    PROPOSED = "proposed"
    REVIEWED = "reviewed"
    SUPERSEDED = "superseded"


def conditions(
    inventory: Inventory, facts: Mapping[Iri, FactDefinition], concepts: Mapping[Iri, Concept]
) -> dict[Iri, Condition]:
    """Every condition, whoever uses it; its values fit the fact it tests."""
    return {thing.id: _condition(thing, facts, concepts) for thing in inventory.of("gov:Condition")}


def _condition(
    thing: Thing, facts: Mapping[Iri, FactDefinition], concepts: Mapping[Iri, Concept]
) -> Condition:
    tested = thing.needed_iri("gov:fact")
    fact = facts.get(tested)
    values = tuple(value for value, _ in thing.lexical("gov:value"))
    if fact is not None:
        values = read_values(thing, fact.value_type, fact.id)
        if fact.value_type is ValueType.CONCEPT:
            check_vocabulary(thing, values, fact, concepts)
    elif tested:
        message = f"{tested} is asked here but declared nowhere.{nearest(tested, facts)}"
        thing.fault(message, mention=tested, expected="a fact with the class gov:FactDefinition.")
    return Condition(id=thing.id, fact=tested, operator=thing.choice("gov:operator", Operator), values=values)


class RuleReader:
    """Reads what has conditions."""

    def __init__(self, inventory: Inventory, conditions: Mapping[Iri, Condition]) -> None:
        self._inventory = inventory
        self._conditions = conditions

    def rules(self) -> dict[Iri, Rule]:
        """Every rule, of whatever kind."""
        return {
            thing.id: self._rule(thing, kind)
            for name, kind in RULES.items()
            for thing in self._inventory.of(name)
        }

    def _rule(self, thing: Thing, kind: RuleKind) -> Rule:
        status = thing.iri("gov:legalStatus")
        return Rule(
            id=thing.id,
            label=thing.needed_text("skos:prefLabel"),
            kind=kind,
            level=thing.choice("gov:level", Level),
            encodes=thing.iris("gov:encodes"),
            conditions=self._used(thing),
            concludes=thing.iris("gov:concludes"),
            defeats=thing.iris("gov:defeats"),
            basis=thing.choice("gov:basis", Basis, Basis.LAW),
            introduced_by=thing.iri("gov:introducedBy"),
            repealed_by=thing.iri("gov:repealedBy"),
            reading=thing.text("gov:reading"),
            explanation=thing.text("gov:explanation"),
            element_of=thing.iris("gov:elementOf"),
            under=thing.iris("gov:underReading"),
            legal_status=thing.choice("gov:legalStatus", LegalStatus) if status else None,
            review_status=thing.choice("gov:reviewStatus", ReviewStatus, ReviewStatus.PROPOSED).value,
            source=self._source(thing),
        )

    def windows(self) -> dict[Iri, Window]:
        """Every application window."""
        return {thing.id: self._window(thing) for thing in self._inventory.of("gov:ApplicationWindow")}

    def _window(self, thing: Thing) -> Window:
        return Window(
            id=thing.id,
            label=thing.needed_text("skos:prefLabel"),
            window_for=thing.iris("gov:windowFor"),
            applies_from=thing.needed_date("gov:appliesFrom"),
            applies_until=thing.date("gov:appliesUntil"),
            stated_in=thing.iris("gov:statedIn"),
            introduced_by=thing.needed_iri("gov:introducedBy"),
            replaces=thing.iris("gov:replaces"),
            conditions=self._used(thing),
            under=thing.iris("gov:underReading"),
            source=self._source(thing),
        )

    def contradictions(self) -> dict[Iri, Contradiction]:
        """Every contradiction."""
        return {
            thing.id: Contradiction(
                id=thing.id,
                label=thing.needed_text("skos:prefLabel"),
                level=thing.choice("gov:level", Level),
                conditions=self._used(thing),
            )
            for thing in self._inventory.of("gov:Contradiction")
        }

    def _used(self, thing: Thing) -> tuple[Condition, ...]:
        names = thing.iris("gov:condition")
        for name in sorted(set(names) - set(self._conditions)):
            message = f"{name} is used as a condition but described nowhere.{nearest(name, self._conditions)}"
            thing.fault(message, mention=name, expected="a block for it with the class gov:Condition.")
        return tuple(self._conditions[name] for name in names if name in self._conditions)

    def _source(self, thing: Thing) -> Source:
        return self._inventory.ground.sources.of(thing.id) or Source(file="", line=0)
