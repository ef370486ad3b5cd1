"""Rules and profiles written by hand, short enough to be read in a test."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from tests.oracle.oracle import evaluate

VOCABULARY = Path(__file__).with_name("handmade.ttl")
KNOWN_AT = "2026-10-08"

Document = dict[str, Any]


@cache
def _vocabulary() -> str:
    return VOCABULARY.read_text(encoding="utf-8")


def rule(name: str, *conditions: str, level: str = "function", then: str = "", **more: str) -> str:
    """A rule whose conditions are written `fact operator value value …`; `defeats=` makes it an exception.

    Values are written as in Turtle.
    """
    kind = "gov:ExceptionRule" if "defeats" in more else "gov:ConceptRule"
    names = [f"aia:rule.{name}.c{number}" for number, _ in enumerate(conditions)]
    lines = [f"aia:rule.{name} a {kind} ; gov:level gov:{level} ; gov:condition {' , '.join(names)}"]
    if then:
        lines.append(f"; gov:concludes {' , '.join(f'aia:{concept}' for concept in then.split())}")
    if "defeats" in more:
        beaten = (f"aia:rule.{other}" for other in more["defeats"].split())
        lines.append(f"; gov:defeats {' , '.join(beaten)}")
    lines += [f"; gov:{key} aia:{more[key]}" for key in ("introducedBy", "repealedBy") if key in more]
    return "\n".join([*lines, ".", *map(_condition, names, conditions)])


def _condition(name: str, text: str) -> str:
    fact, operator, *values = text.split()
    written = " , ".join(values)
    return (
        f"{name} a gov:Condition ; gov:fact fact:{fact} ; gov:operator gov:{operator} ; gov:value {written} ."
    )


def case(*functions: Document, **more: Any) -> Document:
    """A profile with these functions, one actor and an empty stack, unless stated otherwise."""
    named = [{"id": f"f{number}", **function} for number, function in enumerate(functions or ({},))]
    return {"id": "case", "title": "Case", "actors": {"acme": {}}, "functions": named, "stack": [], **more}


def judged(answer: bool) -> Document:
    """A judgement."""
    return {"answer": answer, "by": "counsel", "on": "2026-11-02", "because": "It was looked into."}


def outcomes(profile: Mapping[str, Any], *rules: str, known_at: str = KNOWN_AT) -> dict[str, str]:
    """`rule` (or `rule@subject` where it runs for several) to its outcome."""
    found = evaluate("\n".join([_vocabulary(), *rules]), profile, known_at)
    names = [name for name, _, _ in found]
    return {
        name.removeprefix("aia:rule.") + (f"@{subject}" if names.count(name) > 1 else ""): outcome
        for (name, _, subject), outcome in found.items()
    }
