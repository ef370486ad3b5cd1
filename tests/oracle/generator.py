"""Random rule bases, each with profiles, from a seed.

Rule bases are stratifiable, and only what can never take a finding away reads the conclusions of
other subjects.
"""

from __future__ import annotations

from dataclasses import dataclass
from random import Random

from tests.oracle.generated_profiles import Document, ProfileMaker
from tests.oracle.generated_rules import Rule, RuleMaker
from tests.oracle.generated_turtle import turtle
from tests.oracle.generated_vocabulary import Vocabulary, vocabulary

STRATA = (5, 6, 7)


@dataclass(frozen=True, slots=True)
class Generated:
    """A rule base as Turtle, what it was made from, and profiles to try it on."""

    seed: int
    text: str
    vocabulary: Vocabulary
    rules: tuple[Rule, ...]
    profiles: tuple[Document, ...]


def generate(seed: int, profiles: int) -> Generated:
    """The rule base of a seed with that many profiles; the same seed gives the same bytes."""
    rng = Random(seed)
    words = vocabulary(rng, rng.choice(STRATA))
    rules = RuleMaker(rng, words).make()
    maker = ProfileMaker(rng, words, rules)
    documents = tuple(maker.make(number) for number in range(profiles))
    return Generated(seed, turtle(words, rules), words, tuple(rules), documents)
