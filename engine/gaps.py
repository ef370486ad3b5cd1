"""What a valid knowledge base does not do yet: no faults, but worth knowing before one relies on it."""

from __future__ import annotations

from collections.abc import Iterator

from engine.errors import Fault
from engine.knowledge import FactKind, Iri, KnowledgeBase
from engine.mappings import NO_TERM
from engine.taxonomy import Taxonomy

_WANTED = "a mapping row from it to a control type, or one that finds no term and says why."


def gaps(knowledge_base: KnowledgeBase) -> tuple[Fault, ...]:
    """
    Obligations that no control serves or no rule concludes, and conditions that no conclusion can meet.

    Where a mapping row says that somebody looked for a control, and why there is none, the knowledge base
    has no gap. Whoever owes the obligation reads that reason in the gaps of the posture.
    """
    return (*_unserved(knowledge_base), *_unconcluded(knowledge_base), *_unreachable(knowledge_base))


def _obligations(knowledge_base: KnowledgeBase) -> tuple[Iri, ...]:
    """What somebody bears is an obligation."""
    return tuple(concept.id for concept in knowledge_base.concepts.values() if concept.borne_by)


def _unserved(knowledge_base: KnowledgeBase) -> Iterator[Fault]:
    controls = knowledge_base.controls.keys()
    rows = [row for row in knowledge_base.mappings if row.status != "disputed"]
    served = {row.subject for row in rows if not row.negated and row.object in controls}
    looked = {row.subject for row in rows if row.negated and row.object == NO_TERM and row.comment.strip()}
    for name in _obligations(knowledge_base):
        if name not in served | looked:
            message = "No control serves this obligation."
            yield Fault(path=name, message=message, expected=_WANTED)


def _unconcluded(knowledge_base: KnowledgeBase) -> Iterator[Fault]:
    concluded = _concluded(knowledge_base)
    for name in _obligations(knowledge_base):
        if name not in concluded:
            message = "No rule concludes this obligation."
            yield Fault(
                path=name, message=message, expected="an obligation rule with gov:concludes naming it."
            )


def _unreachable(knowledge_base: KnowledgeBase) -> Iterator[Fault]:
    concluded, taxonomy = _concluded(knowledge_base), Taxonomy(knowledge_base.concepts)
    for rule in knowledge_base.rules.values():
        for condition in rule.conditions:
            if knowledge_base.facts[condition.fact].kind is not FactKind.CONCLUDED:
                continue
            for value in condition.values:
                if not taxonomy.within(Iri(value)) & concluded:
                    message = f"It reads {value}, which no rule concludes."
                    source, line = rule.source.file, rule.source.line
                    yield Fault(source=source, line=line, path=condition.id, message=message)


def _concluded(knowledge_base: KnowledgeBase) -> frozenset[Iri]:
    return frozenset(name for rule in knowledge_base.rules.values() for name in rule.concludes)
