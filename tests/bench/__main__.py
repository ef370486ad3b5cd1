"""Runs the benchmarks: all of them, or those named, e.g. `python -m tests.bench engine ledger`."""

from __future__ import annotations

import sys
from importlib import import_module
from pathlib import Path


def benchmarks() -> list[str]:
    """The modules of this package that measure something."""
    return sorted(path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith("_"))


def main(arguments: list[str]) -> int:
    """Runs the benchmarks named in `arguments`; returns the exit code."""
    known = benchmarks()
    unknown = sorted(set(arguments) - set(known))
    if unknown:
        print(f"no benchmark {', '.join(unknown)}; there are: {', '.join(known)}", file=sys.stderr)
        return 2
    for name in arguments or known:
        import_module(f"tests.bench.{name}").main()
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
