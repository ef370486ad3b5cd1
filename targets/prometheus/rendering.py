"""A posture as rules and routes: the documents, and what each demand makes of them."""

from __future__ import annotations

from engine.posture import ControlRequirement, Posture
from targets.interface import (
    Document,
    Held,
    ProofLevel,
    Rendering,
    Unsupported,
    extent_of_watching,
)
from targets.naming import resource_name
from targets.prometheus.alerts import Alert, Watched, watched
from targets.prometheus.bindings import PrometheusBindings
from targets.prometheus.texts import routes_text, rules_text

TARGET = "prometheus-rules"
PROOF = ProofLevel.REAL_ENGINE
RULES, ROUTES = "rules.yml", "alertmanager.yml"
MEDIA = "application/yaml"


def is_watched(requirement: ControlRequirement) -> bool:
    """Whether anything is measured of it or escalated from it; a date for a review alone is a calendar's."""
    return bool(requirement.monitoring or requirement.escalations)


def render_monitoring(posture: Posture, bindings: PrometheusBindings) -> Rendering:
    """Rules and routes for `posture`; no document where nothing can be watched."""
    made = {
        each.control: watched(each, posture, bindings) for each in posture.requirements if is_watched(each)
    }
    alerts = [alert for key in sorted(made) for alert in made[key].alerts]
    document = f"{resource_name(posture.use_case)}.{RULES}"
    accounts = [
        _account(each, made[each.control], document, bindings)
        for each in posture.requirements
        if each.control in made
    ]
    return Rendering(
        target=TARGET,
        proof=PROOF,
        documents=_documents(alerts, posture, bindings),
        held=tuple(each for each in accounts if isinstance(each, Held)),
        unsupported=tuple(each for each in accounts if isinstance(each, Unsupported)),
        points=bindings.points,
        components=tuple(
            each.id for each in posture.stack if set(bindings.points) & set(each.enforcement_points)
        )
        if alerts
        else (),
    )


def _account(
    requirement: ControlRequirement, found: Watched, document: str, bindings: PrometheusBindings
) -> Held | Unsupported:
    if not found.alerts:
        return Unsupported(demand=requirement.control, reason=" ".join(found.lost))
    reason = " ".join((bindings.because, bindings.not_reached, *found.lost))
    extent = extent_of_watching(requirement, bindings.points)
    return Held(demand=requirement.control, document=document, extent=extent, reason=reason)


def _documents(alerts: list[Alert], posture: Posture, bindings: PrometheusBindings) -> tuple[Document, ...]:
    if not alerts:
        return ()
    name = resource_name(posture.use_case)
    texts = {
        ROUTES: routes_text(alerts, posture.id, posture.use_case, bindings),
        RULES: rules_text(alerts, posture.id, posture.use_case, bindings),
    }
    return tuple(
        Document(
            target=TARGET, name=f"{name}.{ending}", media_type=MEDIA, content=content, posture=posture.id
        )
        for ending, content in texts.items()
    )
