"""Statements that cannot all be true are refused and named; what is unknown contradicts nothing."""

from __future__ import annotations

import pytest
import yaml

from engine.errors import ProfileError
from engine.kinds import Level, Operator
from engine.knowledge import Contradiction, Iri, KnowledgeBase
from engine.profile.profile import read_profile
from tests.support.kb import concept, concluded, fact, knowledge_base, on
from tests.support.profiles import HEAD, faults, read
from tests.support.shipped import knowledge_base as shipped

COUNSEL_EXCLUDES = {
    "ai-system": ["no-ai-system"],
    "high-risk": ["minimal", "no-ai-system", "not-high-risk"],
    "product-high-risk": ["minimal", "no-ai-system", "not-high-risk"],
    "prohibited": ["minimal", "no-ai-system", "not-prohibited"],
    "transparency": ["minimal", "no-ai-system", "no-transparency"],
}
"""What counsel cannot hold beside each decision."""


def held(decision: str) -> str:
    """The statement that counsel decided so."""
    act = "{answer: true, by: counsel, 'on': '2026-11-02', because: It was read so.}"
    return f"judgements.counsel_holds_{decision.replace('-', '_')}: {act}"


TWINS: dict[str, tuple[str, tuple[str, ...]]] = {
    **{
        f"counsel-holds-{one}-and-{other}": ("function", (held(one), held(other)))
        for one, others in COUNSEL_EXCLUDES.items()
        for other in others
    },
    "evaluates-without-personal-data": (
        "function",
        ("processing.personal_data: false", "processing.evaluates_personal_aspects: true"),
    ),
    "fraud-only-without-fraud-purpose": (
        "function",
        ("only_detects_financial_fraud: true", "purposes: [creditworthiness-assessment]"),
    ),
    "capital-only-without-capital-purpose": (
        "function",
        ("only_calculates_capital_requirements: true", "purposes: [creditworthiness-assessment]"),
    ),
    "infers-without-evaluating": (
        "function",
        ("processing.evaluates_personal_aspects: false", "processing.infers: [health]"),
    ),
    "infers-nothing-and-something": ("function", ("processing.infers: [nothing-about-persons, emotions]",)),
    "only-two-different-things": (
        "function",
        ("only_detects_financial_fraud: true", "only_calculates_capital_requirements: true"),
    ),
    "biometric-without-personal-data": (
        "function",
        ("processing.personal_data: false", "processing.data: [voice]"),
    ),
    "private-use-by-organisation": ("actor", ("activities: [uses-privately]", "kind: public-authority")),
    "supplies-in-and-only-outside": ("actor", ("activities: [supplies-in-eu, supplies-outside-eu-only]",)),
    "assessed-for-other-risks-only-and-not": (
        "function",
        ("product.third_party_assessment: false", "product.assessment_only_for_other_risks: true"),
    ),
    "compares-without-body": (
        "function",
        ("biometrics.compared_with: [many-people]", "processing.data: [text]"),
    ),
    "compares-without-identity": (
        "function",
        ("biometrics.compared_with: [claimed-identity]", "processing.infers: [age]"),
    ),
    "infers-nothing-and-features": ("function", ("processing.infers: [nothing-about-persons, age]",)),
    "offending-basis-but-purpose-silent": (
        "function",
        ("crime.risk_basis: [profile]", "purposes: [summarising]"),
    ),
    "only-confirms-yet-many-purposes": (
        "function",
        ("biometrics.only_confirms_identity: true", "purposes: [identifying-people]"),
    ),
    "product-law-and-none": ("function", ("product.law: [regulated-product, no-product-law]",)),
    "product-law-without-product": (
        "function",
        ("product.law: [regulated-product]", "purposes: [summarising]"),
    ),
    "rates-by-conduct-elsewhere-but-purpose-silent": (
        "function",
        ("processing.data: [conduct-elsewhere]", "outputs: [score]", "purposes: [candidate-evaluation]"),
    ),
    "rating-counts-elsewhere-but-purpose-silent": (
        "function",
        ("rating.unfavourable_treatment: [in-unrelated-area-of-life]", "purposes: [candidate-evaluation]"),
    ),
    "sexual-but-purpose-silent": (
        "function",
        ("content.sexual: [recognisable-person]", "purposes: [summarising]"),
    ),
    "sexual-content-without-media": (
        "function",
        ("content.sexual: [children]", "outputs: [synthetic-text]"),
    ),
    "sways-but-purpose-silent": (
        "function",
        ("influence.means: [deception]", "purposes: [summarising]"),
    ),
}
"""For each shipped contradiction, whom it is about and the statements that make it."""


