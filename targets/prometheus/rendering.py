"""A posture as rules and routes: the documents, and what each demand makes of them."""

from __future__ import annotations

from engine.posture import ControlRequirement, Posture
from targets.interface import Document, Extent, Held, ProofLevel, Rendering, Unsupported
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
    accounts = [_account(key, each, document, bindings) for key, each in made.items()]
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


def _account(control: str, found: Watched, document: str, bindings: PrometheusBindings) -> Held | Unsupported:
    if not found.alerts:
        return Unsupported(demand=control, reason=" ".join(found.lost))
    reason = " ".join((bindings.because, bindings.not_reached, *found.lost))
    return Held(demand=control, document=document, extent=Extent.PARTLY, reason=reason)


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
