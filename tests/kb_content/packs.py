"""The shipped packs as one graph and as mapping rows, read without the engine, for tests of their content."""

from __future__ import annotations

import csv
from functools import cache
from pathlib import Path

from rdflib import RDF, SKOS, Graph, Literal, Namespace, URIRef

ROOT = Path(__file__).resolve().parents[2] / "kb"

GOV = Namespace("https://w3id.org/duecare/ontology#")
AIA = Namespace("https://w3id.org/duecare/kb/eu-ai-act/")
CTL = Namespace("https://w3id.org/duecare/kb/control/")
ISO = Namespace("https://w3id.org/duecare/kb/iso-42001/")
NIST = Namespace("https://w3id.org/duecare/kb/nist-ai-rmf/")
TERM = Namespace("https://w3id.org/duecare/kb/term/")
SCHEME = Namespace("https://w3id.org/duecare/kb/scheme/")
ELI = Namespace("http://data.europa.eu/eli/ontology#")

AIGE = Namespace("https://w3id.org/duecare/kb/aige-topics/")
JTC21 = Namespace("https://w3id.org/duecare/kb/jtc21-programme/")

_BY_PREFIX = {"aia": AIA, "ctl": CTL, "iso": ISO, "nist": NIST, "aige": AIGE, "jtc21": JTC21}


@cache
def graph() -> Graph:
    """Every Turtle file under `kb/`."""
    found = Graph()
    for path in sorted(ROOT.rglob("*.ttl")):
        found.parse(path)
    return found


def of_class(name: str) -> list[URIRef]:
    """The things of one class of the ontology, such as `ControlType`, sorted."""
    return sorted(thing for thing in graph().subjects(RDF.type, GOV[name]) if isinstance(thing, URIRef))


def objects(subject: URIRef, predicate: URIRef) -> list[str]:
    """What `subject` says through `predicate`, sorted."""
    return sorted(str(value) for value in graph().objects(subject, predicate))


def one(subject: URIRef, predicate: URIRef) -> str:
    """The single value of `predicate`; several, or none, fail the test."""
    found = objects(subject, predicate)
    assert len(found) == 1, (subject, predicate, found)
    return found[0]


def definition(subject: URIRef) -> str:
    """The definition of a term, or the summary of a provision."""
    return one(subject, SKOS.definition)


def number(subject: URIRef, predicate: URIRef) -> float | None:
    """The number that `predicate` states, or None."""
    value = graph().value(subject, predicate)
    return float(value) if isinstance(value, Literal) else None


def expand(curie: str) -> URIRef:
    """The IRI that a mapping row means by `prefix:local-name`."""
    prefix, local = curie.split(":", 1)
    return _BY_PREFIX[prefix][local]


@cache
def rows(name: str) -> tuple[dict[str, str], ...]:
    """The rows of one mapping file, without its comment lines."""
    lines = (ROOT / "mappings" / f"{name}.sssom.tsv").read_text(encoding="utf-8").splitlines()
    return tuple(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))
