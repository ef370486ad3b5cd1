"""The documented JSON form of a crosswalk, version 1; the rows of its table have the same values."""

from __future__ import annotations

from typing import Any, Final

from engine.citations import cite, label
from engine.crosswalk import Crosswalk, JoinedPair, Link, StatedPair
from engine.knowledge import Iri, KnowledgeBase, Mapping
from engine.mappings import NO_TERM

CROSSWALK_FORMAT: Final = "duecare.crosswalk/1"
NOTICE: Final = (
    "Not legal advice. A pair that shares a control is no statement that the two texts are equal, or that"
    " keeping the one is keeping the other. Pairs that sources state do not chain."
)


def crosswalk_record(knowledge_base: KnowledgeBase, found: Crosswalk) -> dict[str, Any]:
    """A crosswalk as JSON values, each row with its `kind`: `stated`, `joined` or `mapped`."""
    return {
        "format": CROSSWALK_FORMAT,
        "from": found.source,
        "to": found.target,
        "knowledge_base": {
            "version": knowledge_base.version,
            "fingerprint": knowledge_base.fingerprint,
        },
        "stated": [_stated(knowledge_base, pair) for pair in found.stated],
        "joined": [_joined(knowledge_base, pair) for pair in found.joined],
        "mapped": [_mapped(knowledge_base, link) for link in found.links],
        "notice": NOTICE,
    }


def through(knowledge_base: KnowledgeBase, pair: JoinedPair) -> str:
    """How a joined pair is labelled: `through control Human review before effect; proposed`."""
    return f"through control {label(knowledge_base, pair.control)}; {pair.status}"


def _ends(knowledge_base: KnowledgeBase, subject: Iri, object: Iri) -> dict[str, Any]:
    return {
        "subject": subject,
        "subject_citation": cite(knowledge_base, subject),
        "object": object,
        "object_citation": cite(knowledge_base, object),
    }


def _stated(knowledge_base: KnowledgeBase, pair: StatedPair) -> dict[str, Any]:
    row = pair.row
    return {
        "kind": "stated",
        **_ends(knowledge_base, pair.subject, pair.object),
        "predicate": pair.predicate,
        "inverted": pair.inverted,
        "author": row.author,
        "authority": row.authority,
        "source": row.origin,
        "status": row.status,
        "comment": row.comment,
    }


def _joined(knowledge_base: KnowledgeBase, pair: JoinedPair) -> dict[str, Any]:
    return {
        "kind": "joined",
        **_ends(knowledge_base, pair.subject.provision, pair.object.provision),
        "label": through(knowledge_base, pair),
        "control": pair.control,
        "status": pair.status,
        "from_subject": _side(pair.subject),
        "from_object": _side(pair.object),
    }


def _side(link: Link) -> dict[str, Any]:
    return {"mapping": link.row.id, "duty": link.duty or "", **said(link.row)}


def _mapped(knowledge_base: KnowledgeBase, link: Link) -> dict[str, Any]:
    found = link.control != NO_TERM
    return {
        "kind": "mapped",
        "subject": link.provision,
        "subject_citation": cite(knowledge_base, link.provision),
        "duty": link.duty or "",
        "control": link.control if found else "",
        "control_label": label(knowledge_base, link.control) if found else "",
        "mapping": link.row.id,
        **said(link.row),
    }


def said(row: Mapping) -> dict[str, Any]:
    """What a row to a control says: how far it serves, or that it does not, by whom, and what stays open."""
    return {
        "predicate": row.predicate,
        "negated": row.negated,
        "author": row.author,
        "status": row.status,
        "comment": row.comment,
    }
