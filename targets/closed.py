"""Shapes of our own for what providers read loosely: closed, strict, every fault told with its place."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from engine.errors import Fault


class Closed(BaseModel):
    """An object that takes no key it does not know and no value of another type."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True, populate_by_name=False)


_Shape = TypeVar("_Shape", bound=Closed)


def read_closed(shape: type[_Shape], content: str, source: str) -> tuple[_Shape | None, tuple[Fault, ...]]:
    """The value `content` states in JSON, or None and every fault of it."""
    try:
        return shape.model_validate_json(content), ()
    except ValidationError as error:
        return None, tuple(
            Fault(message=each["msg"], source=source, path="/" + "/".join(map(str, each["loc"])))
            for each in error.errors()
        )
