"""Settings of a posture as limits and filters that every agent gets."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

from engine.posture import ControlRequirement, Setting
from targets.bindings import shortfall
from targets.langchain.bindings import LangChainBindings
from targets.langchain.shapes import MODEL_CALLS, PII, TOOL_CALLS
from targets.tool_permissions import Attempt, whole_number


@dataclass(slots=True)
class _Found:
    tool_calls: list[int] = field(default_factory=list)
    model_calls: list[int] = field(default_factory=list)
    strategies: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """The middleware, and for each parameter that was tried what of it is missing, or nothing."""

    middleware: tuple[dict[str, Any], ...]
    notes: dict[str, Attempt]


def carry(requirements: Iterable[ControlRequirement], bindings: LangChainBindings) -> Carried:
    """Every setting of `requirements` that becomes a limit or filter; of two the stricter one."""
    found = _Found()
    notes: dict[str, Attempt] = {
        setting.parameter: note
        for each in requirements
        for setting in each.settings
        if (note := _carry(setting, found, bindings)) is not None
    }
    return Carried(middleware=tuple(_middleware(found, bindings)), notes=notes)


def _carry(setting: Setting, found: _Found, bindings: LangChainBindings) -> Attempt | None:
    """What is missing, nothing, or None where the setting is none of these."""
    if setting.parameter in bindings.tool_calls_per_run:
        return _number(setting, found.tool_calls)
    if setting.parameter in bindings.model_calls_per_run:
        return _number(setting, found.model_calls)
    strategy = bindings.personal_data.get(setting.parameter)
    return None if strategy is None else _kinds(setting, strategy, found, bindings)


def _number(setting: Setting, found: list[int]) -> Attempt:
    number = whole_number(setting.value)
    if number is None:
        return Attempt(is_carried=False, missing=shortfall(setting, "that is no number of calls."))
    found.append(number)
    return Attempt(is_carried=True)


def _kinds(setting: Setting, strategy: str, found: _Found, bindings: LangChainBindings) -> Attempt:
    kinds = [each for each in setting.value.split("\n") if each]
    unknown = [each for each in kinds if each not in bindings.kinds]
    for each in kinds:
        if each in bindings.kinds and found.strategies.get(each) != "block":
            found.strategies[each] = strategy
    missing = "it lists nothing." if not kinds else f"nothing here recognises {', '.join(unknown)}."
    is_whole = bool(kinds) and not unknown
    return Attempt(
        is_carried=len(unknown) < len(kinds), missing="" if is_whole else shortfall(setting, missing)
    )


def _middleware(found: _Found, bindings: LangChainBindings) -> Iterator[dict[str, Any]]:
    for kind, strategy in sorted(found.strategies.items()):
        bound = bindings.kinds[kind]
        kwargs: dict[str, Any] = {
            "strategy": strategy,
            "apply_to_input": True,
            "apply_to_output": True,
            "apply_to_tool_results": True,
        }
        kwargs |= {} if bound.detector is None else {"detector": bound.detector}
        yield {"class": PII, "args": [bound.type], "kwargs": kwargs}
    if found.model_calls:
        kwargs = {"run_limit": min(found.model_calls), "exit_behavior": "end"}
        yield {"class": MODEL_CALLS, "args": [], "kwargs": kwargs}
    if found.tool_calls:
        kwargs = {"run_limit": min(found.tool_calls), "exit_behavior": "continue"}
        yield {"class": TOOL_CALLS, "args": [], "kwargs": kwargs}
