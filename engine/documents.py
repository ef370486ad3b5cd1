"""Reads YAML, and so JSON, into a small frozen tree that knows its lines and guesses nothing.

Text stays text: `no` is not false, `2026-08-02` is not a date, `1.10` is not a number, until somebody who
knows what is expected says so. What could surprise a reader or exhaust a machine is refused: anchors and
aliases, tags, repeated keys, several documents, deep nesting, large files, other encodings than UTF-8.
"""

from __future__ import annotations

from engine.document_builder import Builder
from engine.encoding import decode
from engine.errors import DocumentError, Fault
from engine.faults import FaultLog
from engine.nodes import Node

MAX_BYTES = 1 << 20


def read_document(data: bytes, source: str) -> Node:
    """
    The tree of the YAML or JSON document in `data`; `source` names its origin in faults.

    Raises `DocumentError` with every fault found, each with its line and a JSON Pointer.
    """
    root, faults = scan_document(data, source)
    if faults or root is None:
        raise DocumentError(faults)
    return root


def scan_document(data: bytes, source: str) -> tuple[Node | None, tuple[Fault, ...]]:
    """As `read_document`, but with what could be read beside the faults: None where that is nothing."""
    log = FaultLog(source)
    root: Node | None = None
    if len(data) > MAX_BYTES:
        message = f"The document has {len(data):,} bytes."
        log.add(message, line=None, expected=f"at most {MAX_BYTES:,} bytes, one use case in one file.")
    else:
        text = decode(data, log)
        if text is not None:
            root = Builder(log).build(text)
    return root, log.close()
