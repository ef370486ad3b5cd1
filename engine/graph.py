"""Turtle files as one ground graph: no blank node, no list, nothing imported, every literal of its type.

Only Turtle parsers see the text, which is in memory already; relative IRIs are resolved against a fixed base.
So a hostile file can name any address, and none is ever fetched.
"""

from __future__ import annotations

import hashlib
import json
import logging
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from rdflib import OWL, RDF, BNode, Graph, Literal, URIRef
from rdflib.plugins.parsers.notation3 import BadSyntax
from rdflib.term import Node

from engine.errors import Fault
from engine.knowledge import Iri
from engine.loading.sources import SourceIndex, declared_prefixes, index_sources
from engine.turtle import Triple, TurtleReader

BASE = "https://w3id.org/duecare/kb/"
"""Relative IRIs are resolved against it; packs write none."""

_NOT_IN_AN_IRI = re.compile(r"[\x00-\x20<>\"{}|\\^`]")
_WHY = re.compile(r"Bad syntax \((.*?)\) at \^ in", re.DOTALL)

_write_text = json.JSONEncoder(ensure_ascii=False).encode


class Compactor:
    """Shortens IRIs by the prefixes that the packs declare."""

    def __init__(self, prefixes: Mapping[str, str]) -> None:
        self._prefixes: dict[str, str] = {}
        for prefix, namespace in sorted(prefixes.items(), reverse=True):
            self._prefixes[namespace] = prefix
        self._known: dict[str, Iri] = {}

    def __call__(self, iri: str) -> Iri:
        """`iri` as `prefix:local-name`; unchanged where no declared namespace fits."""
        known = self._known.get(iri)
        if known is None:
            cut = max(iri.rfind("#"), iri.rfind("/")) + 1
            prefix = self._prefixes.get(iri[:cut])
            known = self._known[iri] = Iri(f"{prefix}:{iri[cut:]}" if prefix is not None else iri)
        return known


@dataclass(frozen=True, slots=True, kw_only=True)
class GroundGraph:
    """All statements of the packs, with the way back to files and lines."""

    statements: tuple[Triple, ...]
    """Each once."""
    prefixes: dict[str, str]
    compact: Compactor
    sources: SourceIndex
    files: Mapping[Iri, str]
    """For each thing, the first file that describes it."""

    def graph(self) -> Graph:
        """The statements as a graph that can be asked."""
        graph = Graph(bind_namespaces="none")
        for triple in self.statements:
            graph.add(triple)
        return graph

    def fault(self, thing: Iri, message: str, *, mention: str = "", expected: str = "") -> Fault:
        """A fault of `thing`, at the line of its block that says `mention`."""
        source = self.sources.mention(thing, mention)
        return Fault(
            message=message,
            source=source.file if source else self.files.get(thing, ""),
            line=source.line if source else None,
            path=thing,
            expected=expected,
        )


def read_graph(files: Mapping[str, bytes]) -> tuple[GroundGraph, tuple[Fault, ...]]:
    """
    The statements of Turtle `files` (name to bytes) and everything that is wrong with their form.

    A file that is no Turtle is left out and named in the faults. The order of files does not matter.
    """
    texts, faults = _texts(files)
    prefixes, conflicts = _prefixes(texts)
    compact = Compactor(prefixes)
    statements: dict[Triple, None] = {}
    first: dict[Iri, str] = {}
    read = TurtleReader(BASE)
    for name, text in texts.items():
        with _quiet_rdflib():
            found = read(text)
        if found is None:  # what the quick parser refuses, the other may bear; if not, it says why and where
            graph, fault = parse_turtle(name, text)
            found = list(graph)
            faults += [fault] if fault else []
        statements.update(dict.fromkeys(found))
        for subject in dict.fromkeys(triple[0] for triple in found):
            first.setdefault(compact(str(subject)), name)
    ground = GroundGraph(
        statements=tuple(statements),
        prefixes=prefixes,
        compact=compact,
        sources=index_sources(texts, compact),
        files=first,
    )
    return ground, (*faults, *conflicts, *_impurities(ground))


def parse_turtle(name: str, text: str) -> tuple[Graph, Fault | None]:
    """The graph that `text` states, or an empty one and why it is no Turtle."""
    graph = Graph(bind_namespaces="none")
    fault = _parse(name, text, graph)
    return (Graph() if fault else graph), fault


