"""Derivations for the tests of their forms: of every example, and of a profile that quotes hostile text."""

from __future__ import annotations

from functools import lru_cache

from engine.requirements import posture_of
from explain.forms.explained import Explained, explained
from explain.why import why
from explain.why_not import why_not
from tests.explain.mutations import answer, example
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


@lru_cache(maxsize=len(ASKED))
def said(name: str, asks: str, question: str) -> Explained:
    """One answer about an example, or about the one whose title and reasons are hostile text."""
    if name == "hostile":
        document = example("cv-screening")
        document["title"] = HOSTILE
        for judgement in document["functions"][0]["judgements"].values():
            judgement["because"] = HOSTILE
        determination, posture = answer(document, "2026-11-22")
    else:
        determination = determined(name)
        posture = posture_of(determination)
    ask = why if asks == "why" else why_not
    return explained(determination, ask(determination, posture, question))
