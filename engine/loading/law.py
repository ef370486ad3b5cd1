"""From the graph: packs, instruments, provisions, vocabularies and facts."""

from __future__ import annotations

from dataclasses import dataclass

from engine.knowledge import (
    Concept,
    ContestedPoint,
    FactDefinition,
    FactKind,
    Instrument,
    Iri,
    LegalReading,
    LegalStatus,
    Level,
    Provision,
    ValueType,
)
from engine.loading.draft import CONCEPTS, Inventory
from engine.loading.things import Thing


@dataclass(frozen=True, slots=True, kw_only=True)
class Pack:
    """What a pack says about itself."""

    id: Iri
    label: str
    version: str
    checked_until: str
    covers: tuple[str, ...]
    does_not_cover: tuple[str, ...]


def packs(inventory: Inventory) -> tuple[Pack, ...]:
    """The packs, sorted."""
    return tuple(
        Pack(
            id=thing.id,
            label=thing.text("skos:prefLabel"),
            version=thing.needed_text("owl:versionInfo"),
            checked_until=thing.needed_date("gov:checkedUntil"),
            covers=thing.texts("gov:covers"),
            does_not_cover=thing.texts("gov:doesNotCover"),
        )
        for thing in inventory.of("gov:Pack")
    )


def instruments(inventory: Inventory) -> dict[Iri, Instrument]:
    """The instruments, sorted by identifier."""
    return {
        thing.id: Instrument(
            id=thing.id,
            title=thing.needed_text("eli:title"),
            short=thing.needed_text("gov:shortTitle"),
            kind=thing.needed_text("gov:instrumentKind"),
            published=thing.needed_date("eli:date_publication"),
            in_force=thing.date("eli:first_date_entry_in_force"),
            see_also=(thing.iris("rdfs:seeAlso") or (Iri(""),))[0],
            text_as_of=thing.date("gov:textAsOf"),
            note=" ".join(thing.texts("skos:note")),
        )
        for thing in inventory.of("gov:Instrument")
    }


def provisions(inventory: Inventory) -> dict[Iri, Provision]:
    """The provisions, sorted by identifier. One that hangs from its instrument itself has no parent."""
    return {thing.id: _provision(thing) for thing in inventory.of("gov:Provision")}


def _provision(thing: Thing) -> Provision:
    thing.text("skos:definition")
    instrument = thing.needed_iri("gov:partOfInstrument")
    parent = thing.iri("eli:is_part_of")
    return Provision(
        id=thing.id,
        instrument=instrument,
        parent=None if parent == instrument else parent,
        number=thing.text("eli:number"),
        title=thing.text("eli:title"),
        citation=thing.needed_text("gov:citation"),
    )


def schemes(inventory: Inventory) -> dict[Iri, str]:
    """The vocabularies and their labels."""
    found = {}
    for thing in inventory.of("skos:ConceptScheme"):
        thing.text("skos:definition")
        found[thing.id] = thing.needed_text("skos:prefLabel")
    return found


def concepts(inventory: Inventory) -> dict[Iri, Concept]:
    """Every term of a vocabulary and everything rules can conclude, control types included."""
    return {thing.id: _concept(thing) for thing in inventory.of("skos:Concept", *CONCEPTS)}


def _concept(thing: Thing) -> Concept:
    return Concept(
        id=thing.id,
        scheme=thing.needed_iri("skos:inScheme"),
        label=thing.needed_text("skos:prefLabel"),
        definition=thing.text("skos:definition"),
        broader=thing.iris("skos:broader"),
        expands_to=thing.iris("gov:expandsTo"),
        prevails_over=thing.iris("gov:prevailsOver"),
        residual=thing.flag("gov:residual"),
        borne_by=thing.iris("gov:borneBy"),
        stated_in=thing.iris("gov:statedIn"),
        element_of=thing.iris("gov:elementOf"),
        timing=thing.text("gov:timing"),
        timing_begins=thing.texts("gov:timingBegins"),
        reads_answers=thing.flag("gov:readsAnswers"),
        fine_tier=thing.text("gov:fineTier"),
        time_limit=thing.text("gov:timeLimit"),
        retention=thing.text("gov:retention"),
    )


def points(inventory: Inventory) -> dict[Iri, ContestedPoint]:
    """What the law leaves open, sorted by identifier."""
    return {
        thing.id: ContestedPoint(
            id=thing.id,
            question=thing.needed_text("skos:prefLabel"),
            definition=thing.needed_text("skos:definition"),
            stated_in=thing.iris("gov:statedIn"),
            default=thing.needed_iri("gov:defaultReading"),
        )
        for thing in inventory.of("gov:ContestedPoint")
    }


def readings(inventory: Inventory) -> dict[Iri, LegalReading]:
    """The answers to what the law leaves open, sorted by identifier."""
    return {
        thing.id: LegalReading(
            id=thing.id,
            label=thing.needed_text("skos:prefLabel"),
            definition=thing.needed_text("skos:definition"),
            point=thing.needed_iri("gov:readingOf"),
            status=thing.choice("gov:legalStatus", LegalStatus),
            cites=thing.iris("gov:cites"),
        )
        for thing in inventory.of("gov:Reading")
    }


def facts(inventory: Inventory) -> dict[Iri, FactDefinition]:
    """The questions rules may ask, and the families of conclusions."""
    return {thing.id: _fact(thing) for thing in inventory.of("gov:FactDefinition")}


def _fact(thing: Thing) -> FactDefinition:
    kind = thing.choice("gov:factKind", FactKind)
    value_type = thing.spelled_choice("gov:valueType", ValueType)
    asked = kind is not FactKind.CONCLUDED
    path = thing.needed_text("gov:profilePath") if asked else thing.text("gov:profilePath")
    scheme = (
        thing.needed_iri("gov:valueScheme")
        if value_type is ValueType.CONCEPT
        else thing.iri("gov:valueScheme")
    )
    return FactDefinition(
        id=thing.id,
        label=thing.needed_text("skos:prefLabel"),
        kind=kind,
        level=thing.choice("gov:level", Level),
        value_type=value_type,
        question=thing.needed_text("gov:question") if asked else thing.text("gov:question"),
        example=thing.text("gov:example"),
        scheme=scheme,
        path=tuple(path.split(".")) if path else (),
        many=thing.flag("gov:many"),
        changeable=thing.truth("gov:changeable"),
        expands_into=thing.iri("gov:expandsInto"),
        opens=_opened(thing, kind),
        count_from=_counted_from(thing, kind),
        recorded_act=thing.flag("gov:recordedAct"),
        seconds=thing.iri("gov:seconds"),
        listed_by=thing.iris("gov:listedBy"),
    )


def _counted_from(thing: Thing, kind: FactKind) -> int:
    if kind is not FactKind.COUNTED:
        return 0
    number = thing.needed_number("gov:countFrom")
    return int(number) if number.isdecimal() else 0


def _opened(thing: Thing, kind: FactKind) -> Level | None:
    if kind is FactKind.STRUCTURAL or thing.iri("gov:opens") is not None:
        return thing.choice("gov:opens", Level)
    return None
