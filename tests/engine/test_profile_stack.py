"""Components and tools, their limits, and what is unknown where they are not listed."""

from __future__ import annotations

import pytest

from engine.kinds import FactKind, Level
from engine.knowledge import Iri
from engine.posture import ArgumentLimit, StackComponent
from engine.profile.profile import read_profile
from engine.usecase import Tool
from tests.support.kb import concept, fact, knowledge_base
from tests.support.profiles import HEAD, STACK, facts, faults, read


def test_components_and_tools_are_subjects_and_parts_of_the_stack() -> None:
    use_case = read(HEAD + STACK)
    assert use_case.stack == (
        StackComponent(
            id="model",
            kind=Iri("term:component-kind.language-model"),
            platform=Iri("term:platform.aws-bedrock"),
            enforcement_points=(Iri("term:point.prompt-filter"), Iri("term:point.output-filter")),
            model="some.model-v1",
        ),
        StackComponent(id="helper", kind=Iri("term:component-kind.agent"), tools=("pay", "look_up")),
    )
    assert [(s.id, s.pointer) for s in use_case.of(Level.COMPONENT)] == [
        ("model", "/stack/0"),
        ("helper", "/stack/1"),
    ]
    assert [(s.id, s.pointer) for s in use_case.of(Level.TOOL)] == [
        ("helper/pay", "/stack/1/tools/0"),
        ("helper/look_up", "/stack/1/tools/1"),
    ]
    assert facts(use_case, Level.TOOL, 1)["tool-effects"].values == ()


def test_the_limits_of_a_tools_arguments_are_kept_by_name() -> None:
    assert read(HEAD + STACK).tools == (
        Tool(
            component="helper",
            name="pay",
            arguments=(
                ArgumentLimit(name="amount", type="integer", maximum=100),
                ArgumentLimit(name="to", type="string", one_of=("a", "b")),
                ArgumentLimit(name="urgent", type="boolean"),
            ),
        ),
        Tool(component="helper", name="look_up"),
    )


def test_a_component_may_say_nothing_of_its_kind() -> None:
    assert read(HEAD + "stack: [{id: it}]\n").stack == (StackComponent(id="it", kind=Iri("")),)


@pytest.mark.parametrize(
    ("stack", "unlisted"),
    [
        ("", {Level.COMPONENT: "/stack", Level.TOOL: "/stack"}),
        ("stack: []", {}),
        ("stack: [{id: a, kind: language-model}]", {}),
        ("stack: [{id: a, kind: language-model}, {id: b, kind: agent}]", {Level.TOOL: "/stack/1/tools"}),
        ("stack: [{id: a}]", {Level.TOOL: "/stack/0/tools"}),
        ("stack: [{id: a, kind: agent, tools: []}]", {}),
        ("stack: [{id: a, kind: agent, tools: [{name: t}]}, {id: b}]", {Level.TOOL: "/stack/1/tools"}),
        ("stack: [{id: b}, {id: c, kind: agent}]", {Level.TOOL: "/stack/0/tools"}),
    ],
)
def test_a_list_that_may_be_missing_is_unknown_and_not_empty(stack: str, unlisted: dict[Level, str]) -> None:
    assert read(HEAD + stack + "\n").unlisted == unlisted


def test_a_kind_broader_than_one_that_has_tools_may_have_tools() -> None:
    kinds = [concept("kind.software"), concept("kind.agent", "kind.software"), concept("kind.file")]
    base = knowledge_base(
        concepts=kinds,
        facts=[
            fact("component-kind", Level.COMPONENT, scheme="kind", path=("kind",)),
            fact(
                "tools",
                Level.COMPONENT,
                kind=FactKind.STRUCTURAL,
                opens=Level.TOOL,
                listed_by=(Iri("t:kind.agent"),),
            ),
        ],
    )
    for kind, expected in (("software", {Level.TOOL: "/stack/0/tools"}), ("file", {})):
        text = f"{HEAD}stack: [{{id: a, kind: {kind}}}]\n"
        assert read_profile(text.encode(), "f", base).unlisted == expected


