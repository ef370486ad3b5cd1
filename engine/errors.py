"""Every error duecare raises, as one tree.

    DuecareError
    ├── InputError                 bad input of a person or a file: carries all its faults
    │   ├── DocumentError          a file is no readable YAML, JSON or Turtle document
    │   ├── ProfileError           a use-case profile does not say what its schema allows
    │   ├── KnowledgeBaseError     the knowledge base does not load
    │   └── ReadingError           a reading of a contested point that is unknown, or two of one point
    ├── RuleBaseRejected           a rule base lies outside what the executor runs safely
    ├── EngineDisagreement         executor and definition differ: no determination is issued
    ├── UnknownSubject             a question about something the determination does not know
    └── IncompleteDetermination    an act that needs settled tiers was asked of an incomplete one

The other rooms hang their own errors under `DuecareError`.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True, kw_only=True)
class Fault:
    """One thing that is wrong, where it stands, and what was expected there."""

    message: str
    """What is wrong, as a sentence."""
    source: str = ""
    """The file (or other origin) the fault is in."""
    line: int | None = None
    """The line in `source`, counted from 1; None where there is none."""
    path: str = ""
    """Where in the document: a JSON Pointer for profiles, an identifier for the knowledge base."""
    expected: str = ""
    """What would have been right, and the next step."""

    def __str__(self) -> str:
        """The fault on one line, as shown to a person."""
        place = self.source + (f":{self.line}" if self.line is not None else "")
        head = " ".join(part for part in (place, self.path) if part)
        tail = f" Expected: {self.expected}" if self.expected else ""
        return f"{head}: {self.message}{tail}" if head else f"{self.message}{tail}"


class DuecareError(Exception):
    """The base of every error this project raises on purpose."""


class InputError(DuecareError):
    """Input that cannot be used, with every fault found in it."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults: tuple[Fault, ...] = tuple(faults)
        super().__init__("\n".join(str(fault) for fault in self.faults))


class DocumentError(InputError):
    """A file is not a document that can be read at all (encoding, size, syntax, aliases)."""


class ProfileError(InputError):
    """A profile holds unknown keys, wrong types, unknown terms or contradictory facts."""


class KnowledgeBaseError(InputError):
    """The knowledge base does not load; each fault names its file, line and reason."""


class ReadingError(InputError):
    """A reading that no contested point has was asked for, or two readings of one point."""


class RuleBaseRejected(DuecareError):
    """A rule base lies outside the bounds within which the executor is known to be right."""


class EngineDisagreement(DuecareError):
    """The executor and the definition differ on a use case, so no determination is issued."""


class UnknownSubject(DuecareError):
    """A question names a control, tier, obligation or setting that the answer does not hold."""


class IncompleteDetermination(DuecareError):
    """An act needs settled tiers, but open questions could still raise one."""
