"""What no file of the repository holds: traces of one machine, names of registries, unfinished work."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.repository.sources import texts

# The lookbehind lets a web address with such a path pass.
MACHINE_PATH = re.compile(r"(?<![\w.:/-])(?:/(?:work|root|home|tmp|Users)/\w|[A-Z]:\\Users\\)")
# Put together here, so that this file does not hold what it looks for.
REGISTRIES = tuple(
    ".".join(parts)
    for parts in (
        ("pypi", "org"),
        ("python" + "hosted", "org"),
        ("registry", "npmjs", "org"),
        ("npmjs", "com"),
        ("proxy", "golang", "org"),
        ("deb", "debian", "org"),
        ("crates", "io"),
    )
)
REGISTRY = re.compile("|".join(re.escape(host) for host in REGISTRIES))
UNFINISHED = re.compile(r"\b(?:" + "|".join(("TO" + "DO", "FIX" + "ME", "XX" + "X")) + r")\b")
UNWRITTEN = re.compile(r"\bNot" + r"ImplementedError\b")


def found(pattern: re.Pattern[str], looked_at: Callable[[Path], bool] = lambda path: True) -> list[str]:
    """Every line that `pattern` matches in the texts that `looked_at` chooses; to choose none is a fault."""
    chosen = {path: text for path, text in texts().items() if looked_at(path)}
    assert chosen
    return [
        f"{path}:{number}: {line.strip()[:120]}"
        for path, text in chosen.items()
        for number, line in enumerate(text.splitlines(), 1)
        if pattern.search(line)
    ]


def test_no_file_holds_an_absolute_path_of_a_machine() -> None:
    assert found(MACHINE_PATH) == []


def test_no_file_names_the_host_of_a_package_registry() -> None:
    assert found(REGISTRY) == []


def test_no_file_holds_a_mark_of_unfinished_work() -> None:
    assert found(UNFINISHED) == []


def test_no_module_holds_an_unwritten_function() -> None:
    assert found(UNWRITTEN, lambda path: path.suffix == ".py") == []


@pytest.mark.parametrize("before", ["", "see ", '"'])
@pytest.mark.parametrize("folder", ["home", "tmp", "root"])
def test_an_absolute_path_is_recognised(before: str, folder: str) -> None:
    assert MACHINE_PATH.search(before + "/".join(("", folder, "me")))


def test_a_path_of_windows_is_recognised() -> None:
    assert MACHINE_PATH.search("\\".join(("C:", "Users", "me")))


@pytest.mark.parametrize("path", ["https://example.eu/work/1", "docs/home/x", "https://example.eu/a-b/tmp/x"])
def test_the_path_of_a_web_address_is_no_absolute_path(path: str) -> None:
    assert not MACHINE_PATH.search(path)


@pytest.mark.parametrize("host", REGISTRIES)
def test_a_registry_is_recognised_inside_an_address(host: str) -> None:
    assert REGISTRY.search(f"https://{host}/simple/")
