"""What is asked of a gate before it goes anywhere, and what a difference does to the protection."""

from __future__ import annotations

import json
from collections.abc import Iterator

from pydantic import BaseModel, ConfigDict, ValidationError

from engine.errors import Fault
from targets.interface import Difference, Direction
from targets.mlflow.bindings import MlflowBindings
from targets.mlflow.gate import OWNER, parsed, tag


class Gate(BaseModel):
    """The whole of a document, closed against every misspelt key."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    registered_model: str
    alias: str
    tags: dict[str, str]


def gate_faults(content: str, name: str, bindings: MlflowBindings) -> Iterator[Fault]:
    """Every fault of one gate."""
    try:
        found = Gate.model_validate(json.loads(content))
    except ValidationError as error:
        for each in error.errors():
            yield Fault(message=each["msg"], source=name, path="/" + "/".join(map(str, each["loc"])))
        return
    except ValueError as error:
        yield Fault(message=f"It is no JSON: {error}.", source=name)
        return
    if (found.registered_model, found.alias) != (name, bindings.alias):
        yield Fault(message="It is a gate of another model or alias.", source=name)
    values = {key: found.tags.get(tag(bindings.prefix, key)) for key in ("managed-by", "posture", "use-case")}
    if values["managed-by"] != OWNER or not values["posture"] or not values["use-case"]:
        yield Fault(message="It does not say whose it is.", source=name, path="/tags")
    yield from _bound_faults(
        found, name, tag(bindings.prefix, "gate."), {tag(bindings.prefix, k) for k in values}
    )


def _bound_faults(found: Gate, name: str, start: str, known: set[str]) -> Iterator[Fault]:
    bounds = {key: value for key, value in found.tags.items() if key.startswith(start)}
    if not bounds:
        yield Fault(message="It states no bound, so every version would meet it.", source=name, path="/tags")
    for key, value in bounds.items():
        if parsed(value) is None:
            expected = "`<=` or `>=` and a number."
            yield Fault(
                message=f"{value!r} is no bound.", source=name, path=f"/tags/{key}", expected=expected
            )
    for key in sorted(found.tags.keys() - bounds.keys() - known):
        yield Fault(message="It is none of our tags.", source=name, path=f"/tags/{key}")


def direction(difference: Difference) -> Direction:
    """By which way a bound moved, and whether the version in use stopped or began to meet the gate."""
    before, after = difference.before, difference.after
    if difference.path == "unmet":
        return Direction.WEAKER if after else Direction.STRICTER
    if after is None or before is None:
        return Direction.WEAKER if after is None else Direction.STRICTER
    was, now = parsed(str(before)), parsed(str(after))
    if was is None or now is None or was[0] != now[0]:
        return Direction.WEAKER if was and not now else Direction.DIFFERENT
    is_weaker = now[1] > was[1] if now[0] == "<=" else now[1] < was[1]
    return Direction.WEAKER if is_weaker else Direction.STRICTER
