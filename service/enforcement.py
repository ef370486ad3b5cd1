"""Targets, recorded plans and approvals, wired to the workspace's settings and ledger."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import TYPE_CHECKING, Any

from engine.usecase import UseCase
from service.clock import instant
from service.locking import applying
from service.settings import Settings
from service.workspace import Workspace
from targets.apply import Approval
from targets.bedrock import BedrockGuardrail
from targets.cedar import CedarPolicies
from targets.claude import ClaudeMessages, ClaudeSettings
from targets.cloudwatch import CloudWatchAlarms
from targets.errors import ApplyUnderWay, ApprovalRefused, PlanRefused, StalePlan
from targets.interface import Receipt, Target
from targets.langchain import LangChainMiddleware
from targets.mlflow import MlflowGate
from targets.mlflow.registry import client_of
from targets.plan import Plan, make_joint_plan
from targets.plan_report import plan_data
from targets.prometheus import PrometheusRules
from targets.prometheus.server import Server
from targets.recording import settle
from targets.rego import RegoBundle
from targets.rollback import rollback_plan
from targets.shared import left_out
from targets.stages import Stage

if TYPE_CHECKING:
    from mypy_boto3_bedrock import BedrockClient
    from mypy_boto3_cloudwatch import CloudWatchClient

    from evidence import LedgerReceipts


_IN_FOLDERS = (ClaudeMessages, ClaudeSettings, LangChainMiddleware, RegoBundle)
"""Targets whose state is files, each with a folder named like itself."""


def emitting_targets() -> tuple[Target, ...]:
    """Every target, connected to nothing: they render and do no more."""
    always = (BedrockGuardrail(), CedarPolicies(), CloudWatchAlarms(), MlflowGate(), PrometheusRules())
    return *always, *(each() for each in _IN_FOLDERS)


def connected_targets(settings: Settings, *, live: bool, only: Sequence[str] = ()) -> tuple[Target, ...]:
    """The targets to observe: files under the home, and under `live` the account and the server too.

    `only` names those that are wanted; without a name all are.
    """
    return tuple(each for each in _connected(settings, live=live) if not only or each.name in only)


def _connected(settings: Settings, *, live: bool) -> tuple[Target, ...]:
    policies = settings.home / "policies"
    server = Server(settings.prometheus) if live and settings.prometheus else None
    files: tuple[Target, ...] = (
        CedarPolicies(policies),
        PrometheusRules(policies / PrometheusRules().name, server=server),
        *(each(policies / each().name) for each in _IN_FOLDERS),
    )
    if not live:
        return files
    gates = (MlflowGate(client_of(settings.mlflow)),) if settings.mlflow else ()
    return BedrockGuardrail(_bedrock_client), CloudWatchAlarms(_cloudwatch_client), *gates, *files


def _bedrock_client() -> BedrockClient:
    """A client with the ordinary chain of credentials, region and endpoint."""
    from targets.bedrock.connection import live_client  # boto3 is slow to import

    return live_client()


def _cloudwatch_client() -> CloudWatchClient:
    """The same for alarms."""
    from targets.cloudwatch.connection import live_client

    return live_client()


def receipts_of(workspace: Workspace) -> LedgerReceipts:
    """Where plans, approvals and receipts are recorded."""
    from evidence import LedgerReceipts

    return LedgerReceipts(ledger=workspace.ledger, knowledge_base=workspace.knowledge_base.fingerprint)


def keep(
    workspace: Workspace, kind: str, use_cases: Iterable[str], payload: Mapping[str, Any], actor: str
) -> None:
    """Records `payload` under each use case and signs the record."""
    for use_case in use_cases:
        receipts_of(workspace).record(kind, use_case, payload, actor, instant(workspace.clock))
    workspace.ledger.checkpoint()


@dataclass(frozen=True, slots=True, kw_only=True)
class Terms:
    """What a plan was asked for under, so that it can be made again."""

    as_of: str = ""
    known_at: str = ""
    readings: tuple[str, ...] = ()
    """The readings of contested points chosen instead of their defaults."""
    live: bool = False
    to: str | None = None
    """The stage to go to; None for one step."""
    released: tuple[str, ...] = ()
    only: tuple[str, ...] = ()
    """The targets that were looked at; empty for all."""


def keep_plan(workspace: Workspace, plan: Plan, terms: Terms) -> dict[str, Any]:
    """Records `plan` under each of its use cases; returns it as JSON values."""
    payload = {**plan_data(plan), **asdict(terms)}
    payload |= {"readings": list(terms.readings), "released": list(terms.released), "only": list(terms.only)}
    keep(workspace, "plan", plan.use_cases, payload, plan.author)
    return payload


def settled(workspace: Workspace, use_cases: Iterable[str], targets: Sequence[Target]) -> tuple[Receipt, ...]:
    """The receipts of changes that an interrupted run began; none while another process is applying."""
    if not workspace.settings.ledger_file.exists():
        return ()
    with suppress(ApplyUnderWay), applying(workspace.settings.home, "a plan that settles an earlier one"):
        return settle(use_cases, targets, receipts_of(workspace), at=instant(workspace.clock))
    return ()


def without_taking_away(workspace: Workspace, plan: Plan, released: Sequence[str]) -> Plan:
    """`plan`, in conflict where it would take a shared setting away from a use case it was not told of."""
    lost = left_out(plan.changes, receipts_of(workspace), released)
    return replace(plan, conflicts=(*plan.conflicts, *lost))


def recorded_plan(workspace: Workspace, use_case: str, plan_id: str) -> Mapping[str, Any]:
    """The plan with this id as recorded; raises `PlanRefused` where none of this use case has it."""
    plans = receipts_of(workspace).recorded("plan", use_case)
    found = [plan for plan in plans if plan["id"] == plan_id]
    if found:
        return {
            "use_cases": [use_case],
            "restores": "",
            "to": None,
            "readings": [],
            "released": [],
            "only": [],
            **found[-1],
        }
    raise PlanRefused(
        f"No plan {plan_id!r} is recorded for {use_case}. Next: `duecare plan` makes one and prints its id."
    )


def made_anew(
    workspace: Workspace, recorded: Mapping[str, Any], given: Sequence[UseCase], targets: Sequence[Target]
) -> Plan:
    """The plan that `recorded` is, made again from the profiles and what is observed now."""
    if recorded["restores"]:
        receipts = receipts_of(workspace)
        author, restores = str(recorded["author"]), str(recorded["restores"])
        return rollback_plan(given[0].id, restores, targets, receipts, author=author)
    if {each.id for each in given} != {*recorded["use_cases"]}:
        wanted = ", ".join(recorded["use_cases"])
        raise PlanRefused(f"{recorded['id']} was made for {wanted}: give exactly these profiles.")
    order = {name: place for place, name in enumerate(recorded["use_cases"])}
    answers = [
        workspace.answer(each, recorded["as_of"], recorded["known_at"], recorded["readings"])
        for each in sorted(given, key=lambda use_case: order[use_case.id])
    ]
    to = Stage(recorded["to"]) if recorded["to"] else None
    made = make_joint_plan([each.posture for each in answers], targets, author=str(recorded["author"]), to=to)
    return without_taking_away(workspace, made, recorded["released"])


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
