"""The core reads no clock, no network and no environment, and imports only what it is allowed to."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.repository.sources import Module, imports, modules, parsed

PURE = ("engine", "explain")
ENGINE_MAY_IMPORT = frozenset(
    {"engine", "pydantic", "pyoxigraph", "rdflib", "pyshacl", "networkx", "numpy", "pyarrow", "yaml"}
)
EXECUTOR = {Path("engine/forward.py"): frozenset({"durable_rules_engine"})}

# A dotted name stands for itself and for everything inside it.
IMPURE_IMPORTS = (
    *("time", "zoneinfo", "locale", "getpass", "platform"),
    *(
        "socket",
        "socketserver",
        "ssl",
        "http",
        "urllib.request",
        "urllib.error",
        "ftplib",
        "smtplib",
        "asyncio",
    ),
    *("random", "secrets", "uuid.uuid1", "uuid.uuid4", "uuid.getnode"),
    *("os.environ", "os.environb", "os.getenv", "os.getenvb", "os.urandom", "sqlite3"),
)
IMPURE_ATTRIBUTES = frozenset(
    {"now", "utcnow", "today", "fromtimestamp", "environ", "environb", "getenv", "getenvb", "putenv"}
    | {"urandom", "uuid1", "uuid4", "getnode", "perf_counter", "monotonic", "urlopen", "urlretrieve"}
)


def impurities(module: Module) -> Iterator[str]:
    """Each place where `module` names a clock, a network, chance or the environment."""
    for statement, name in imports(module):
        if any(name == impure or name.startswith(f"{impure}.") for impure in IMPURE_IMPORTS):
            yield module.at(statement, f"imports {name}")
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Attribute) and node.attr in IMPURE_ATTRIBUTES:
            yield module.at(node, f"reads {ast.unparse(node)}")


def strangers(module: Module) -> Iterator[str]:
    """Each import of an engine `module` outside the standard library and what the engine may import."""
    allowed = ENGINE_MAY_IMPORT | sys.stdlib_module_names | EXECUTOR.get(module.path, frozenset())
    for statement, name in imports(module):
        if name.split(".")[0] not in allowed:
            yield module.at(statement, f"imports {name}")


def test_the_core_reads_no_clock_no_network_and_no_environment() -> None:
    looked_at = modules(*PURE)
    assert looked_at
    assert [place for module in looked_at for place in impurities(module)] == []


def test_the_engine_imports_only_what_it_is_allowed_to() -> None:
    looked_at = modules("engine")
    assert looked_at
    assert [place for module in looked_at for place in strangers(module)] == []


@pytest.mark.parametrize(
    "text",
    [
        "import time",
        "from time import monotonic",
        "from os import environ",
        "from urllib.request import urlopen",
        "import http.client",
        "import os\nos.environ['HOME']",
        "import os\nos.getenv('HOME')",
        "import datetime\ndatetime.date.today()",
        "from datetime import datetime\ndatetime.now()",
        "import uuid\nuuid.uuid4()",
    ],
)
def test_each_way_out_of_the_core_is_found(text: str) -> None:
    assert list(impurities(parsed(text))) != []


@pytest.mark.parametrize(
    "text",
    ["import os\nos.fork()", "from urllib.parse import quote", "import datetime\ndatetime.date(2026, 8, 2)"],
)
def test_what_depends_on_nothing_outside_passes(text: str) -> None:
    assert list(impurities(parsed(text))) == []


@pytest.mark.parametrize(
    "text", ["import flask", "from sqlalchemy import select", "import durable_rules_engine"]
)
def test_a_stranger_in_the_engine_is_found(text: str) -> None:
    assert list(strangers(parsed(text, Path("engine/sample.py")))) != []


def test_the_executor_may_import_durable_rules() -> None:
    assert list(strangers(parsed("import durable_rules_engine", Path("engine/forward.py")))) == []
