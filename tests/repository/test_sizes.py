"""Modules and functions stay small enough to be read in one sitting."""

from __future__ import annotations

from statistics import median

from tests.repository.sources import PACKAGES, Function, Module, functions, modules, parsed

MODULE_LINES = 250
ONE_FILE = {"evidence/verify.py": 510}
"""The offline verifier is one file by design: an auditor is handed this file, and nothing else of ours."""
FUNCTION_LINES = 40
MEDIAN_LINES = 10


def written(lines: list[str]) -> int:
    """How many of `lines` are not blank."""
    return sum(1 for line in lines if line.strip())


def size_of_module(module: Module) -> int:
    """The lines of `module` that are not blank."""
    return written(module.text.splitlines())


def size_of_function(module: Module, function: Function) -> int:
    """The lines of `function` that are not blank, from `def` to its end, the docstring included."""
    return written(module.text.splitlines()[function.lineno - 1 : function.end_lineno])


def test_no_module_is_longer_than_250_lines() -> None:
    looked_at = modules(*PACKAGES, "tests")
    sizes = {str(module.path): size_of_module(module) for module in looked_at}
    assert sizes
    assert set(ONE_FILE) <= set(sizes)
    assert {path: n for path, n in sizes.items() if n > ONE_FILE.get(path, MODULE_LINES)} == {}


def test_no_function_is_longer_than_40_lines() -> None:
    looked_at = [
        (module, function) for module in modules(*PACKAGES, "tests") for function in functions(module)
    ]
    assert looked_at
    assert [
        module.at(function, f"{function.name} has {size} lines")
        for module, function in looked_at
        if (size := size_of_function(module, function)) > FUNCTION_LINES
    ] == []


def test_half_of_the_functions_have_at_most_10_lines() -> None:
    sizes = [
        size_of_function(module, function) for module in modules(*PACKAGES) for function in functions(module)
    ]
    assert not sizes or median(sizes) <= MEDIAN_LINES


def test_blank_lines_do_not_count_and_docstrings_do() -> None:
    module = parsed('def longer():\n    """Says what it does."""\n\n    return 1\n')
    assert size_of_module(module) == 3
    assert [size_of_function(module, function) for function in functions(module)] == [3]
