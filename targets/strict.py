"""Values checked against the service model that botocore carries.

botocore itself refuses unknown, missing and mistyped members and values under a minimum, but lets values
outside an enumeration, over a maximum, too long, or against a pattern pass.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from engine.errors import Fault

if TYPE_CHECKING:
    from botocore.model import ServiceModel, Shape


@lru_cache(maxsize=8)
def service_model(service: str) -> ServiceModel:
    """botocore's model of `service`, e.g. `bedrock`, in the newest version installed."""
    import botocore.session  # slow to import, and every command would pay for it
    from botocore.model import ServiceModel

    loader = botocore.session.Session().get_component("data_loader")
    return ServiceModel(loader.load_service_model(service, "service-2"), service)


def request_faults(service: str, operation: str, request: object) -> tuple[Fault, ...]:
    """Everything in `request` that the model of `operation` does not allow."""
    shape = service_model(service).operation_model(operation).input_shape
    return tuple(shape_faults(shape, request)) if shape else ()


def shape_faults(shape: Shape, value: object, path: str = "") -> Iterator[Fault]:
    """Everything in `value` that `shape` does not allow, each fault with its path."""
    expected, check = _CHECKS.get(shape.type_name, ((object,), _nothing))
    if not isinstance(value, expected) or (isinstance(value, bool) and bool not in expected):
        yield _fault(path, f"{value!r} is of the wrong type.", f"a {shape.type_name}.")
        return
    yield from check(shape, value, path)


def _structure(shape: Any, value: dict[str, object], path: str) -> Iterator[Fault]:
    for name in shape.required_members:
        if value.get(name) is None:
            yield _fault(f"{path}/{name}", "This member is missing.", "a value.")
    for name, member in value.items():
        if name not in shape.members:
            yield _fault(
                f"{path}/{name}", "The service knows no such member.", f"one of {', '.join(shape.members)}."
            )
        elif member is not None:
            yield from shape_faults(shape.members[name], member, f"{path}/{name}")


def _list(shape: Any, value: list[object], path: str) -> Iterator[Fault]:
    yield from _bounds(shape, len(value), path, "entries")
    for index, member in enumerate(value):
        yield from shape_faults(shape.member, member, f"{path}/{index}")


def _map(shape: Any, value: dict[str, object], path: str) -> Iterator[Fault]:
    yield from _bounds(shape, len(value), path, "entries")
    for key, member in value.items():
        yield from shape_faults(shape.key, key, f"{path}/{key}")
        yield from shape_faults(shape.value, member, f"{path}/{key}")


def _string(shape: Any, value: str, path: str) -> Iterator[Fault]:
    yield from _bounds(shape, len(value), path, "characters")
    allowed = shape.metadata.get("enum")
    if allowed and value not in allowed:
        yield _fault(path, f"{value!r} is not a known value.", f"one of {', '.join(allowed)}.")
    pattern = shape.metadata.get("pattern")
    if pattern and not re.fullmatch(pattern, value):
        yield _fault(
            path, f"{value!r} does not have the form the service asks for.", f"text matching {pattern}"
        )


def _number(shape: Any, value: float, path: str) -> Iterator[Fault]:
    yield from _bounds(shape, value, path, "as its value")


def _nothing(_shape: Any, _value: object, _path: str) -> Iterator[Fault]:
    return iter(())


def _bounds(shape: Shape, size: float, path: str, what: str) -> Iterator[Fault]:
    low, high = shape.metadata.get("min"), shape.metadata.get("max")
    if low is not None and not size >= low:
        yield _fault(path, f"It has {size} {what}.", f"at least {low}.")
    if high is not None and not size <= high:
        yield _fault(path, f"It has {size} {what}.", f"at most {high}.")


def _fault(path: str, message: str, expected: str) -> Fault:
    return Fault(message=message, path=path or "/", expected=expected)


_Check = Callable[[Any, Any, str], Iterator[Fault]]
_CHECKS: dict[str, tuple[tuple[type, ...], _Check]] = {
    "structure": ((dict,), _structure),
    "list": ((list, tuple), _list),
    "map": ((dict,), _map),
    "string": ((str,), _string),
    "integer": ((int,), _number),
    "long": ((int,), _number),
    "float": ((int, float), _number),
    "double": ((int, float), _number),
    "boolean": ((bool,), _nothing),
}
