"""The values of conditions and parameters: of the right type, exactly written, from the right vocabulary."""

from __future__ import annotations

from collections.abc import Mapping

from engine.knowledge import Concept, FactDefinition, Iri, ValueType
from engine.loading.things import DATATYPES, TEXT, Thing
from engine.nearest import nearest

_WRITTEN = {
    ValueType.BOOLEAN: "true or false, without quotation marks.",
    ValueType.INTEGER: "a whole number, such as 10.",
    ValueType.DECIMAL: "a number without exponent, such as 0.5.",
    ValueType.DATE: '"YYYY-MM-DD"^^xsd:date.',
    ValueType.CONCEPT: "the name of a concept, such as term:purpose.recruitment-or-selection.",
    ValueType.TEXT: 'a text in quotation marks, "…".',
}


def read_values(thing: Thing, value_type: ValueType, of_what: str) -> tuple[str, ...]:
    """The values `thing` states, in lexical form, sorted; those not of the type `of_what` has are faults."""
    found = thing.lexical("gov:value")
    if not found:
        thing.fault("gov:value is missing.", expected=_WRITTEN[value_type])
    for value, datatype in found:
        if not _fits(value_type, datatype):
            message = f"{value} is no value of {of_what}, whose type is {value_type}."
            thing.fault(message, mention="gov:value", expected=_WRITTEN[value_type])
    return tuple(value for value, _ in found)


def check_vocabulary(
    thing: Thing, values: tuple[str, ...], fact: FactDefinition, concepts: Mapping[Iri, Concept]
) -> None:
    """Notes every one of `values` that is no concept of the vocabulary of `fact`."""
    for value in sorted(set(values)):
        known = concepts.get(Iri(value))
        if known is not None and known.scheme == fact.scheme:
            continue
        vocabulary = [concept.id for concept in concepts.values() if concept.scheme == fact.scheme]
        message = (
            f"{value} is no term of {fact.scheme}, the vocabulary of {fact.id}.{nearest(value, vocabulary)}"
        )
        thing.fault(message, mention=value, expected=f"a concept with skos:inScheme {fact.scheme}.")


def _fits(value_type: ValueType, datatype: object) -> bool:
    if value_type is ValueType.CONCEPT:
        return datatype is None
    if value_type is ValueType.TEXT:
        return datatype is not None and datatype in TEXT
    return datatype in DATATYPES[value_type]