def _parse(name: str, text: str, graph: Graph) -> Fault | None:
    """Adds what `text` states to `graph`, or says why it is no Turtle; then some of it may be there."""
    try:
        with _quiet_rdflib():
            graph.parse(data=text, format="turtle", publicID=BASE)
    except BadSyntax as error:
        why = _WHY.search(str(error))
        message = f"This is no Turtle: {why.group(1) if why else 'bad syntax'}."
        return Fault(source=name, line=error.lines + 1, message=message)
    except Exception as error:  # noqa: BLE001  a hostile text makes the parser fail anywhere in its own code
        return Fault(source=name, message=f"This is no Turtle: {type(error).__name__}.")
    return None


def fingerprint(statements: Iterable[Triple], mapping_rows: Iterable[str]) -> str:
    """SHA-256, in hexadecimal, over the sorted N-Triples of `statements` and the sorted `mapping_rows`."""
    lines = sorted(" ".join(map(_n_triples, triple)) + " ." for triple in statements) + sorted(mapping_rows)
    return hashlib.sha256("\n".join(lines).encode("utf-8", "surrogatepass")).hexdigest()


def _n_triples(node: Node) -> str:
    """`node` in N-Triples, whose escapes JSON shares; rdflib's own form fails on a faulty IRI."""
    if not isinstance(node, Literal):
        return f"<{node}>"
    text = _write_text(str(node))
    if node.language:
        return f"{text}@{node.language}"
    return f"{text}^^<{node.datatype}>" if node.datatype else text


def _texts(files: Mapping[str, bytes]) -> tuple[dict[str, str], list[Fault]]:
    texts: dict[str, str] = {}
    faults: list[Fault] = []
    for name, content in sorted(files.items()):
        try:
            texts[name] = content.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = content.count(b"\n", 0, error.start) + 1
            faults.append(
                Fault(source=name, line=line, message="This is not UTF-8.", expected="text in UTF-8.")
            )
    return texts, faults


def _prefixes(texts: Mapping[str, str]) -> tuple[dict[str, str], list[Fault]]:
    prefixes: dict[str, str] = {}
    faults: list[Fault] = []
    for name, text in sorted(texts.items()):
        for prefix, namespace in declared_prefixes(text):
            known = prefixes.setdefault(prefix, namespace)
            if known != namespace:
                message = (
                    f"The prefix {prefix}: stands for <{namespace}> here and for <{known}> in another file."
                )
                faults.append(Fault(source=name, message=message, expected=f"one namespace: <{known}>."))
    return dict(sorted(prefixes.items())), faults


@contextmanager
def _quiet_rdflib() -> Iterator[None]:
    """Keeps rdflib from logging a traceback for a literal that is not of its type: that becomes a fault."""
    logger = logging.getLogger("rdflib.term")
    logger.addFilter(_drop)
    try:
        yield
    finally:
        logger.removeFilter(_drop)


def _drop(record: logging.LogRecord) -> bool:
    return False


def _impurities(ground: GroundGraph) -> tuple[Fault, ...]:
    sound: set[str] = set()
    found = [fault for triple in ground.statements if (fault := _impurity(ground, triple, sound)) is not None]
    nameless = {subject for subject, _, _ in ground.statements if isinstance(subject, BNode)}
    if nameless and not found:
        files = {ground.files[ground.compact(str(node))] for node in nameless}
        message = "Something is described that has no name: a blank node, which nobody can cite."
        found = [
            Fault(source=name, message=message, expected="a name of its own for every thing.")
            for name in files
        ]
    return tuple(sorted(found, key=str))


def _impurity(ground: GroundGraph, triple: Triple, sound: set[str]) -> Fault | None:
    """What is wrong with one statement; `sound` holds, and gains, the IRIs that were found to be such."""
    subject, predicate, thing = triple
    if isinstance(subject, BNode):
        return None  # named where a thing with a name leads to it
    owner, property_ = ground.compact(str(subject)), ground.compact(str(predicate))
    for node in (subject, predicate, thing):
        if isinstance(node, URIRef) and (iri := str(node)) not in sound:
            if _NOT_IN_AN_IRI.search(iri):
                return ground.fault(
                    owner, f"{iri!r} is no IRI.", mention=property_, expected="no such character."
                )
            sound.add(iri)
    if isinstance(thing, BNode) or thing == RDF.nil:
        return ground.fault(
            owner,
            f"{property_} leads to a blank node or a list, which nobody can cite.",
            mention=property_,
            expected="a name of its own for every thing, and one statement for each value.",
        )
    if predicate == OWL.imports:
        return ground.fault(
            owner, "Nothing is imported: the packs are what the directory holds.", mention=property_
        )
    if isinstance(thing, Literal) and thing.ill_typed:
        kind = ground.compact(str(thing.datatype))
        return ground.fault(owner, f'"{thing}" is no {kind}.', mention=property_, expected=f"a valid {kind}.")
    return None
