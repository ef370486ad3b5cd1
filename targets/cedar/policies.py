"""Tool permissions as Cedar policies and the schema they are checked against.

Cedar denies what no policy permits, and a `forbid` outranks every `permit`. So a tool that is not named is
denied, and an agent can do at most what the posture lists.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from engine.posture import ToolPermission
from targets import tool_permissions
from targets.cedar.limits import cedar_type, conditions
from targets.cedar.literals import NAMESPACE, action, text
from targets.interface import demand_key
from targets.tool_permissions import DECISIONS, Inexpressible, Written, is_text

_APPROVED = (
    "context has approved_by",
    f"context.approved_by is {NAMESPACE}::Person",
    f"context.requested_by is {NAMESPACE}::Person",
    "context.approved_by != context.requested_by",
)
_HEADER = """\
// Tool permissions. Follows from {posture}.
// A request names the agent as principal, `<agent>___<tool>` as action and the tool as resource. Its context
// carries the arguments the schema names under `input`, the person the agent acts for as `requested_by`, and,
// once somebody has approved this very call, that person as `approved_by`. Whether the approver is who they
// say is checked by the caller.
"""


def sort_out(permissions: Iterable[ToolPermission]) -> Written:
    """Separates what can be stated safely from what cannot; what cannot is denied by being left out."""
    return tool_permissions.sort_out(permissions, _refusal, lambda each: action(each.component, each.tool))


def _refusal(permission: ToolPermission) -> str:
    if not (is_text(permission.component) and is_text(permission.tool)):
        return "the agent or the tool has no name that can be written"
    if permission.decision not in DECISIONS:
        return f"{permission.decision!r} is none of allow, ask and deny"
    names = Counter(limit.name for limit in permission.arguments)
    if any(times > 1 for times in names.values()):
        return "an argument is limited twice"
    try:
        for limit in permission.arguments:
            conditions(limit)
    except Inexpressible as error:
        return str(error)
    return ""


def policies_text(permissions: Sequence[ToolPermission], posture: str) -> str:
    """The policies, one per permission, each bearing its name and the id of the posture."""
    blocks = [_HEADER.format(posture=text(posture)), *(_policy(each, posture) for each in permissions)]
    return "\n".join(blocks)


def _policy(permission: ToolPermission, posture: str) -> str:
    effect = "forbid" if permission.decision == "deny" else "permit"
    called = action(permission.component, permission.tool)
    head = (
        f"@id({text(demand_key(permission))})\n@posture({text(posture)})\n@decision({text(permission.decision)})\n"
        f"{effect} (\n"
        f"  principal == {NAMESPACE}::Agent::{text(permission.component)},\n"
        f"  action == {NAMESPACE}::Action::{text(called)},\n"
        f"  resource == {NAMESPACE}::Tool::{text(permission.tool)}\n)"
    )
    needed = " &&\n  ".join(_needed(permission))
    return f"{head}\nwhen {{\n  {needed}\n}};\n" if needed else f"{head};\n"


def _needed(permission: ToolPermission) -> tuple[str, ...]:
    if permission.decision == "deny":
        return ()
    limits = tuple(each for limit in permission.arguments for each in conditions(limit))
    return (*limits, *(_APPROVED if permission.decision == "ask" else ()))


def schema_text(permissions: Sequence[ToolPermission], posture: str) -> str:
    """The schema: agents, tools, people, and one action per permission with the types of its arguments."""
    actions = "".join(f"  {_action(each)}\n" for each in permissions)
    return (
        f"// Types of the tool permissions. Follows from {text(posture)}.\n"
        f"namespace {NAMESPACE} {{\n  entity Agent;\n  entity Tool;\n  entity Person;\n{actions}}}\n"
    )


def _action(permission: ToolPermission) -> str:
    arguments = ", ".join(f"{text(limit.name)}: {cedar_type(limit)}" for limit in permission.arguments)
    context = f"{{ input: {{ {arguments} }}, requested_by: Person, approved_by?: Person }}"
    called = text(action(permission.component, permission.tool))
    return f"action {called} appliesTo {{ principal: [Agent], resource: [Tool], context: {context} }};"
