"""Requirements that are watched: written by hand, and drawn by hypothesis."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import strategies as st

from engine.identifiers import Iri
from engine.posture import ControlRequirement, EscalationCriterion, Posture, Watch
from targets.prometheus.bindings import shipped_bindings
from tests.targets.postures import LITERACY, posture, requirement

TABLE = shipped_bindings()
SHARE, WAIT = Iri("ctl:human-review.metric.reviewed-share"), Iri("ctl:human-review.metric.waiting-time")


def watch(metric: str, bound: str, breach: str, unit: str, label: str = "A reading") -> Watch:
    return Watch(
        metric=Iri(metric),
        label=label,
        definition="How it is computed.",
        signal=Iri("term:signal.review-decision"),
        bound=bound,
        unit=unit,
        breach=breach,
        parameter=Iri("ctl:human-review.a-bound"),
    )


def escalation(raised_by: str, to: str = "Head of review", hours: str = "24") -> EscalationCriterion:
    return EscalationCriterion(
        escalation=Iri("ctl:human-review.escalation.too-late"),
        condition="Somebody waited too long.",
        raised_by=Iri(raised_by),
        to=to,
        hours=hours,
        parameter=Iri("ctl:human-review.escalation-time"),
    )


REVIEW = replace(
    requirement("ctl:human-review"),
    monitoring=(
        watch(SHARE, "0.5", "below", "1", "Share reviewed"),
        watch(WAIT, "4", "above", "h", "Longest wait"),
    ),
    escalations=(escalation(WAIT),),
    review_days=90,
)
CHANGES = replace(
    requirement("ctl:change-control"),
    escalations=(
        replace(
            escalation("term:signal.version-change", "Product owner", "72"),
            escalation=Iri("ctl:change-control.escalation.undecided-change"),
            condition="Something changed and nobody decided it.",
        ),
    ),
)
WATCHED = posture((REVIEW, CHANGES, LITERACY))
"""Two watched controls, and one that is not."""

_words = st.text(max_size=12) | st.sampled_from(
    ["", "{{ $value }}", '"', "a\nb", "\\", "\ud800", "'", "\x7f"]
)
_numbers = st.sampled_from(["0", "0.5", "24", "-0", "1e3", "NaN", "Infinity", "", "x", "-3", "1e99"])


def _watches() -> st.SearchStrategy[Watch]:
    metrics = st.sampled_from([*sorted(TABLE.metrics)[:6], "ctl:none.metric.heard-of", "{{"])
    units = st.sampled_from([*TABLE.units, "furlong"])
    breaches = st.sampled_from(["above", "below", "absent", ""])
    return st.builds(watch, metrics, _numbers, breaches, units, _words)


def _escalations() -> st.SearchStrategy[EscalationCriterion]:
    causes = st.sampled_from([*sorted(TABLE.metrics)[:6], "term:signal.override", 'x"} or vector(1)', ""])
    return st.builds(escalation, causes, _words, _numbers)


@st.composite
def watched_requirements(draw: st.DrawFn) -> ControlRequirement:
    """A requirement with anything to watch, or with nothing."""
    control = draw(
        st.sampled_from(["ctl:human-review", "ctl:logging", "ctl:ai-literacy", "", 'ctl:"{{', "ünï"])
    )
    return replace(
        requirement(control),
        owner=draw(_words),
        label=draw(_words),
        monitoring=tuple(draw(st.lists(_watches(), max_size=3, unique_by=lambda each: each.metric))),
        escalations=tuple(draw(st.lists(_escalations(), max_size=2))),
        review_days=draw(st.sampled_from([0, 1, 90])),
    )


def watched_postures() -> st.SearchStrategy[Posture]:
    """A posture of any of these, under any name."""
    return st.builds(
        lambda requirements, use_case: posture(requirements, use_case=use_case),
        st.lists(watched_requirements(), max_size=4, unique_by=lambda each: each.control),
        st.sampled_from(["cv-screening", "", "Ünïcode/…", "a" * 90, 'x"} or vector(1)']),
    )
