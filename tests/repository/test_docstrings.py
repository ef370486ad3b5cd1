"""Every public name says what a caller needs, in more words than its name."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator

import pytest

from tests.repository.sources import PACKAGES, Definition, Function, Module, modules, parsed

# Words that add nothing to a name: "Derive the control id." says no more than `derive_control_id`.
FILLERS = frozenset(
    {"a", "an", "the", "of", "for", "to", "and", "return", "returns", "get", "gets", "this", "its"}
)


def public(module: Module) -> Iterator[Definition]:
    """The public functions and classes of `module`, and the public methods of its public classes."""
    yield from _public_in(module.tree)


def _public_in(scope: ast.Module | ast.ClassDef) -> Iterator[Definition]:
    for node in scope.body:
        if not isinstance(node, Definition) or node.name.startswith("_") or _is_described_elsewhere(node):
            continue
        yield node
        if isinstance(node, ast.ClassDef):
            yield from _public_in(node)


def _is_described_elsewhere(node: Definition) -> bool:
    """Whether `node` is an overload, an override or a setter, whose description stands with the original."""
    names = {ast.unparse(decorator).split(".")[-1] for decorator in node.decorator_list}
    return isinstance(node, Function) and bool(names & {"overload", "override", "setter"})


def words(text: str) -> frozenset[str]:
    """The words of a sentence or of a name, without fillers and plural or verbal endings."""
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])", " ", text.replace("_", " "))
    return (
        frozenset(re.sub(r"(e?s|ed|ing)$", "", word) for word in re.findall(r"[a-z0-9]+", spaced.lower()))
        - FILLERS
    )


def fault_of(node: Definition) -> str | None:
    """What is wrong with the docstring of `node`, or nothing."""
    docstring = ast.get_docstring(node)
    if not docstring:
        return f"{node.name} has no docstring"
    if words(docstring) <= words(node.name):
        return f"the docstring of {node.name} only repeats its name"
    return None


def test_every_public_name_has_a_docstring_that_says_more_than_the_name() -> None:
    looked_at = modules(*PACKAGES)
    assert looked_at
    assert [
        module.at(node, fault) for module in looked_at for node in public(module) if (fault := fault_of(node))
    ] == []


def test_every_module_says_what_its_one_job_is() -> None:
    looked_at = modules(*PACKAGES, "tests")
    assert looked_at
    assert [str(module.path) for module in looked_at if not ast.get_docstring(module.tree)] == []


@pytest.mark.parametrize(
    "text",
    [
        "def rule_of(): pass",
        'def derive_control_id(): "Derive the control id."',
        'class Finding: "A finding."',
        'class Finding:\n    "What one rule concluded."\n    def holds(self): pass',
    ],
)
def test_a_missing_or_empty_description_is_found(text: str) -> None:
    assert [fault for node in public(parsed(text)) if (fault := fault_of(node))] != []


@pytest.mark.parametrize(
    "text", ["def _private(): pass", "class _Private:\n    def method(self): pass", 'def f(): "Says more."']
)
def test_private_names_and_described_ones_pass(text: str) -> None:
    assert [fault for node in public(parsed(text)) if (fault := fault_of(node))] == []
