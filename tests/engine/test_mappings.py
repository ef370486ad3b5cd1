"""Rows taken over from others keep who stated them; rows made here say nothing of the kind."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.errors import KnowledgeBaseError
from engine.loading.loader import load_knowledge_base, read_knowledge_base
from tests.kb.twins import base, write

TAKEN_OVER = ("A society of engineers; an opinion", "duecare:paper")


def sheet(label: str, source: str) -> bytes:
    """The small sheet with the two columns, filled in its second row only."""
    lines = []
    for line in base()["base.sssom.tsv"].decode().splitlines():
        cells = {"record_id": ("author_label", "mapping_source"), "map:2": (label, source)}
        first = line.partition("\t")[0]
        lines.append(line if line.startswith("#") else "\t".join((line, *cells.get(first, ("", "")))))
    return ("\n".join(lines) + "\n").encode()


def faults(label: str, source: str, tmp_path: Path) -> list[str]:
    with pytest.raises(KnowledgeBaseError) as raised:
        load_knowledge_base(write(base() | {"base.sssom.tsv": sheet(label, source)}, tmp_path))
    return [str(fault) for fault in raised.value.faults]


def test_a_row_taken_over_keeps_its_authority_and_its_source() -> None:
    read = read_knowledge_base(base() | {"base.sssom.tsv": sheet(*TAKEN_OVER)})
    assert read.faults == ()
    made_here, taken_over = read.draft.knowledge_base.mappings
    assert (made_here.authority, made_here.origin) == ("", "")
    assert taken_over.authority == "A society of engineers; an opinion"
    assert taken_over.origin.endswith("/agent/paper")


def test_sheets_without_the_columns_load_as_before() -> None:
    read = read_knowledge_base(base())
    assert read.faults == ()
    assert {(row.authority, row.origin) for row in read.draft.knowledge_base.mappings} == {("", "")}


def test_the_authority_of_a_row_is_part_of_what_was_loaded() -> None:
    one = read_knowledge_base(base() | {"base.sssom.tsv": sheet(*TAKEN_OVER)}).draft.knowledge_base
    other = read_knowledge_base(base() | {"base.sssom.tsv": sheet("Nobody", "duecare:paper")})
    assert one.fingerprint != other.draft.knowledge_base.fingerprint


@pytest.mark.parametrize(("label", "source"), [("Somebody", ""), ("", "duecare:paper")])
def test_an_authority_without_a_source_is_refused_and_so_is_the_reverse(
    label: str, source: str, tmp_path: Path
) -> None:
    (fault,) = faults(label, source, tmp_path)
    assert "map:2" in fault
    assert "who stands behind it and where it was taken from" in fault


def test_a_source_whose_prefix_is_not_declared_is_refused(tmp_path: Path) -> None:
    (fault,) = faults("Somebody", "duecar:paper", tmp_path)
    assert "mapping_source says duecar:paper, whose prefix the curie_map does not declare." in fault
    assert "Nearest: duecare" in fault
