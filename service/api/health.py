"""Whether the service works, and with what."""

from __future__ import annotations

from typing import Any

from apiflask import APIBlueprint

from service.api.answers import NOTICE, Answer, KnowledgeBaseState
from service.api.standing import general
from service.clock import today
from service.state import state

blueprint = APIBlueprint("health", __name__, tag="Health")


class Health(Answer):
    """The executor, the knowledge base and the ledger in use."""

    status: str
    today: str
    executor: str
    executor_is_checked: bool
    knowledge_base: KnowledgeBaseState
    ledger_entries: int
    notice: str = NOTICE


@blueprint.get("/health")
@blueprint.output(Health)
@blueprint.doc(operation_id="readHealth")
def health() -> Any:
    """Say that the service works: the knowledge base is loaded, the ledger can be read."""
    workspace = state().workspace
    return {
        "status": "ok",
        "today": today(workspace.clock),
        "executor_is_checked": workspace.executor.name != "definition",
        "ledger_entries": workspace.ledger.head().size,
        **general(),
    }
