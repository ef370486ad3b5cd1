"""The schema for editors accepts and refuses what the reader of profiles does."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker

from engine.documents import scan_document
from engine.errors import InputError
from engine.kinds import FactKind, Level, ValueType
from engine.knowledge import FactDefinition
from engine.nodes import MappingNode, Node, Scalar, Sequence
from engine.profile.form import FIXED
from engine.profile.profile import read_profile
from engine.schema import profile_schema
from tests.engine.test_profile_contradictions import TWINS, profile
from tests.engine.test_profile_faults import DATES, KEYS, TERMS, TYPES
from tests.support.kb import concept, fact, knowledge_base
from tests.support.profiles import HEAD, STACK
from tests.support.shipped import example_files
from tests.support.shipped import knowledge_base as shipped

VALIDATOR = Draft202012Validator(profile_schema(shipped()), format_checker=FormatChecker(["date"]))
SEEDS = [path.read_text(encoding="utf-8") for path in example_files()] + [HEAD + STACK]


def value_of(node: Node) -> object:
    """The values an editor sees: YAML 1.2, in which only true, false, null and numbers are no text."""
    match node:
        case MappingNode():
            return {key: value_of(entry.node) for key, entry in node.entries.items()}
        case Sequence():
            return [value_of(item) for item in node.items]
        case Scalar():
            return _resolved(node.text) if node.plain else node.text
    raise AssertionError(node)


def _resolved(text: str) -> object:
    if text in ("", "~", "null", "Null", "NULL"):
        return None
    if text in ("true", "false"):
        return text == "true"
    if re.fullmatch(r"0|-?[1-9][0-9]{0,300}", text):
        return int(text)
    return float(text) if re.fullmatch(r"-?[0-9]+\.[0-9]+", text) else text


def schema_accepts(text: str) -> bool | None:
    """Whether the schema accepts the document; None where it is no document an editor can show values of."""
    root, found = scan_document(text.encode(), "f")
    return None if found or root is None else VALIDATOR.is_valid(value_of(root))


def reader_accepts(text: str) -> bool:
    try:
        read_profile(text.encode(), "f", shipped())
    except InputError:
        return False
    return True


def test_the_schema_is_a_valid_one_of_its_dialect() -> None:
    Draft202012Validator.check_schema(VALIDATOR.schema)
    assert VALIDATOR.schema["$schema"] == Draft202012Validator.META_SCHEMA["$id"]
    assert json.loads(json.dumps(VALIDATOR.schema)) == VALIDATOR.schema


@pytest.mark.parametrize("text", SEEDS, ids=[path.stem for path in example_files()] + ["stack"])
def test_the_examples_fit_the_schema(text: str) -> None:
    assert schema_accepts(text) is True


# What a schema cannot say: that a name was used before.
BEYOND = {"the same function twice"}
FAULTY = {
    f"{kind}: {name}": case[0]
    for kind, table in {"key": KEYS, "type": TYPES, "term": TERMS, "date": DATES}.items()
    for name, case in table.items()
    if name not in BEYOND
}


@pytest.mark.parametrize("name", FAULTY)
def test_what_the_reader_refuses_does_not_fit_the_schema(name: str) -> None:
    assert not reader_accepts(FAULTY[name])
    assert not schema_accepts(FAULTY[name])


@pytest.mark.parametrize(
    "text", [TYPES["the same function twice"][0], profile(*TWINS["infers-without-evaluating"])]
)
def test_only_names_used_twice_and_contradictions_are_left_to_the_reader(text: str) -> None:
    assert schema_accepts(text) is True
    assert not reader_accepts(text)


WORDS = sorted({word for seed in SEEDS for word in re.findall(r"[\w-]+", seed)})
OTHERS = [
    "",
    "null",
    "~",
    "true",
    "false",
    "True",
    "12",
    "-3",
    "[]",
    "{}",
    "[a]",
    "{a: b}",
    "DE",
    "2026-02-30",
    "'x'",
]


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """An example of which some words were replaced or lines dropped."""
    lines = draw(st.sampled_from(SEEDS)).splitlines()
    for _ in range(draw(st.integers(1, 3))):
        at = draw(st.integers(0, len(lines) - 1))
        parts = re.split(r"([\w-]+)", lines[at])
        parts[draw(st.integers(0, len(parts) - 1))] = draw(st.sampled_from(OTHERS) | st.sampled_from(WORDS))
        lines[at] = "".join(parts)
        if draw(st.integers(0, 3)) == 0:
            del lines[draw(st.integers(0, len(lines) - 1))]
    return "\n".join(lines)


@given(mutated())
@settings(max_examples=300)
def test_schema_and_reader_agree_on_changed_examples(text: str) -> None:
    fits = schema_accepts(text)
    if not fits:
        assert not reader_accepts(text)
        return
    try:
        read_profile(text.encode(), "f", shipped())
    except InputError as error:
        labels = {contradiction.label for contradiction in shipped().contradictions.values()}
        assert all(
            f.message in labels or f.message.endswith("is the name of another one too.") for f in error.faults
        )


def _described(schema: object) -> Iterator[dict[str, object]]:
    if isinstance(schema, dict):
        yield schema
        for inner in schema.values():
            yield from _described(inner)
    elif isinstance(schema, list):
        for inner in schema:
            yield from _described(inner)


def test_every_object_is_closed_to_unknown_keys() -> None:
    objects = [schema for schema in _described(VALIDATOR.schema) if schema.get("type") == "object"]
    assert len(objects) > 10
    assert [schema for schema in objects if "additionalProperties" not in schema] == []


def test_every_question_explains_its_key() -> None:
    text = json.dumps(VALIDATOR.schema, ensure_ascii=False)
    asked = [known for known in shipped().facts.values() if known.kind is not FactKind.CONCLUDED]
    assert len(asked) > 40
    assert [
        known.id for known in asked if json.dumps(known.question, ensure_ascii=False)[1:-1] not in text
    ] == []


def test_every_term_of_a_vocabulary_stands_in_it_with_its_meaning() -> None:
    terms = VALIDATOR.schema["$defs"]["purpose"]["anyOf"]
    known = [concept for concept in shipped().concepts.values() if concept.scheme == "scheme:purpose"]
    shown = [(t.get("const") or t["enum"][0], t["title"], t["description"]) for t in terms]
    assert shown == sorted((c.id.removeprefix("term:purpose."), c.label, c.definition) for c in known)


@pytest.mark.parametrize("level", Level)
def test_the_schema_has_the_fixed_keys_that_the_reader_knows(level: Level) -> None:
    whole = VALIDATOR.schema
    component = whole["properties"]["stack"]["items"]
    at = {
        Level.USE_CASE: whole,
        Level.ACTOR: whole["properties"]["actors"]["additionalProperties"],
        Level.FUNCTION: whole["properties"]["functions"]["items"],
        Level.COMPONENT: component,
        Level.TOOL: component["properties"]["tools"]["items"],
    }
    stated = {known.path[0] for known in shipped().facts.values() if known.level is level and known.path}
    assert set(at[level]["properties"]) == FIXED[level] | stated


@pytest.mark.parametrize(
    ("of", "good", "bad"),
    [
        (fact("x", value_type=ValueType.INTEGER), [0, -7, 2**53 - 1], [2**53, "7", 1.5, True, None]),
        (fact("x", value_type=ValueType.DECIMAL), [1, 0.5, "0.250", "-3"], ["1e3", ".5", "", True, None]),
        (fact("x", value_type=ValueType.TEXT), ["a\nb", 4.6, True], ["", " \n", None, ["a"]]),
        (fact("x", value_type=ValueType.DATE), ["2028-02-29"], ["2026-02-29", "2026-2-1", 2026, None]),
        (fact("x", scheme="kind"), ["a", "de", "DE"], ["b", "De", ["a"], None]),
        (fact("x", scheme="kind", many=True), ["a", ["a", "de"], []], ["b", [["a"]], None, {"a": "a"}]),
    ],
)
def test_each_type_of_value_is_described(of: FactDefinition, good: list[object], bad: list[object]) -> None:
    base = knowledge_base(facts=[of], concepts=[concept("kind.a"), concept("kind.de")])
    validator = Draft202012Validator(profile_schema(base), format_checker=FormatChecker(["date"]))
    least = {"id": "case", "title": "A case", "actors": {"acme": {}}}

    def fits(value: object) -> bool:
        return bool(validator.is_valid({**least, "functions": [{"id": "main", "x": value}]}))

    assert [value for value in good if not fits(value)] == []
    assert [value for value in bad if fits(value)] == []
