"""What every target that decides tool calls has in common: what can be stated, and what stays open.

A permission that cannot be stated exactly is left out, and what is left out is denied.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container, Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from engine.posture import ArgumentLimit, ControlRequirement, Posture, ToolPermission
from targets.bindings import ControlBinding, shortfall, verdict
from targets.interface import Held, Unsupported, demand_key

DECISIONS = ("allow", "ask", "deny")
"""From the weakest to the strictest."""
EXACT = 2**53 - 1
"""The largest whole number every reader of JSON keeps exactly."""
_PYTHON = {"string": str, "integer": int, "boolean": bool}


class Inexpressible(Exception):
    """A limit cannot be stated; the message continues `It stays denied, because …`."""


class PermissionBinding(ControlBinding):
    """A control that tool permissions hold."""

    decisions: tuple[Literal["allow", "ask", "deny"], ...] = ()
    """The control is held where a permission with one of these decisions is; empty: by settings alone."""
    settings: dict[str, str]
    """Parameters fulfilled by the nature of the target, with the value it fulfils."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """What became of one setting a document tries to carry."""

    is_carried: bool
    """Whether at least some of it is in the document."""
    missing: str = ""
    """What of it is not, in words."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Written:
    """Which permissions can be stated, and why the others stay denied."""

    permissions: tuple[ToolPermission, ...]
    refused: tuple[tuple[ToolPermission, str], ...]

    @property
    def left_out(self) -> tuple[Unsupported, ...]:
        """An account of each permission that stays denied."""
        return tuple(
            Unsupported(demand=demand_key(each), reason=f"It stays denied, because {reason}.")
            for each, reason in self.refused
        )


def sort_out(
    permissions: Iterable[ToolPermission],
    refusal: Callable[[ToolPermission], str],
    call: Callable[[ToolPermission], str] = demand_key,
) -> Written:
    """Separates what can be stated from what cannot, in the order of names.

    `refusal` says why a permission cannot be stated, or nothing; `call` is what the target tells permissions
    apart by, and permissions it cannot tell apart are both refused.
    """
    ordered = sorted(permissions, key=lambda each: (each.component, each.tool, each.decision))
    calls = Counter(map(call, ordered))
    again = "another permission has the same name, so the two cannot be told apart"
    reasons = [(each, again if calls[call(each)] > 1 else refusal(each)) for each in ordered]
    return Written(
        permissions=tuple(each for each, reason in reasons if not reason),
        refused=tuple((each, reason) for each, reason in reasons if reason),
    )


def limits_of(permission: ToolPermission) -> dict[str, dict[str, Any]]:
    """The bounds of each argument as JSON values; raises `Inexpressible`."""
    names = [limit.name for limit in permission.arguments]
    if len(set(names)) < len(names):
        raise Inexpressible("an argument is limited twice")
    return {limit.name: _limit(limit) for limit in sorted(permission.arguments, key=lambda each: each.name)}


def _limit(limit: ArgumentLimit) -> dict[str, Any]:
    if not is_text(limit.name):
        raise Inexpressible("an argument has no name that can be written")
    if limit.type not in _PYTHON:
        raise Inexpressible(f"argument {limit.name} is of type {limit.type}, which has no exact form")
    stated: dict[str, Any] = {"type": limit.type}
    if limit.maximum is not None:
        if limit.type != "integer":
            raise Inexpressible(f"argument {limit.name} has a maximum, but is no integer")
        stated["maximum"] = _exact(limit, limit.maximum)
    if limit.one_of:
        stated["one_of"] = sorted({_value(limit, each) for each in limit.one_of})
    return stated


def _value(limit: ArgumentLimit, written: str) -> Any:
    if limit.type == "integer":
        try:
            return _exact(limit, int(written))
        except ValueError as error:
            raise Inexpressible(f"argument {limit.name} lists {written!r}, no whole number") from error
    if limit.type == "boolean":
        if written not in ("true", "false"):
            raise Inexpressible(f"argument {limit.name} lists {written!r}, neither true nor false")
        return written == "true"
    if written and not is_text(written):
        raise Inexpressible(f"argument {limit.name} lists a value that is no text")
    return written


def _exact(limit: ArgumentLimit, number: int) -> int:
    if abs(number) > EXACT:
        raise Inexpressible(f"argument {limit.name} has the bound {number}, beyond 53 bits")
    return number


