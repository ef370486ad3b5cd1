"""Targets, recorded plans and approvals, wired to the workspace's settings and ledger."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from service.clock import instant
from service.settings import Settings
from service.workspace import Workspace
from targets.apply import Approval
from targets.bedrock import BedrockGuardrail
from targets.cedar import CedarPolicies
from targets.errors import ApprovalRefused, PlanRefused, StalePlan
from targets.interface import Target

if TYPE_CHECKING:
    from mypy_boto3_bedrock import BedrockClient

    from evidence import LedgerReceipts


def emitting_targets() -> tuple[Target, ...]:
    """Every target, connected to nothing: they render and do no more."""
    return BedrockGuardrail(), CedarPolicies()


def connected_targets(settings: Settings, *, live: bool) -> tuple[Target, ...]:
    """The targets to observe: policy files under the home, and under `live` the provider's account."""
    files = CedarPolicies(settings.home / "policies")
    return (BedrockGuardrail(_bedrock_client), files) if live else (files,)


def _bedrock_client() -> BedrockClient:
    """A client with the ordinary chain of credentials, region and endpoint."""
    from targets.bedrock.connection import live_client  # boto3 is slow to import

    return live_client()


def receipts_of(workspace: Workspace) -> LedgerReceipts:
    """Where plans, approvals and receipts are recorded."""
    from evidence import LedgerReceipts

    return LedgerReceipts(ledger=workspace.ledger, knowledge_base=workspace.knowledge_base.fingerprint)


def keep(workspace: Workspace, kind: str, use_case: str, payload: Mapping[str, Any], actor: str) -> None:
    """Records `payload` and signs the record."""
    receipts_of(workspace).record(kind, use_case, payload, actor, instant(workspace.clock))
    workspace.ledger.checkpoint()


def recorded_plan(workspace: Workspace, use_case: str, plan_id: str) -> Mapping[str, Any]:
    """The plan with this id as recorded; raises `PlanRefused` where none of this use case has it."""
    plans = receipts_of(workspace).recorded("plan", use_case)
    found = [plan for plan in plans if plan["id"] == plan_id]
    if found:
        return found[-1]
    raise PlanRefused(
        f"No plan {plan_id!r} is recorded for {use_case}. Next: `duecare plan` makes one and prints its id."
    )


def approval_of(plan: Mapping[str, Any], approver: str) -> dict[str, Any]:
    """The approval of `plan` by `approver`, for the record; an author cannot approve their own plan."""
    if approver.casefold().split() == str(plan["author"]).casefold().split():
        raise ApprovalRefused(f"{approver} made {plan['id']} and cannot approve it: ask a second person.")
    return {"plan": plan["id"], "approver": approver, "authenticated": False}


def recorded_approval(workspace: Workspace, use_case: str, plan_id: str, made_id: str) -> Approval:
    """The newest approval of the plan; raises where there is none, or where the plan would now be another."""
    if made_id != plan_id:
        raise StalePlan(
            f"The profile, the packs or what was observed moved since {plan_id} was made: it would now be"
            f" {made_id}. Nothing was written. Next: make a new plan and have it approved."
        )
    for approval in reversed(receipts_of(workspace).recorded("approval", use_case)):
        if approval["plan"] == plan_id:
            return Approval(
                plan=plan_id, approver=approval["approver"], authenticated=approval["authenticated"]
            )
    raise ApprovalRefused(
        f"Nobody approved {plan_id}. Next: `duecare approve` by somebody else than its author."
    )
