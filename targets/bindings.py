"""Which control is held where: the data that ties control identifiers to a provider's fields.

The tables are JSON under `kb/targets/`, so that no control is named in Python. Each target has its own
shape of table, built on `ControlBinding`.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TypeVar

from pydantic import BaseModel, ConfigDict, ValidationError

from engine.errors import Fault, KnowledgeBaseError
from engine.posture import ControlRequirement, Setting
from targets.interface import Extent, Held, Unsupported

DIRECTORY = Path(__file__).resolve().parent.parent / "kb" / "targets"
"""Where the tables of the installed knowledge base lie."""


class Table(BaseModel):
    """The base of every table and row: closed and frozen, so that a misspelt key is a fault."""

    model_config = ConfigDict(frozen=True, extra="forbid", strict=False)


class ControlBinding(Table):
    """How far a kind of target can hold a control at best, and why not further."""

    extent: Extent
    because: str


_Table = TypeVar("_Table", bound=Table)


def load(shape: type[_Table], path: Path) -> _Table:
    """The table in the JSON file at `path`; raises `KnowledgeBaseError` with every fault in it."""
    try:
        return shape.model_validate_json(path.read_bytes())
    except OSError as error:
        fault = Fault(message=f"The file cannot be read: {error.strerror}.", source=path.name)
        raise KnowledgeBaseError([fault]) from error
    except ValidationError as error:
        raise KnowledgeBaseError(
            Fault(message=each["msg"], source=path.name, path="/" + "/".join(map(str, each["loc"])))
            for each in error.errors()
        ) from error


def shortfall(setting: Setting, reason: str) -> str:
    """How a setting that is not carried as demanded is told."""
    return f"{setting.label} = {setting.value.replace(chr(10), ', ')}: {reason}"


def verdict(
    requirement: ControlRequirement,
    binding: ControlBinding,
    document: str,
    *,
    carries: bool,
    shortfalls: Sequence[str],
) -> Held | Unsupported:
    """What one document does for `requirement`, which it `carries` in part or not at all."""
    if not carries:
        reason = " ".join(shortfalls) or "The posture sets nothing for it that this target could carry."
        return Unsupported(demand=requirement.control, reason=reason)
    extent = Extent.PARTLY if shortfalls else binding.extent
    reason = " ".join((binding.because, *shortfalls))
    return Held(demand=requirement.control, document=document, extent=extent, reason=reason)
