"""Adding a function, component or actor to a profile never removes a finding.

A rule may read what was concluded about the subjects of another level; that reading is true as soon as it is
true of one of them, so it can only grow with the profile. Where its growing would take something away, the
knowledge base does not load. To see this, each rule gets the signs with which it bears on findings: it
supports one, or takes one away. A conclusion passes its signs on to the rules that make it, a defeat turns
them round.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator

from engine.errors import Fault
from engine.knowledge import Condition, FactKind, Iri, KnowledgeBase, Level, Rule
from engine.loading.draft import Draft
from engine.taxonomy import Taxonomy

SUPPORTS, TAKES_AWAY = 1, -1


def check_growth(draft: Draft) -> Iterator[Fault]:
    """A fault for every condition on another level's conclusions that, once met, takes a finding away."""
    kb = draft.knowledge_base
    signs = _signs(kb)
    for rule in kb.rules.values():
        for condition in rule.conditions if TAKES_AWAY in signs[rule.id] else ():
            if _is_lifted(kb, condition, rule.level):
                level = kb.facts[condition.fact].level
                yield draft.fault(
                    condition.id,
                    f"{rule.id} takes something away, and it reads conclusions about any {level}: "
                    f"adding one {level} to a profile would remove a finding.",
                    mention=condition.fact,
                    expected=f"an exception on the level {level}, where it can match one {level} only.",
                )


def _is_lifted(kb: KnowledgeBase, condition: Condition, level: Level) -> bool:
    fact = kb.facts.get(condition.fact)
    return fact is not None and fact.kind is FactKind.CONCLUDED and fact.level not in (level, Level.USE_CASE)


def conclusions_read(kb: KnowledgeBase, rule: Rule, taxonomy: Taxonomy) -> frozenset[Iri]:
    """Every concept whose being concluded would meet a condition of `rule`."""
    return frozenset(
        within
        for condition in rule.conditions
        if (fact := kb.facts.get(condition.fact)) is not None and fact.kind is FactKind.CONCLUDED
        for value in condition.values
        for within in taxonomy.within(Iri(value))
    )


def _signs(kb: KnowledgeBase) -> dict[Iri, set[int]]:
    taxonomy = Taxonomy(kb.concepts)
    concluding, defeaters = _indices(kb)
    signs: dict[Iri, set[int]] = defaultdict(set)
    frontier = [(rule.id, SUPPORTS) for rule in kb.rules.values() if rule.concludes]
    while frontier:
        name, sign = frontier.pop()
        if sign in signs[name]:
            continue
        signs[name].add(sign)
        frontier += [(exception, -sign) for exception in defeaters[name]]
        for read in conclusions_read(kb, kb.rules[name], taxonomy):
            frontier += [(earlier, sign) for earlier in concluding[read]]
    return signs


def _indices(kb: KnowledgeBase) -> tuple[dict[Iri, list[Iri]], dict[Iri, list[Iri]]]:
    concluding: dict[Iri, list[Iri]] = defaultdict(list)
    defeaters: dict[Iri, list[Iri]] = defaultdict(list)
    for rule in kb.rules.values():
        for concept in rule.concludes:
            concluding[concept].append(rule.id)
        for defeated in rule.defeats:
            defeaters[defeated].append(rule.id)
    return concluding, defeaters
