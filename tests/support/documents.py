"""Trees as plain values, and every parser there is to read them with."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import yaml

from engine import document_builder
from engine.nodes import MappingNode, Node, Scalar, Sequence

LOADERS: list[document_builder.Loader] = [yaml.SafeLoader]
if yaml.__with_libyaml__:
    LOADERS.append(yaml.CSafeLoader)


@contextmanager
def parsed_by(loader: document_builder.Loader) -> Iterator[None]:
    """Within it, documents are read by `loader`."""
    usual = document_builder.LOADER
    document_builder.LOADER = loader
    try:
        yield
    finally:
        document_builder.LOADER = usual


def plain(node: Node) -> object:
    """A tree as plain values, every scalar as its text."""
    match node:
        case MappingNode():
            return {key: plain(entry.node) for key, entry in node.entries.items()}
        case Sequence():
            return [plain(item) for item in node.items]
        case Scalar():
            return node.text
        case _:
            raise AssertionError(node)
