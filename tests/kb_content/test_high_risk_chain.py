"""What the duties along the high-risk chain state as data: clocks, retention, fines, numbers and dates."""

from __future__ import annotations

import pytest
from rdflib import RDF, SKOS, URIRef

from tests.kb_content.packs import GOV, expand, graph

CLOCKS = {
    "report-incident": "P15D",
    "report-widespread-incident": "P2D",
    "report-death": "P10D",
    "replacement-body": "P3M",
}
KEPT = {
    "provider.keep-documents": "P10Y",
    "provider.declaration": "P10Y",
    "representative.keep-documents": "P10Y",
    "importer.keep-documents": "P10Y",
    "provider.keep-logs": "P6M",
}
BEARERS = ("provider", "representative", "importer", "distributor", "operator")


def obligations() -> list[URIRef]:
    """The duties whose name begins with who bears them along the chain."""
    found = (str(subject) for subject in graph().subjects(RDF.type, GOV.Obligation))
    return sorted(URIRef(name) for name in found if name.rpartition("obl.")[2].split(".")[0] in BEARERS)


@pytest.mark.parametrize(("name", "limit"), CLOCKS.items())
def test_a_clock_is_data(name: str, limit: str) -> None:
    assert str(graph().value(expand(f"aia:obl.provider.{name}"), GOV.timeLimit)) == limit


@pytest.mark.parametrize(("name", "time"), KEPT.items())
def test_how_long_something_is_kept_is_data(name: str, time: str) -> None:
    assert str(graph().value(expand(f"aia:obl.{name}"), GOV.retention)) == time


def test_a_clock_runs_from_an_event_that_is_named() -> None:
    timed = list(graph().subjects(GOV.timeLimit))
    assert timed and all(graph().value(duty, GOV.timing) for duty in timed)


def test_every_duty_along_the_chain_states_the_fine() -> None:
    found = obligations()
    assert len(found) > 100
    assert [duty for duty in found if not graph().value(duty, GOV.fineTier)] == []


def test_no_row_of_the_chain_is_spread_over_two_duties() -> None:
    rows = [str(row) for duty in obligations() for row in graph().objects(duty, SKOS.notation)]
    assert len(rows) == len(set(rows)) > 100
