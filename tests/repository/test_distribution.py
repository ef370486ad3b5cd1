"""The wheel holds what the application needs: typed packages, and the knowledge base beside them."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from tests.repository.sources import PACKAGES, ROOT, files

SHIPPED = (*PACKAGES, "kb")


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> frozenset[str]:
    """The names of the files in a wheel built from a copy of what is, or would be, committed."""
    checkout, built = tmp_path_factory.mktemp("checkout"), tmp_path_factory.mktemp("built")
    for name in files():
        (checkout / name).parent.mkdir(parents=True, exist_ok=True)
        (checkout / name).write_bytes((ROOT / name).read_bytes())
    pip = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--no-deps", "--no-index"]
    command = [*pip, "--no-build-isolation", "--wheel-dir", str(built), str(checkout)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    (archive,) = built.glob("duecare-*.whl")
    return frozenset(zipfile.ZipFile(archive).namelist())


def test_the_wheel_holds_every_file_of_the_packages_and_the_knowledge_base(wheel: frozenset[str]) -> None:
    expected = {name.as_posix() for name in files() if name.parts[0] in SHIPPED}
    assert expected
    assert expected - wheel == set()


def test_the_wheel_holds_nothing_but_the_packages_and_the_knowledge_base(wheel: frozenset[str]) -> None:
    tops = {Path(name).parts[0] for name in wheel}
    assert {top for top in tops if not top.endswith(".dist-info")} == set(SHIPPED)


@pytest.mark.parametrize("package", PACKAGES)
def test_a_package_says_that_it_is_typed(package: str, wheel: frozenset[str]) -> None:
    assert f"{package}/py.typed" in wheel
