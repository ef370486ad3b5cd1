"""Random vocabularies: taxonomies, facts a profile can state, and families of conclusions."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random

LEVELS = ("use-case", "actor", "function", "component", "tool")
KIND = "fact:component-kind"
LITERALS = ("boolean", "boolean", "integer", "decimal", "date")
COMPONENT_KINDS = {
    "term:component-kind.model": (),
    "term:component-kind.software": (),
    "term:component-kind.agent": ("term:component-kind.software",),
    "term:component-kind.planner": ("term:component-kind.agent",),
    "term:component-kind.gateway": (),
}


@dataclass(slots=True)
class Scheme:
    """A taxonomy: every concept with the next broader ones."""

    id: str
    broader: dict[str, tuple[str, ...]] = field(default_factory=dict)
    expands_to: dict[str, tuple[str, ...]] = field(default_factory=dict)

    def above(self, concept: str) -> set[str]:
        """The concepts strictly broader than this one."""
        parents = set(self.broader[concept])
        return parents.union(*(self.above(parent) for parent in parents))

    def below(self, concept: str) -> set[str]:
        """The concepts strictly narrower than this one."""
        return {other for other in self.broader if concept in self.above(other)}


@dataclass(frozen=True, slots=True)
class Fact:
    """A fact a profile can state."""

    id: str
    level: str
    type: str
    path: tuple[str, ...]
    many: bool = False
    judgement: bool = False
    scheme: Scheme | None = None
    expands_into: str = ""


@dataclass(frozen=True, slots=True)
class Tree:
    """Conclusions of one family and one stratum.

    Rules that conclude into an `own` tree depend, however indirectly, on nothing but their own
    subject and the use case's stated facts, so exceptions may read it.
    """

    family: str
    level: str
    stratum: int
    own: bool
    parents: dict[str, str]
    """Conclusion to the next broader one, or an empty string."""

    @property
    def leaves(self) -> list[str]:
        """The most specific conclusions, which are those rules conclude."""
        return [name for name in self.parents if name not in self.parents.values()]


@dataclass(slots=True)
class Vocabulary:
    """Everything rules can be written with."""

    schemes: list[Scheme] = field(default_factory=list)
    facts: list[Fact] = field(default_factory=list)
    trees: list[Tree] = field(default_factory=list)

    def facts_at(self, level: str) -> list[Fact]:
        """What rules of a level may read of what is stated; no shorthand."""
        return [fact for fact in self.facts if fact.level == level and not fact.expands_into]


def vocabulary(rng: Random, strata: int) -> Vocabulary:
    """A vocabulary with facts at every level and conclusions in every stratum."""
    made = Vocabulary()
    density = rng.choice([0.25, 0.4, 0.6])
    kinds = Scheme("scheme:component-kind", dict(COMPONENT_KINDS))
    made.schemes.append(kinds)
    made.facts.append(Fact(KIND, "component", "concept", ("kind",), scheme=kinds))
    for level in LEVELS:
        made.facts.extend(_facts(rng, level, made.schemes))
        made.trees.extend(_trees(rng, level, strata, density))
    return made


def _facts(rng: Random, level: str, schemes: list[Scheme]) -> Iterator[Fact]:
    for number in range(rng.randint(2, 3)):
        scheme = _taxonomy(rng, f"scheme:{level}-{number}")
        schemes.append(scheme)
        many = rng.random() < 0.7
        into = Fact(
            f"fact:{level}.c{number}", level, "concept", _path(rng, f"c{number}"), many, scheme=scheme
        )
        yield into
        if many and rng.random() < 0.5:
            yield _shorthand(rng, into, scheme, schemes)
    for number, kind in enumerate(rng.sample(LITERALS, rng.randint(2, 4))):
        yield Fact(f"fact:{level}.v{number}", level, kind, _path(rng, f"v{number}"))
    yield Fact(f"fact:{level}.j", level, "boolean", ("judgements", "j"), judgement=True)


def _shorthand(rng: Random, into: Fact, target: Scheme, schemes: list[Scheme]) -> Fact:
    name = f"{into.path[-1]}_short"
    scheme = Scheme(f"{target.id}-short")
    schemes.append(scheme)
    for number in range(3):
        term = f"{scheme.id.replace('scheme:', 'term:')}.s{number}"
        scheme.broader[term] = ()
        scheme.expands_to[term] = tuple(rng.sample(sorted(target.broader), rng.randint(1, 2)))
    return Fact(
        f"{into.id}-short", into.level, "concept", (name,), many=True, scheme=scheme, expands_into=into.id
    )


def _path(rng: Random, name: str) -> tuple[str, ...]:
    return rng.choice([(name,), ("details", name), ("details", "more", name)])


def _taxonomy(rng: Random, name: str) -> Scheme:
    """Two or three trees up to three deep; some names hold a dot, some concepts have two parents."""
    scheme = Scheme(name)
    layer: list[str] = []
    prefix = f"{name.replace('scheme:', 'term:')}."
    for depth in range(3):
        above, layer = layer, []
        for number in range(rng.randint(2, 3)):
            term = f"{prefix}{'abc'[depth]}{'.' if rng.random() < 0.2 else ''}{number}"
            scheme.broader[term] = tuple(rng.sample(above, 2 if rng.random() < 0.15 else 1)) if above else ()
            layer.append(term)
    return scheme


def _trees(rng: Random, level: str, strata: int, density: float) -> Iterator[Tree]:
    for stratum in range(strata):
        for number in range((rng.random() < density) + (rng.random() < 0.1)):
            names = [
                f"aia:{level}.s{stratum}t{number}.{letter}"
                for letter in "abcde"[: rng.choice([1, 2, 3, 4, 5])]
            ]
            parents = {
                name: rng.choice(names[:place]) if place and rng.random() < 0.75 else ""
                for place, name in enumerate(names)
            }
            own = rng.random() < 0.5
            yield Tree(f"fact:{level}.family{rng.randint(0, 1)}", level, stratum, own, parents)
