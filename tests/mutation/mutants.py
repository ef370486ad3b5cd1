"""The mutants of a module: its source with one small change each."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from copy import deepcopy
from dataclasses import dataclass
from functools import singledispatch

COMPARISONS: dict[type[ast.cmpop], tuple[type[ast.cmpop], ...]] = {
    ast.Eq: (ast.NotEq,),
    ast.NotEq: (ast.Eq,),
    ast.Lt: (ast.LtE, ast.Gt),
    ast.LtE: (ast.Lt, ast.Gt),
    ast.Gt: (ast.GtE, ast.Lt),
    ast.GtE: (ast.Gt, ast.Lt),
    ast.In: (ast.NotIn,),
    ast.NotIn: (ast.In,),
    ast.Is: (ast.IsNot,),
    ast.IsNot: (ast.Is,),
}
NAMES = {
    "min": ("max",),
    "max": ("min",),
    "all": ("any",),
    "any": ("all",),
    "sorted": ("tuple",),
    "reversed": ("tuple",),
    "FALSE": ("UNKNOWN",),
    "UNKNOWN": ("FALSE", "CONTESTABLE"),
    "CONTESTABLE": ("UNKNOWN", "TRUE"),
    "TRUE": ("CONTESTABLE", "FALSE"),
    "DOES_NOT_HOLD": ("UNDETERMINED",),
    "UNDETERMINED": ("DOES_NOT_HOLD", "FIRED_CONTESTABLY"),
    "FIRED_CONTESTABLY": ("UNDETERMINED", "FIRED"),
    "FIRED": ("FIRED_CONTESTABLY", "DEFEATED"),
    "DEFEATED": ("DOES_NOT_HOLD", "FIRED"),
}
METHODS = {"union": "intersection", "setdefault": "get", "add": "discard", "append": "count", "get": "pop"}


SILENT = ("annotation", "returns", "decorator_list", "bases")
"""Parts of a definition that decide nothing while it runs."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One changed source."""

    name: str
    """Where it differs and how, without line numbers, so that it survives edits elsewhere."""
    source: str


def mutants(source: str) -> Iterator[Mutant]:
    """Every mutant of a module, each once."""
    tree = ast.parse(source)
    places = [(place, owner) for place, owner in enumerate(_owners(tree)) if owner is not None]
    seen: dict[str, int] = {}
    nodes = list(ast.walk(tree))
    for place, owner in places:
        for number, _ in enumerate(_changes(nodes[place])):
            changed = deepcopy(tree)
            node = list(ast.walk(changed))[place]
            before = ast.unparse(nodes[place]).split("\n")[0]
            after = list(_changes(node))[number]
            _replace(changed, node, after)
            name = f"{owner}: {before} -> {ast.unparse(after).split(chr(10))[0]}"
            seen[name] = seen.get(name, 0) + 1
            name += f" ({seen[name]})" if seen[name] > 1 else ""
            yield Mutant(name, ast.unparse(ast.fix_missing_locations(changed)))


def _owners(tree: ast.Module) -> Iterator[str | None]:
    """For each node in the order of `ast.walk`, the function or class it is in; None if it says nothing."""
    owner: dict[int, str | None] = {}
    for node in ast.walk(tree):
        mine = owner.get(id(node), "module")
        if isinstance(node, ast.FunctionDef | ast.ClassDef):
            mine = node.name if mine == "module" else f"{mine}.{node.name}"
        if isinstance(node, ast.Import | ast.ImportFrom) or _is_docstring(node):
            mine = None
        for field, value in ast.iter_fields(node):
            for child in value if isinstance(value, list) else [value]:
                owner[id(child)] = None if field in SILENT else mine
        yield mine


def _is_docstring(node: ast.AST) -> bool:
    return isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant)


@singledispatch
def _changes(node: ast.AST) -> Iterator[ast.AST]:
    """What a node could be instead."""
    return iter(())


@_changes.register
def _(node: ast.Compare) -> Iterator[ast.AST]:
    for other in COMPARISONS.get(type(node.ops[0]), ()) if len(node.ops) == 1 else ():
        yield ast.Compare(node.left, [other()], node.comparators)


@_changes.register
def _(node: ast.BoolOp) -> Iterator[ast.AST]:
    yield ast.BoolOp(ast.And() if isinstance(node.op, ast.Or) else ast.Or(), node.values)
    yield from node.values


@_changes.register
def _(node: ast.UnaryOp) -> Iterator[ast.AST]:
    yield node.operand


@_changes.register
def _(node: ast.BinOp) -> Iterator[ast.AST]:
    yield ast.BinOp(node.left, ast.Sub() if isinstance(node.op, ast.Add) else ast.Add(), node.right)
    yield node.left


@_changes.register
def _(node: ast.Constant) -> Iterator[ast.AST]:
    if isinstance(node.value, bool):
        yield ast.Constant(not node.value)
    elif isinstance(node.value, int):
        yield ast.Constant(node.value + 1)
        yield ast.Constant(node.value - 1)


@_changes.register
def _(node: ast.Name) -> Iterator[ast.AST]:
    if isinstance(node.ctx, ast.Load):
        yield from (ast.Name(other, ast.Load()) for other in NAMES.get(node.id, ()))


@_changes.register
def _(node: ast.Attribute) -> Iterator[ast.AST]:
    if node.attr in METHODS:
        yield ast.Attribute(node.value, METHODS[node.attr], node.ctx)


@_changes.register
def _(node: ast.IfExp) -> Iterator[ast.AST]:
    yield from (node.body, node.orelse)


@_changes.register(ast.GeneratorExp)
@_changes.register(ast.ListComp)
@_changes.register(ast.DictComp)
def _(node: ast.GeneratorExp | ast.ListComp | ast.DictComp) -> Iterator[ast.AST]:
    """Without its conditions, where it has any."""
    if any(part.ifs for part in node.generators):
        bare = deepcopy(node)
        for part in bare.generators:
            part.ifs = []
        yield bare


@_changes.register
def _(node: ast.If) -> Iterator[ast.AST]:
    yield from (ast.If(ast.Constant(truth), node.body, node.orelse) for truth in (True, False))


@_changes.register
def _(node: ast.While) -> Iterator[ast.AST]:
    yield ast.While(ast.Constant(False), node.body, node.orelse)


@_changes.register
def _(node: ast.Continue) -> Iterator[ast.AST]:
    yield from (ast.Break(), ast.Pass())


@_changes.register
def _(node: ast.Return) -> Iterator[ast.AST]:
    yield ast.Return(ast.Constant(None))


@_changes.register
def _(node: ast.Expr) -> Iterator[ast.AST]:
    yield ast.Pass()


@_changes.register
def _(node: ast.Assign) -> Iterator[ast.AST]:
    if isinstance(node.targets[0], ast.Subscript):
        yield ast.Pass()


def _replace(tree: ast.Module, old: ast.AST, new: ast.AST) -> None:
    for node in ast.walk(tree):
        for field, value in ast.iter_fields(node):
            if value is old:
                setattr(node, field, new)
                return
            if isinstance(value, list) and any(each is old for each in value):
                setattr(node, field, [new if each is old else each for each in value])
                return
    raise LookupError("the node is not part of the tree")
