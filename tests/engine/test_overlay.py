"""An organisation's own statements over the packs replace defaults, review mappings and add rules."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.compiled import check_knowledge_base, compiled
from engine.errors import KnowledgeBaseError
from engine.knowledge import Basis, Iri
from engine.loading.loader import load_knowledge_base, read_knowledge_base
from engine.parameters import setting_of
from tests.kb.twins import OWN, base, under_overlay, write

SHARE, OVERSEE = Iri("ctl:human-review.share"), Iri("aia:obl.oversee")


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    return write(base(), tmp_path / "kb")


def test_without_an_overlay_nothing_of_it_is_there(packs: Path) -> None:
    known = load_knowledge_base(packs)
    assert "pack" not in known.version.split(", ")
    assert {row.status for row in known.mappings if row.id == "map:1"} == {"proposed"}


def test_an_overlay_is_named_in_the_version_and_changes_the_fingerprint(packs: Path) -> None:
    plain, own = load_knowledge_base(packs), load_knowledge_base(packs, OWN)
    assert "pack 3" in own.version.split(", ")
    assert own.fingerprint != plain.fingerprint


def test_a_policy_value_replaces_the_default_and_not_the_law(packs: Path) -> None:
    known = load_knowledge_base(packs, OWN)
    parameter = known.parameters[SHARE]
    ordinary = setting_of(known, parameter, frozenset(), "2026-11-22")
    bound = setting_of(known, parameter, frozenset({OVERSEE}), "2026-11-22")
    assert ordinary is not None and bound is not None
    assert (ordinary.value, ordinary.winners[0].basis) == ("0.5", Basis.ORGANISATIONAL_POLICY)
    assert [lost.value for lost in ordinary.replaced] == ["0.1"]
    assert (bound.value, bound.winners[0].basis) == ("1.0", Basis.LAW)


def test_a_named_person_makes_a_shipped_mapping_reviewed_and_the_row_stays_one(packs: Path) -> None:
    rows = [row for row in load_knowledge_base(packs, OWN).mappings if row.id == "map:1"]
    assert [(row.status, row.reviewer, row.author) for row in rows] == [
        ("reviewed", "acme:counsel", "duecare:project")
    ]


def test_the_order_of_files_does_not_matter() -> None:
    files = under_overlay()
    ordered = read_knowledge_base(files)
    reversed_ = read_knowledge_base(dict(reversed(files.items())))
    assert ordered.faults == reversed_.faults == ()
    assert ordered.draft.knowledge_base.fingerprint == reversed_.draft.knowledge_base.fingerprint
    assert ordered.draft.knowledge_base.mappings == reversed_.draft.knowledge_base.mappings


def test_what_is_compiled_is_compiled_with_its_overlay(packs: Path, tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    for _ in range(2):
        assert compiled(packs, cache, OWN).fingerprint == load_knowledge_base(packs, OWN).fingerprint
        assert compiled(packs, cache).fingerprint == load_knowledge_base(packs).fingerprint


def test_an_overlay_conforms_to_the_same_shapes(packs: Path, tmp_path: Path) -> None:
    assert check_knowledge_base(packs, OWN) == ()
    policy = (OWN / "policy.ttl").read_text().replace('gov:rationale "The board', 'gov:reading "The board')
    own = write({"policy.ttl": policy.encode()}, tmp_path / "own")
    assert any(fault.source == "overlay/policy.ttl" for fault in check_knowledge_base(packs, own))


def test_an_overlay_that_is_not_there_is_a_fault_and_not_an_empty_policy(packs: Path, tmp_path: Path) -> None:
    with pytest.raises(KnowledgeBaseError, match="overlay/nowhere"):
        load_knowledge_base(packs, tmp_path / "nowhere")