def profile(about: str, statements: tuple[str, ...]) -> str:
    """A profile in which an actor or a function makes the statements, each `dotted.key: value`."""
    said: dict[str, object] = {}
    for statement in statements:
        path, _, value = statement.partition(": ")
        *groups, last = path.split(".")
        place = said
        for group in groups:
            inner = place.setdefault(group, {})
            assert isinstance(inner, dict)
            place = inner
        place[last] = yaml.safe_load(value)
    actor, function = (said if about == level else {} for level in ("actor", "function"))
    document = {"id": "case", "title": "A case", "actors": {"acme": actor}}
    return yaml.safe_dump({**document, "functions": [{"id": "main", **function}]}, sort_keys=False)


def test_every_shipped_contradiction_has_its_twin_here() -> None:
    assert {name.removeprefix("con:") for name in shipped().contradictions} == set(TWINS)


@pytest.mark.parametrize("name", TWINS)
def test_a_contradiction_is_refused_with_its_statements_and_their_lines(name: str) -> None:
    text = profile(*TWINS[name])
    (fault,) = faults(text)
    assert fault.message == shipped().contradictions[Iri(f"con:{name}")].label
    assert fault.path in fault.expected
    assert f"(line {fault.line})" in fault.expected
    for statement in TWINS[name][1]:
        key = statement.partition(":")[0].rpartition(".")[2]
        line = next(n for n, written in enumerate(text.splitlines(), 1) if f"{key}:" in written)
        assert f"/{key}" in fault.expected
        assert any(f"(line {line + below})" in fault.expected for below in (0, 1))


@pytest.mark.parametrize(
    ("name", "left_out"), [(name, number) for name in TWINS for number, _ in enumerate(TWINS[name][1])]
)
def test_without_one_of_the_statements_nothing_is_contradicted(name: str, left_out: int) -> None:
    about, statements = TWINS[name]
    kept = tuple(s for number, s in enumerate(statements) if number != left_out)
    read(profile(about, kept))


def test_a_term_broader_than_a_contradicting_one_is_unknown_and_contradicts_nothing() -> None:
    read(f"{HEAD}    only_detects_financial_fraud: true\n    purposes: [finance]\n")


def test_a_statement_with_a_fault_of_its_own_contradicts_nothing() -> None:
    (fault,) = faults(f"{HEAD}    only_detects_financial_fraud: true\n    purposes: [financial-fraud]\n")
    assert "is no term" in fault.message


def test_shorthand_with_a_fault_of_its_own_contradicts_nothing() -> None:
    text = HEAD.replace(
        "acme: {}", "acme: {roles: [maker], activities: [supplies-in-eu, supplies-outside-eu-only]}"
    )
    (fault,) = faults(text)
    assert "is no term" in fault.message


def test_a_stated_absence_can_contradict() -> None:
    (fault,) = faults(f"{HEAD}    only_detects_financial_fraud: true\n    purposes: []\n")
    assert "/functions/0/purposes (line 8)" in fault.expected


def test_statements_of_two_functions_contradict_nothing() -> None:
    read(
        HEAD
        + "    processing: {personal_data: false}\n"
        + "  - id: other\n    processing: {evaluates_personal_aspects: true}\n"
    )


def test_shorthand_can_contradict_and_is_named_where_it_stands() -> None:
    text = HEAD.replace("acme: {}", "acme: {roles: [provider], activities: [supplies-outside-eu-only]}")
    (fault,) = faults(text)
    assert "/actors/acme/roles/0 (line 4)" in fault.expected


def _with(*contradictions: Contradiction) -> KnowledgeBase:
    return knowledge_base(
        facts=[fact("a"), fact("of-all", Level.USE_CASE)],
        concepts=[concept("nature.x")],
        contradictions={c.id: c for c in contradictions},
    )


def _contradiction(**more: object) -> Contradiction:
    said = {"id": Iri("con:x"), "label": "Both cannot be.", "level": Level.FUNCTION, **more}
    return Contradiction(**said)  # type: ignore[arg-type]


def test_a_fact_of_the_use_case_can_contradict_one_of_a_function() -> None:
    base = _with(_contradiction(conditions=(on("a"), on("of-all", "false"))))
    read_profile(f"{HEAD}    a: true\nof-all: true\n".encode(), "f", base)
    with pytest.raises(ProfileError) as caught:
        read_profile(f"{HEAD}    a: true\nof-all: false\n".encode(), "f", base)
    assert [f.path for f in caught.value.faults] == ["/functions/0/a"]


@pytest.mark.parametrize(
    "conditions",
    [(), (on("a"), concluded("nature.x")), (on("a"), on("b", "x", operator=Operator.NONE_OF))],
    ids=["no conditions", "a conclusion", "a fact nobody stated"],
)
def test_what_cannot_be_seen_to_hold_contradicts_nothing(conditions: tuple[object, ...]) -> None:
    base = knowledge_base(
        facts=[fact("a"), fact("b", scheme="nature")],
        concepts=[concept("nature.x")],
        contradictions={Iri("con:x"): _contradiction(conditions=conditions)},
    )
    read_profile(f"{HEAD}    a: true\n".encode(), "f", base)
