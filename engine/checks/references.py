"""Whatever a statement names must exist, and be the kind of thing that can stand there."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass

from engine.errors import Fault
from engine.knowledge import Iri
from engine.loading.draft import Draft
from engine.nearest import nearest
from engine.terms import COMPONENT_KIND


@dataclass(frozen=True, slots=True)
class Reference:
    """One property of one thing, and where its values must be found."""

    thing: Iri
    property_: str
    targets: tuple[Iri, ...]
    known: Collection[Iri]
    kind: str


def check_references(draft: Draft) -> Iterator[Fault]:
    """A fault for every name that names nothing of the kind that is wanted."""
    found = (_of_law, _of_readings, _of_vocabulary, _of_rules, _of_controls)
    for reference in (reference for references in found for reference in references(draft)):
        for target in reference.targets:
            if target and target not in reference.known:
                yield draft.fault(
                    reference.thing,
                    f"{reference.property_} names {target}, which is no {reference.kind}."
                    + nearest(target, reference.known),
                    mention=target,
                    expected=f"{_article(reference.kind)} that exists.",
                )


def _article(kind: str) -> str:
    return f"{'an' if kind[0] in 'aeio' else 'a'} {kind}"


def _of_law(draft: Draft) -> Iterator[Reference]:
    kb = draft.knowledge_base
    for provision in kb.provisions.values():
        yield Reference(
            provision.id, "gov:partOfInstrument", (provision.instrument,), kb.instruments, "instrument"
        )
        parent = (provision.parent,) if provision.parent else ()
        yield Reference(provision.id, "eli:is_part_of", parent, kb.provisions, "provision")
    for window in kb.windows.values():
        yield Reference(window.id, "gov:statedIn", window.stated_in, kb.provisions, "provision")
        yield Reference(window.id, "gov:introducedBy", (window.introduced_by,), kb.instruments, "instrument")
        yield Reference(window.id, "gov:replaces", window.replaces, kb.windows, "window")
        yield Reference(window.id, "gov:windowFor", window.window_for, kb.concepts, "tier or obligation")
        yield Reference(window.id, "gov:underReading", window.under, kb.readings, "reading")


def _of_readings(draft: Draft) -> Iterator[Reference]:
    kb = draft.knowledge_base
    citable = kb.provisions.keys() | kb.instruments.keys()
    for point in kb.points.values():
        yield Reference(point.id, "gov:statedIn", point.stated_in, kb.provisions, "provision")
        yield Reference(point.id, "gov:defaultReading", (point.default,), kb.readings, "reading")
    for reading in kb.readings.values():
        yield Reference(reading.id, "gov:readingOf", (reading.point,), kb.points, "contested point")
        yield Reference(reading.id, "gov:cites", reading.cites, citable, "provision")


def _of_vocabulary(draft: Draft) -> Iterator[Reference]:
    kb = draft.knowledge_base
    families: dict[Iri, set[Iri]] = {}
    for concept in kb.concepts.values():
        families.setdefault(concept.scheme, set()).add(concept.id)
    for concept in kb.concepts.values():
        family = families[concept.scheme]
        yield Reference(concept.id, "skos:inScheme", (concept.scheme,), kb.schemes, "vocabulary")
        yield Reference(concept.id, "skos:broader", concept.broader, family, f"concept of {concept.scheme}")
        yield Reference(
            concept.id, "gov:prevailsOver", concept.prevails_over, family, f"concept of {concept.scheme}"
        )
        yield Reference(concept.id, "gov:borneBy", concept.borne_by, kb.concepts, "concept")
        yield Reference(concept.id, "gov:statedIn", concept.stated_in, kb.provisions, "provision")
        yield Reference(concept.id, "gov:elementOf", concept.element_of, kb.provisions, "provision")
        yield Reference(concept.id, "gov:expandsTo", concept.expands_to, kb.concepts, "concept")
    kinds = _kinds_of_component(draft)
    for fact in kb.facts.values():
        yield Reference(fact.id, "gov:listedBy", fact.listed_by, kinds, "kind of component")
        scheme = (fact.scheme,) if fact.scheme else ()
        yield Reference(fact.id, "gov:valueScheme", scheme, kb.schemes, "vocabulary")
        expanded = (fact.expands_into,) if fact.expands_into else ()
        yield Reference(fact.id, "gov:expandsInto", expanded, kb.facts, "fact")


def _kinds_of_component(draft: Draft) -> frozenset[Iri]:
    """The terms of the fact that says what kind a component is; none where no fact asks for it."""
    kb = draft.knowledge_base
    asked = kb.facts.get(COMPONENT_KIND)
    return frozenset(c.id for c in kb.concepts.values() if asked is not None and c.scheme == asked.scheme)


def _of_rules(draft: Draft) -> Iterator[Reference]:
    kb = draft.knowledge_base
    for rule in kb.rules.values():
        instruments = tuple(name for name in (rule.introduced_by, rule.repealed_by) if name)
        yield Reference(rule.id, "gov:encodes", rule.encodes, kb.provisions, "provision")
        yield Reference(rule.id, "gov:elementOf", rule.element_of, kb.provisions, "provision")
        yield Reference(rule.id, "gov:underReading", rule.under, kb.readings, "reading")
        yield Reference(rule.id, "gov:concludes", rule.concludes, kb.concepts, "concept")
        yield Reference(rule.id, "gov:defeats", rule.defeats, kb.rules, "rule")
        yield Reference(
            rule.id, "gov:introducedBy or gov:repealedBy", instruments, kb.instruments, "instrument"
        )


def _of_controls(draft: Draft) -> Iterator[Reference]:
    kb = draft.knowledge_base
    citable = kb.provisions.keys() | kb.instruments.keys()
    for control in kb.controls.values():
        yield Reference(
            control.id, "gov:enforcementPoint", control.enforcement_points, kb.concepts, "concept"
        )
        family = (control.family,) if control.family else ()
        yield Reference(control.id, "gov:family", family, kb.concepts, "concept")
        yield Reference(control.id, "gov:signal", control.signals, kb.concepts, "concept")
        yield Reference(control.id, "gov:hasParameter", control.parameters, kb.parameters, "parameter")
    for parameter in kb.parameters.values():
        for value in parameter.values:
            yield Reference(value.id, "gov:cites", value.cites, citable, "provision")
            yield Reference(value.id, "gov:requiredBy", value.required_by, kb.concepts, "concept")
