"""Each dependency has its reason beside it and is locked with hashes, wherever it is fetched from."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.repository.sources import ROOT, texts

PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text())
EXTRAS = [each for extra in PROJECT["project"].get("optional-dependencies", {}).values() for each in extra]
DEPENDENCIES = sorted({*PROJECT["project"]["dependencies"], *PROJECT["dependency-groups"]["dev"], *EXTRAS})
LOCKS = {path: text for path, text in texts().items() if path.match("requirements/*.txt")}
PINNED = re.compile(r"^(?P<name>[a-z0-9-]+)==\S+(?: ; [^\\]+)?(?: \\\n    --hash=sha256:[0-9a-f]{64})+$")


def entries(lock: str) -> list[str]:
    """The entries of a lock file: a requirement with the lines that continue it."""
    lines = [line for line in lock.splitlines() if line and not line.startswith("#")]
    return re.split(r"\n(?! )", "\n".join(lines))


def locked() -> set[str]:
    """The names that some lock file pins."""
    return {
        match["name"] for lock in LOCKS.values() for entry in entries(lock) if (match := PINNED.match(entry))
    }


@pytest.mark.parametrize("dependency", DEPENDENCIES)
def test_a_dependency_carries_its_reason(dependency: str) -> None:
    listed = (ROOT / "pyproject.toml").read_text().splitlines()
    lines = [line for line in listed if f'"{dependency}",' in line]
    assert lines
    assert all(re.search(r'",\s+# \S+ \S+', line) for line in lines)


@pytest.mark.parametrize("dependency", DEPENDENCIES)
def test_a_dependency_is_locked(dependency: str) -> None:
    assert canonicalize_name(Requirement(dependency).name) in locked()


@pytest.mark.parametrize("path", LOCKS, ids=str)
def test_a_lock_file_pins_every_entry_with_hashes_and_holds_nothing_else(path: Path) -> None:
    assert [entry for entry in entries(LOCKS[path]) if not PINNED.match(entry)] == []


def test_every_step_of_the_setup_has_its_lock_file() -> None:
    assert {path.stem for path in LOCKS} == {"build", "native", "runtime", "dev", "lock", "claude", "mlflow"}


@pytest.mark.parametrize(
    "entry",
    [
        "flask==3.1.3",
        "flask>=3 \\\n    --hash=sha256:" + "0" * 64,
        "--index-url address",
        "flask @ address",
        "",
    ],
)
def test_an_entry_that_is_not_pinned_with_a_hash_is_found(entry: str) -> None:
    assert not PINNED.match(entry)
