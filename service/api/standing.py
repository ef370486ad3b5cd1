"""What every answer says about itself: who decided, on which law, for which days."""

from __future__ import annotations

from typing import Any

from engine.determination import Determination
from service.api.answers import NOTICE
from service.state import state


def knowledge_base_state() -> dict[str, Any]:
    """The knowledge base in use."""
    known = state().workspace.knowledge_base
    return {
        "version": known.version,
        "fingerprint": known.fingerprint,
        "checked_until": known.checked_until,
        "not_covered": list(known.not_covered),
    }


def general() -> dict[str, Any]:
    """For answers that rest on no single determination."""
    return {
        "executor": state().workspace.executor.name,
        "knowledge_base": knowledge_base_state(),
        "notice": NOTICE,
    }


def standing(determination: Determination) -> dict[str, Any]:
    """For answers that rest on `determination`."""
    return {
        **general(),
        "executor": determination.executor,
        "cross_checked": determination.cross_checked,
        "as_of": determination.as_of,
        "known_at": determination.known_at,
    }
