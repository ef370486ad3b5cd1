"""Derivations for the tests of their forms: of every example, and of a profile that quotes hostile text."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import lru_cache
from typing import Any

from engine.requirements import posture_of
from explain.forms.explained import Explained, explained
from explain.why import why
from explain.why_not import why_not
from tests.explain.mutations import Answered, answer, example
from tests.support.shipped import determined

HOSTILE = '"]; end # x |-->| <script>alert(\'x\')</script> %% `*_~ \\ {{ }} &amp; ; é """ .'
ASKED = (
    ("cv-screening", "why", "high-risk"),
    ("cv-screening", "why", "human-review"),
    ("cv-screening", "why", "human-review.sampling-rate"),
    ("cv-screening", "why", "recruiting-agent/send_rejection"),
    ("demand-forecast", "why", "minimal"),
    ("faq-bot", "why", "transparency"),
    ("faq-bot", "why-not", "high-risk"),
    ("meeting-assistant", "why", "prohibited"),
    ("meeting-assistant", "why-not", "human-review"),
    ("hostile", "why", "high-risk"),
)


def _emotions(document: dict[str, Any]) -> None:
    """A meeting assistant that reads emotions off voices at the workplace."""
    document["functions"][0]["processing"] |= {"infers": ["emotions"], "data": ["voice"]}


def _derogated(document: dict[str, Any]) -> None:
    """A listed system of which the provider says that it is a narrow task, while it profiles people."""
    judged = {"by": "counsel", "on": "2026-11-02", "because": "So it was judged."}
    document["functions"][0]["judgements"] |= {
        "narrow_procedural_task": {"answer": True, **judged},
        "no_significant_risk": {"answer": True, **judged},
    }


def _device(document: dict[str, Any]) -> None:
    """A reader of medical images that is a medical device, which a notified body has to assess."""
    document["title"] = "Reading of medical images"
    document["functions"][0]["purposes"] = ["medical-image-analysis"]
    document["functions"][0]["product"] = {
        "law": ["medical-devices"],
        "part": "itself",
        "third_party_assessment": True,
        "assessment_only_for_other_risks": False,
    }


def _leaked_twice(document: dict[str, Any]) -> None:
    """A chatbot that has disclosed personal data two times."""
    leak = {"failure_mode": "leaked-personal-data", "gravity": "grave", "origin": "this-use-case"}
    document["incidents"] = [
        {"id": "leak-in-may", "on": "2026-05-04", **leak},
        {"id": "leak-in-june", "on": "2026-06-09", **leak},
    ]


def _hostile(document: dict[str, Any]) -> None:
    document["title"] = HOSTILE
    for judgement in document["functions"][0]["judgements"].values():
        judgement["because"] = HOSTILE


VARIANTS: Mapping[str, tuple[str, Callable[[dict[str, Any]], None]]] = {
    "emotions-in-meetings": ("meeting-assistant", _emotions),
    "derogated-cv-screening": ("cv-screening", _derogated),
    "medical-device": ("clinical-note-drafter", _device),
    "leaking-faq-bot": ("faq-bot", _leaked_twice),
    "hostile": ("cv-screening", _hostile),
}
"""Use cases that differ from an example in a few statements."""


@lru_cache(maxsize=32)
def answered(name: str) -> Answered:
    """What follows for an example or one of its variants."""
    if name not in VARIANTS:
        determination = determined(name)
        return determination, posture_of(determination)
    base, change = VARIANTS[name]
    document = example(base)
    change(document)
    return answer(document, "2026-11-22")


@lru_cache(maxsize=32)
def said(name: str, asks: str, question: str, subject: str = "") -> Explained:
    """One answer about an example or a variant, ready to be given in any form."""
    determination, posture = answered(name)
    if asks == "why":
        return explained(determination, why(determination, posture, question))
    return explained(determination, why_not(determination, posture, question, subject))
