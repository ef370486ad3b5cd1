"""Writes a generated rule base as a knowledge base is written."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tests.oracle.generated_rules import Condition, Rule
from tests.oracle.generated_vocabulary import KIND, LEVELS, Fact, Scheme, Vocabulary

PREFIXES = {
    "gov": "https://w3id.org/duecare/ontology#",
    "aia": "https://w3id.org/duecare/kb/eu-ai-act/",
    "fact": "https://w3id.org/duecare/kb/fact/",
    "term": "https://w3id.org/duecare/kb/term/",
    "scheme": "https://w3id.org/duecare/kb/scheme/",
    "pack": "https://w3id.org/duecare/kb/pack/",
    "eli": "http://data.europa.eu/eli/ontology#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}
FOREWORD = """
pack:generated a gov:Pack ;
    owl:versionInfo "1" ;
    gov:checkedUntil "2026-10-08"^^xsd:date ;
    gov:covers "A generated rule base."@en ;
    gov:doesNotCover "Any law."@en .

aia:act a gov:Instrument ;
    eli:title "Generated act"@en ;
    gov:shortTitle "Generated Act" ;
    gov:instrumentKind "law" ;
    eli:date_publication "2024-07-12"^^xsd:date ;
    eli:first_date_entry_in_force "2024-08-01"^^xsd:date .

aia:art_1 a gov:Provision ;
    gov:partOfInstrument aia:act ;
    eli:number "1" ;
    eli:title "Generated"@en ;
    gov:citation "Art. 1" .
"""
STRUCTURE = (("components", "use-case", "stack", "component"), ("tools", "component", "tools", "tool"))


def turtle(vocabulary: Vocabulary, rules: Iterable[Rule]) -> str:
    """The whole rule base as one Turtle document; facts and conclusions no rule needs are left out."""
    made = list(rules)
    read = {condition.reads for rule in made for condition in rule.conditions}
    facts = [fact for fact in vocabulary.facts if read & {fact.id, fact.expands_into}]
    lister = "term:component-kind.agent" if any(fact.id == KIND for fact in facts) else ""
    prefixes = [f"@prefix {name}: <{space}> ." for name, space in PREFIXES.items()]
    families = sorted({(tree.level, tree.family) for tree in vocabulary.trees})
    parts = [
        *prefixes,
        FOREWORD,
        *(block for scheme in _schemes(facts) for block in _scheme(scheme)),
        *map(_fact, facts),
        *(_structure(*row, lister) for row in STRUCTURE),
        *(block for family in families for block in _family(*family)),
        *(block for tree in vocabulary.trees for block in _conclusions(tree.family, tree.parents)),
        *(block for rule in made for block in _rule(rule)),
    ]
    return "\n".join(parts)


def _schemes(facts: Iterable[Fact]) -> list[Scheme]:
    return list({fact.scheme.id: fact.scheme for fact in facts if fact.scheme is not None}.values())


def _block(subject: str, kind: str, *pairs: tuple[str, str]) -> str:
    lines = [f"{subject} a {kind}", *(f"    {name} {value}" for name, value in pairs if value)]
    return " ;\n".join(lines) + " .\n"


def _text(words: str) -> str:
    return f'"{words}"@en'


def _scheme(scheme: Scheme) -> Iterator[str]:
    yield _block(scheme.id, "skos:ConceptScheme", ("skos:prefLabel", _text(scheme.id)))
    for term, broader in scheme.broader.items():
        yield _block(
            term,
            "skos:Concept",
            ("skos:inScheme", scheme.id),
            ("skos:prefLabel", _text(term)),
            ("skos:definition", _text(term)),
            ("skos:broader", " , ".join(broader)),
            ("gov:expandsTo", " , ".join(scheme.expands_to.get(term, ()))),
        )


def _fact(fact: Fact) -> str:
    return _block(
        fact.id,
        "gov:FactDefinition",
        ("skos:prefLabel", _text(fact.id)),
        ("gov:question", _text(f"{fact.id}?")),
        ("gov:example", _text(_example(fact))),
        ("gov:factKind", "gov:judgement" if fact.judgement else "gov:declared"),
        ("gov:level", f"gov:{fact.level}"),
        ("gov:valueType", f'"{fact.type}"'),
        ("gov:valueScheme", fact.scheme.id if fact.scheme else ""),
        ("gov:profilePath", f'"{".".join(fact.path)}"'),
        ("gov:many", "true" if fact.many else ""),
        ("gov:expandsInto", fact.expands_into),
    )


def _example(fact: Fact) -> str:
    if fact.judgement:
        return "{answer: false, by: counsel, on: 2026-11-02, because: It does not.}"
    if fact.scheme:
        name = min(fact.scheme.broader).split(".", 1)[1]
        return f"[{name}]" if fact.many else name
    return {"boolean": "true", "integer": "1", "decimal": "0.5", "date": "2026-08-02"}[fact.type]


def _structure(name: str, level: str, path: str, opens: str, lister: str) -> str:
    return _block(
        f"fact:{name}",
        "gov:FactDefinition",
        ("skos:prefLabel", _text(f"The {name} are listed")),
        ("gov:question", _text(f"Which {name}?")),
        ("gov:example", _text(f"- {{{'id' if level == 'use-case' else 'name'}: x}}")),
        ("gov:factKind", "gov:structural"),
        ("gov:level", f"gov:{level}"),
        ("gov:valueType", '"boolean"'),
        ("gov:profilePath", f'"{path}"'),
        ("gov:opens", f"gov:{opens}"),
        ("gov:listedBy", lister if opens == "tool" else ""),
    )


def _family(level: str, family: str) -> Iterator[str]:
    assert level in LEVELS
    yield _block(_scheme_of(family), "skos:ConceptScheme", ("skos:prefLabel", _text(family)))
    yield _block(
        family,
        "gov:FactDefinition",
        ("skos:prefLabel", _text(family)),
        ("gov:factKind", "gov:concluded"),
        ("gov:level", f"gov:{level}"),
        ("gov:valueType", '"concept"'),
        ("gov:valueScheme", _scheme_of(family)),
    )


def _scheme_of(family: str) -> str:
    return family.replace("fact:", "scheme:")


def _conclusions(family: str, parents: dict[str, str]) -> Iterator[str]:
    for name, broader in parents.items():
        yield _block(
            name,
            "gov:LegalConcept",
            ("skos:inScheme", _scheme_of(family)),
            ("skos:prefLabel", _text(name)),
            ("skos:definition", _text(name)),
            ("skos:broader", broader),
        )


def _rule(rule: Rule) -> Iterator[str]:
    names = [f"{rule.id}.c{number}" for number, _ in enumerate(rule.conditions)]
    yield _block(
        rule.id,
        "gov:ExceptionRule" if rule.defeats else "gov:ConceptRule",
        ("skos:prefLabel", _text(rule.id)),
        ("gov:level", f"gov:{rule.level}"),
        ("gov:encodes", "aia:art_1"),
        ("gov:condition", " , ".join(names)),
        ("gov:concludes", " , ".join(rule.concludes)),
        ("gov:defeats", " , ".join(rule.defeats)),
        ("gov:reviewStatus", "gov:proposed"),
    )
    for name, condition in zip(names, rule.conditions, strict=True):
        yield _block(
            name,
            "gov:Condition",
            ("gov:fact", condition.reads),
            ("gov:operator", f"gov:{condition.operator}"),
            ("gov:value", " , ".join(_value(condition, value) for value in condition.values)),
        )


def _value(condition: Condition, value: str) -> str:
    if condition.fact is not None and condition.fact.type == "date":
        return f'"{value}"^^xsd:date'
    return value