def plain_refusal(permission: ToolPermission) -> str:
    """Why a permission cannot be stated by any target that writes JSON; empty where it can."""
    if not (is_text(permission.component) and is_text(permission.tool)):
        return "the agent or the tool has no name that can be written"
    if permission.decision not in DECISIONS:
        return f"{permission.decision!r} is none of {', '.join(DECISIONS)}"
    try:
        limits_of(permission)
    except Inexpressible as error:
        return str(error)
    return ""


def is_text(value: str) -> bool:
    """Whether `value` is text at all: not empty, and without lone surrogates, which no file can hold."""
    return bool(value) and not any("\ud800" <= character <= "\udfff" for character in value)


def whole_number(written: str, lowest: int = 1) -> int | None:
    """The whole number a setting states; None where it states none JSON keeps exactly, or too low a one."""
    if not (written.isascii() and written.isdigit()) or len(written) > len(str(EXACT)):
        return None
    return int(written) if lowest <= int(written) <= EXACT else None


def _control_verdict(
    requirement: ControlRequirement,
    binding: PermissionBinding,
    document: str,
    *,
    posture: Posture,
    written: Written,
    carried: Mapping[str, Attempt],
    point: str,
) -> Held | Unsupported:
    holding = [each for each in written.permissions if each.decision in binding.decisions]
    own = {
        each.parameter: carried[each.parameter] for each in requirement.settings if each.parameter in carried
    }
    missing = [each.missing for each in own.values() if each.missing]
    if not (holding or any(each.is_carried for each in own.values())) or not document:
        reasons = missing or [*_nothing(binding)]
        return Unsupported(demand=requirement.control, reason=" ".join(reasons))
    shortfalls = [*missing, *unfulfilled(requirement, binding, own)]
    if holding:
        shortfalls += [*_left_denied(written), *_without_permission(posture)]
        shortfalls += not_asked(posture, point, {each.component for each in holding}) if point else ()
    return verdict(requirement, binding, document, carries=True, shortfalls=shortfalls)


def control_verdicts(
    posture: Posture,
    bindings: Mapping[str, PermissionBinding],
    document: str,
    *,
    written: Written,
    carried: Mapping[str, Attempt] | None = None,
    point: str = "",
) -> tuple[Held | Unsupported, ...]:
    """
    What a document does for each control of `posture` that `bindings` name.

    `carried` says what became of each parameter the document tries to carry. `point` is where an agent must
    be asked before each call; empty where the bindings' reasons already say that.
    """
    return tuple(
        _control_verdict(
            each,
            bindings[each.control],
            document,
            posture=posture,
            written=written,
            carried=carried or {},
            point=point,
        )
        for each in posture.requirements
        if each.control in bindings
    )


def _nothing(binding: PermissionBinding) -> Iterator[str]:
    if binding.decisions:
        said = " or ".join(binding.decisions)
        yield f"The posture has no tool permission that says {said} and can be stated."
    else:
        yield "The posture sets nothing for it that this target could carry."


def unfulfilled(
    requirement: ControlRequirement, binding: PermissionBinding, carried: Container[str]
) -> Iterator[str]:
    """Each setting that is neither carried nor fulfilled by the nature of the target."""
    for setting in requirement.settings:
        fulfilled = binding.settings.get(setting.parameter)
        if setting.parameter in carried or fulfilled == setting.value:
            continue
        if fulfilled is None:
            yield shortfall(setting, "this target has no place for it.")
        else:
            yield shortfall(setting, f"this target always works as if it were {fulfilled}.")


def _left_denied(written: Written) -> Iterator[str]:
    if written.refused:
        names = ", ".join(demand_key(each) for each, _ in written.refused)
        yield f"Left denied, because it could not be stated: {names}."


def unnamed_tools(posture: Posture) -> tuple[tuple[str, str], ...]:
    """Agent and name of each tool that is known from the stack and that no permission names."""
    named = {(each.component, each.tool) for each in posture.permissions}
    known = {(component.id, tool) for component in posture.stack for tool in component.tools}
    return tuple(sorted(known - named))


def _without_permission(posture: Posture) -> Iterator[str]:
    unnamed = unnamed_tools(posture)
    if unnamed:
        names = ", ".join(f"{component}/{tool}" for component, tool in unnamed)
        yield f"Denied, because the posture names no permission: {names}."


def not_asked(posture: Posture, point: str, agents: Iterable[str]) -> Iterator[str]:
    """Agents of which nobody says that a policy engine is asked before each of their calls."""
    asked = {each.id for each in posture.stack if point in each.enforcement_points}
    doubtful = sorted(set(agents) - asked)
    if doubtful:
        place = point.rpartition(".")[2]
        names = ", ".join(doubtful)
        yield f"The profile does not say that {names} has a {place} that is asked before each call."
