"""Reads the repository's own files: which there are, their text, and the syntax trees of the packages."""

from __future__ import annotations

import ast
import subprocess
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PACKAGES = ("engine", "explain", "targets", "evidence", "service")

Function = ast.FunctionDef | ast.AsyncFunctionDef
Definition = Function | ast.ClassDef


@dataclass(frozen=True, slots=True, kw_only=True)
class Module:
    """A Python file of ours: `path` from the root, `text`, and its syntax `tree`."""

    path: Path
    text: str
    tree: ast.Module

    def at(self, node: ast.AST, what: str) -> str:
        """A line of a failure report: file, line of `node`, and `what` is wrong there."""
        return f"{self.path}:{getattr(node, 'lineno', 1)}: {what}"


@cache
def files() -> tuple[Path, ...]:
    """Every file that is committed or would be with the next commit, from the root."""
    command = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, check=True, text=True)
    names = (Path(name) for name in sorted(set(listed.stdout.split("\0"))) if name)
    return tuple(name for name in names if (ROOT / name).is_file())


@cache
def texts() -> dict[Path, str]:
    """The text of every file that is text."""
    return {name: text for name in files() if (text := text_of(ROOT / name)) is not None}


def text_of(path: Path) -> str | None:
    """What `path` holds, or nothing where it is not text: a picture, an archive, a wrongly encoded case."""
    content = path.read_bytes()
    if b"\0" in content:
        return None
    try:
        return content.decode()
    except UnicodeDecodeError:
        return None


@cache
def modules(*packages: str) -> tuple[Module, ...]:
    """Every module of `packages`, which are folders at the root."""
    found = (name for name in files() if name.suffix == ".py" and name.parts[0] in packages)
    return tuple(parsed(texts()[name], name) for name in found)


def parsed(text: str, path: Path = Path("sample.py")) -> Module:
    """The module that `text` is; a test's own sample has no path of its own."""
    return Module(path=path, text=text, tree=ast.parse(text, str(path)))


def imports(module: Module) -> Iterator[tuple[ast.stmt, str]]:
    """Every import, as a statement and the dotted name it fetches: `from os import environ` is os.environ."""
    for node in ast.walk(module.tree):
        if isinstance(node, ast.Import):
            yield from ((node, alias.name) for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.level == 0:
            yield from ((node, f"{node.module}.{alias.name}") for alias in node.names)


def functions(module: Module) -> Iterator[Function]:
    """Every function and method of `module`, the nested ones included."""
    for node in ast.walk(module.tree):
        if isinstance(node, Function):
            yield node