ARGUMENTS = "/stack/1/tools/0/arguments"


@pytest.mark.parametrize(
    ("old", "new", "path", "message"),
    [
        ("id: helper", "id: model", "/stack/1/id", "is the name of another one too"),
        ("name: look_up", "name: pay", "/stack/1/tools/1/name", "is the name of another one too"),
        ("name: pay", "name: pay now", "/stack/1/tools/0/name", "is no name"),
        ("- name: look_up", "- title: look_up", "/stack/1/tools/1", '"name" is missing'),
        ("- id: model", "- title: model", "/stack/0", '"id" is missing'),
        ("kind: agent", "kind: agents", "/stack/1/kind", "Nearest: agent."),
        ("version: 4.60", "versoin: 4.60", "/stack/0/versoin", "Nearest: version."),
        ("version: 4.60", "version: [4, 60]", "/stack/0/version", "A list stands here."),
        ("type: boolean", "type: bool", f"{ARGUMENTS}/urgent/type", "Nearest: boolean."),
        ("type: boolean", "maximum: 3", f"{ARGUMENTS}/urgent", '"type" is missing'),
        ("{type: boolean}", "boolean", f"{ARGUMENTS}/urgent", "A single value"),
        ("type: boolean", "type: boolean, maximum: 3", f"{ARGUMENTS}/urgent/maximum", "no maximum"),
        ("type: integer", "type: string", f"{ARGUMENTS}/amount/maximum", "has no maximum"),
        ("type: string", "type: integer", f"{ARGUMENTS}/to/one_of", "has no one_of"),
        ("maximum: 100", "maximum: 1e2", f"{ARGUMENTS}/amount/maximum", "no such number"),
        ("maximum: 100", "maximum: 1.0", f"{ARGUMENTS}/amount/maximum", "no such number"),
        ("maximum: 100", "maximum: '100'", f"{ARGUMENTS}/amount/maximum", "no such number"),
        ("maximum: 100", f"maximum: {2**53}", f"{ARGUMENTS}/amount/maximum", "no such number"),
        ("maximum: 100", "maximum: " + "9" * 9999, f"{ARGUMENTS}/amount/maximum", "no such"),
        ("one_of: [a, b]", "one_of: []", f"{ARGUMENTS}/to/one_of", "No value would be allowed."),
        ("one_of: [a, b]", "one_of: a", f"{ARGUMENTS}/to/one_of", "A single value"),
        ("one_of: [a, b]", "one_of: [a, '']", f"{ARGUMENTS}/to/one_of/1", "The text is empty."),
        ("urgent:", "so urgent:", f"{ARGUMENTS}/so urgent", "is no name"),
    ],
)  # fmt: skip
def test_a_stack_is_checked_down_to_the_arguments(old: str, new: str, path: str, message: str) -> None:
    assert old in STACK
    (fault,) = faults(HEAD + STACK.replace(old, new, 1))
    assert fault.path == path
    assert message in fault.message
    assert fault.line
    assert fault.expected


@pytest.mark.parametrize(
    "text", ["stack: agent", "stack: {id: a}", "stack: [a]", "stack: [{id: a, tools: b}]"]
)
def test_a_stack_that_is_no_list_of_components_is_refused(text: str) -> None:
    (fault,) = faults(f"{HEAD}{text}\n")
    assert fault.line == 7
    assert fault.path.startswith("/stack")


def test_an_empty_list_of_arguments_is_refused() -> None:
    (fault,) = faults(f"{HEAD}stack: [{{id: a, tools: [{{name: t, arguments: {{}}}}]}}]\n")
    assert (fault.path, fault.message) == ("/stack/0/tools/0/arguments", "Nothing is stated here.")
