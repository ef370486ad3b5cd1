"""The documented JSON form of a determination and of a posture, version 1.

The identifier of a determination is the digest of what was determined; who executed it is stated beside it
and does not enter, so that every executor that agrees gives the same identifier.
"""

from __future__ import annotations

import json
from dataclasses import asdict
from typing import Any, Final

from engine.canonical import digest, digest_of_fields
from engine.citations import cite_conclusion, cite_rules, elements_of_conclusion, label
from engine.determination import Determination, Finding, OpenConclusion
from engine.knowledge import Iri
from engine.legal_status import resting_on, standing
from engine.overrides import Override, overrides_of
from engine.posture import Posture
from engine.questions import OpenQuestion, open_questions
from engine.semantics import Verdict
from engine.timeline import Binding

DETERMINATION_FORMAT: Final = "duecare.determination/1"
POSTURE_FORMAT: Final = "duecare.posture/1"


def determination_id(determination: Determination) -> str:
    """
    `determination:` and 32 hex digits, the same for the same profile, knowledge base and days.

    What is digested is all that the record is written from, before it is put into words.
    """
    use_case, known = determination.use_case, determination.knowledge_base
    determined = (
        (use_case.id, use_case.title, use_case.document),
        (determination.as_of, determination.known_at, determination.chosen),
        (known.version, known.fingerprint, known.checked_until),
        (determination.is_complete, determination.tiers),
        [[bytes(decided).hex() for decided in found] for found in determination.verdicts.values()],
        [_found(finding) for finding in determination.findings],
        determination.undetermined,
    )
    return f"determination:{digest_of_fields(determined)[:32]}"


def _found(finding: Finding) -> tuple[object, ...]:
    """A finding, with its binding as what names it."""
    conclusion, _, _, subject, contestable, rules, binding = finding
    return conclusion, subject, contestable, rules, binding and (binding.window, binding.state)


def determination_record(determination: Determination) -> dict[str, Any]:
    """
    Everything a reader or a replay needs, as JSON values.

    `content_digest` is over what was determined as it is written here, so that anybody can compute it again;
    who decided, the questions and the notice do not enter.
    """
    content = {"id": determination_id(determination), "readings": [], **_content(determination)}
    return {
        "format": DETERMINATION_FORMAT,
        "content_digest": digest(content),
        "executor": determination.executor,
        "cross_checked": determination.cross_checked,
        **content,
        "questions": [question_record(determination, q) for q in open_questions(determination)],
        "notice": "Not legal advice.",
    }


def posture_record(posture: Posture) -> dict[str, Any]:
    """A posture as JSON values; `requirements[]` each have `control`, `settings`, `because` and `status`."""
    return {"format": POSTURE_FORMAT, **_plain(asdict(posture)), "notice": "Not legal advice."}


def question_record(determination: Determination, question: OpenQuestion) -> dict[str, Any]:
    """One open question as JSON values."""
    knowledge_base = determination.knowledge_base
    return {
        "fact": question.fact,
        "question": question.question,
        "example": question.example,
        "pointer": question.pointer,
        "decides": [
            {"conclusion": conclusion, "label": label(knowledge_base, conclusion), "subject": subject}
            for conclusion, subject in question.decides
        ],
    }


def _content(determination: Determination) -> dict[str, Any]:
    knowledge_base = determination.knowledge_base
    return {
        "use_case": determination.use_case.id,
        "title": determination.use_case.title,
        "as_of": determination.as_of,
        "known_at": determination.known_at,
        **({"readings": list(determination.chosen)} if determination.chosen else {}),
        "knowledge_base": {
            "version": knowledge_base.version,
            "fingerprint": knowledge_base.fingerprint,
            "checked_until": knowledge_base.checked_until,
            "not_covered": list(knowledge_base.not_covered),
        },
        "is_complete": determination.is_complete,
        "tiers": [{"tier": tier, "label": label(knowledge_base, tier)} for tier in determination.tiers],
        "overrides": [_override(determination, override) for override in overrides_of(determination)],
        "findings": [_finding(determination, finding) for finding in determination.findings],
        "defeated": _defeated(determination),
        "undetermined": [_open(determination, conclusion) for conclusion in determination.undetermined],
        "profile": json.loads(determination.use_case.document or "null"),
    }


def _override(determination: Determination, override: Override) -> dict[str, Any]:
    def named(tiers: tuple[Iri, ...]) -> list[dict[str, str]]:
        return [{"tier": tier, "label": label(determination.knowledge_base, tier)} for tier in tiers]

    return {
        "function": override.function,
        "computed": named(override.computed),
        "decided": named(override.decided),
        "decisions": [asdict(decision) for decision in override.decisions],
        "awaiting": list(override.awaiting),
    }


def _finding(determination: Determination, finding: Finding) -> dict[str, Any]:
    knowledge_base = determination.knowledge_base
    return {
        "conclusion": finding.conclusion,
        "label": label(knowledge_base, finding.conclusion),
        "family": finding.family,
        "level": finding.level.value,
        "subject": finding.subject,
        "contestable": finding.contestable,
        "rules": list(finding.rules),
        "citations": list(cite_conclusion(knowledge_base, finding.conclusion, finding.rules)),
        "elements": list(elements_of_conclusion(knowledge_base, finding.conclusion, finding.rules)),
        "legal_status": standing(determination, finding)._asdict(),
        "readings": list(resting_on(determination, finding)),
        "binding": _binding(finding.binding),
    }


def _binding(binding: Binding | None) -> dict[str, Any] | None:
    if binding is None:
        return None
    return {
        "state": binding.state,
        "from": binding.applies_from,
        "until": binding.applies_until or None,
        "window": binding.window,
        "alternatives": [{"window": a.window, "from": a.applies_from} for a in binding.alternatives],
    }


def _defeated(determination: Determination) -> list[dict[str, Any]]:
    """Each rule an exception took away, with the exceptions that did and what they encode."""
    rules = determination.rule_base.rules
    found = []
    for rule, level, subject, verdict in determination.outcomes():
        if verdict is Verdict.DEFEATED:
            by = [
                other.id
                for other in rules.values()
                if rule in other.defeats and determination.verdict(other.id, subject) is Verdict.FIRED
            ]
            found.append(
                {
                    "rule": rule,
                    "label": rules[rule].label,
                    "subject": determination.subjects(level)[subject].id,
                    "by": by,
                    "citations": list(cite_rules(determination.knowledge_base, by)),
                }
            )
    return found


def _open(determination: Determination, conclusion: OpenConclusion) -> dict[str, Any]:
    knowledge_base = determination.knowledge_base
    return {
        "conclusion": conclusion.conclusion,
        "label": label(knowledge_base, conclusion.conclusion),
        "family": conclusion.family,
        "subject": conclusion.subject,
        "rules": list(conclusion.rules),
        "citations": list(cite_conclusion(knowledge_base, conclusion.conclusion, conclusion.rules)),
        "elements": list(elements_of_conclusion(knowledge_base, conclusion.conclusion, conclusion.rules)),
        "legal_status": standing(determination, conclusion)._asdict(),
        "readings": list(resting_on(determination, conclusion)),
    }


def _plain(value: Any) -> Any:
    """Tuples as lists and enumerations as text, so that the record is JSON values only."""
    return json.loads(json.dumps(value))
