"""One use case as stated: its subjects and what is known of each.

`engine.profile.profile` makes a `UseCase` from a YAML or JSON document; rules read nothing else.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from engine.knowledge import Iri, Level
from engine.posture import Acceptance, ArgumentLimit, StackComponent


@dataclass(frozen=True, slots=True, kw_only=True)
class Stated:
    """What a profile says about one fact of one subject. An absent fact has no `Stated` at all."""

    values: tuple[str, ...]
    """Concept IRIs, or literals in lexical form; empty where the profile states that there is none."""
    pointers: tuple[str, ...]
    """A JSON Pointer into the profile for each value; one pointer where `values` is empty."""
    by: str = ""
    """For judgements: who answered."""
    on: str = ""
    """For judgements: the ISO date of the answer."""
    because: str = ""
    """For judgements: the reason given."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Subject:
    """The use case, or one of its actors, functions, components or tools."""

    level: Level
    id: str
    """The name in the profile; for a tool `component/tool`; for the use case its own id."""
    facts: Mapping[Iri, Stated]
    pointer: str = ""
    """JSON Pointer of the subject in the profile, e.g. `/functions/0`; empty for the use case."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Tool:
    """A tool an agent can call, as the profile describes it."""

    component: str
    name: str
    arguments: tuple[ArgumentLimit, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class UseCase:
    """A system, its intended purposes, its context, its actors and its stack."""

    id: str
    title: str
    subjects: tuple[Subject, ...]
    """The use case itself first, actors by name, everything else in profile order."""
    unlisted: Mapping[Level, str]
    """Levels whose subjects the profile does not list (unknown, not none), and where the list would stand."""
    stack: tuple[StackComponent, ...] = ()
    tools: tuple[Tool, ...] = ()
    acceptances: tuple[Acceptance, ...] = ()
    """Which requirements somebody accepts not to meet, until when."""
    document: str = ""
    """The profile as canonical JSON: what is recorded and replayed."""

    def of(self, level: Level) -> tuple[Subject, ...]:
        """The subjects of one level, in profile order."""
        return tuple(subject for subject in self.subjects if subject.level is level)
