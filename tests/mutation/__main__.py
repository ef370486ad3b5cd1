"""Runs the tests of the definition against each of its mutants, and lists those that survive.

python -m tests.mutation
"""

from __future__ import annotations

import io
import os
import signal
import sys
from contextlib import redirect_stderr, redirect_stdout
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from importlib.util import spec_from_loader
from pathlib import Path
from types import ModuleType

from tests.mutation.mutants import Mutant, mutants

ROOT = Path(__file__).resolve().parents[2]
EQUIVALENT = Path(__file__).with_name("EQUIVALENT.md")
TESTED = {
    "engine.semantics": ("tests/engine/test_semantics.py", "tests/engine/test_determine.py"),
    "engine.strata": ("tests/engine/test_strata.py", "tests/engine/test_rulebase.py"),
}
"""The modules that are changed, and the tests that must notice."""
SECONDS = 60
ENOUGH = 0.95


class Changed(MetaPathFinder, Loader):
    """Serves one module from a changed source."""

    def __init__(self, module: str, source: str) -> None:
        self._module, self._source = module, source

    def find_spec(self, name: str, path: object = None, target: object = None) -> ModuleSpec | None:
        """The specification of the changed module; no other is found here."""
        return spec_from_loader(name, self) if name == self._module else None

    def exec_module(self, module: ModuleType) -> None:
        """Runs the changed source."""
        exec(compile(self._source, f"<mutant of {self._module}>", "exec"), vars(module))


def is_killed(module: str, source: str) -> bool:
    """Whether some test fails, or does not end, when `module` has this source; tried in a forked child."""
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0
    failed = True
    try:
        signal.alarm(SECONDS)
        sys.meta_path.insert(0, Changed(module, source))
        failed = _tests_fail(TESTED[module])
    finally:
        os._exit(failed)


def _tests_fail(tests: tuple[str, ...]) -> bool:
    import pytest  # in the child, after the changed module is in place

    options = ["-x", "-q", "-p", "no:cacheprovider", "--hypothesis-profile", "quick"]
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()):
        return pytest.main([*options, *(str(ROOT / test) for test in tests)]) != 0


def source_of(module: str) -> str:
    """The source of a module of ours."""
    return (ROOT / f"{module.replace('.', '/')}.py").read_text()


def survivors(module: str) -> tuple[int, list[Mutant]]:
    """How many mutants a module has, and those no test notices."""
    source = source_of(module)
    if is_killed(module, source):
        raise SystemExit(f"the tests of {module} fail before anything is changed")
    made = list(mutants(source))
    return len(made), [mutant for mutant in made if not is_killed(module, mutant.source)]


def main() -> int:
    """Prints what survived; returns the exit code: 0 if enough are killed and the others are explained."""
    explained = EQUIVALENT.read_text()
    code = 0
    for module in TESTED:
        total, alive = survivors(module)
        unexplained = [mutant for mutant in alive if f"`{mutant.name}`" not in explained]
        equivalent = len(alive) - len(unexplained)
        share = 1 - len(unexplained) / (total - equivalent)
        print(f"{module}: {total} mutants, {total - len(alive)} killed, {equivalent} equivalent: {share:.1%}")
        for mutant in alive:
            print(f"  {'survives' if mutant in unexplained else 'equivalent'}: {mutant.name}", flush=True)
        code |= share < ENOUGH
    return int(code)


if __name__ == "__main__":
    sys.exit(main())
