"""What a question names: a control, a setting, or anything that rules can conclude."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from engine.errors import UnknownSubject
from engine.knowledge import FactKind, Iri, KnowledgeBase
from engine.nearest import nearest
from explain import wording


class NameKind(StrEnum):
    """What sort of thing a name stands for."""

    CONTROL = "control"
    SETTING = "setting"
    CONCLUSION = "conclusion"


@dataclass(frozen=True, slots=True, kw_only=True)
class Named:
    """One thing a question can be about."""

    kind: NameKind
    id: Iri
    value: str = ""
    """For a setting: the value asked about, in lexical form; empty where only the setting is named."""


def short(iri: str) -> str:
    """The last part of an identifier, as people type it: `aia:obl.human-oversight` is `human-oversight`."""
    local = iri.split(":", 1)[-1]
    for family in ("obl.", "tier.", "concept.", "entry.", "role.", "permission."):
        local = local.removeprefix(family)
    return local


def resolve(knowledge_base: KnowledgeBase, question: str) -> tuple[Named, ...]:
    """
    Everything in the knowledge base that `question` names by its identifier or the last part of it.

    A setting may be asked about with a value, as `human-review.sampling-rate=0.1`. Raises `UnknownSubject`
    with the nearest names where nothing is called so.
    """
    asked, _, value = (part.strip() for part in question.partition("="))
    kinds = _by_kind(knowledge_base)
    for spelled in (str, short):
        for kind, names in kinds:
            found = [name for name in names if asked == spelled(name)]
            if found and (not value or kind is NameKind.SETTING):
                return tuple(Named(kind=kind, id=name, value=value) for name in found)
    suggested = nearest(asked, known_names(knowledge_base))
    raise UnknownSubject(wording.UNKNOWN_NAME.format(asked=asked, nearest=suggested))


def known_names(knowledge_base: KnowledgeBase) -> set[str]:
    """The short form of everything a question can name, whether or not it holds for any use case."""
    return {short(name) for _, names in _by_kind(knowledge_base) for name in names}


def _by_kind(knowledge_base: KnowledgeBase) -> tuple[tuple[NameKind, list[Iri]], ...]:
    concluded = {f.scheme for f in knowledge_base.facts.values() if f.kind is FactKind.CONCLUDED}
    conclusions = [concept.id for concept in knowledge_base.concepts.values() if concept.scheme in concluded]
    return (
        (NameKind.CONTROL, list(knowledge_base.controls)),
        (NameKind.SETTING, list(knowledge_base.parameters)),
        (NameKind.CONCLUSION, conclusions),
    )
