"""What a valid knowledge base does not do yet is told, and told only where it is so."""

from __future__ import annotations

from pathlib import Path

import pytest

from engine.gaps import gaps
from engine.loading.loader import load_knowledge_base
from tests.kb.twins import base, write


def told(files: dict[str, bytes], directory: Path) -> list[tuple[str, str]]:
    return [(gap.path, gap.message) for gap in gaps(load_knowledge_base(write(files, directory)))]


def changed(file: str, old: str, new: str) -> dict[str, bytes]:
    text = base()[file].decode()
    assert old in text
    return base() | {file: text.replace(old, new).encode()}


def test_the_small_knowledge_base_has_no_gap(tmp_path: Path) -> None:
    assert told(base(), tmp_path) == []


@pytest.mark.parametrize(
    ("old", "new"), [("\tconfidence\tcomment", "\tpredicate_modifier\tcomment"), ("map:1\t", "#")]
)
def test_an_obligation_that_no_control_serves_is_a_gap(old: str, new: str, tmp_path: Path) -> None:
    files = changed("base.sssom.tsv", old, new)
    files["base.sssom.tsv"] = (
        files["base.sssom.tsv"].replace(b"\t0.8\t", b"\tNot\t").replace(b"\t0.5\t", b"\t\t")
    )
    assert told(files, tmp_path) == [("aia:obl.oversee", "No control serves this obligation.")]


def _looked_for(comment: str, control: str = "sssom:NoTermFound") -> dict[str, bytes]:
    """The small knowledge base with one row, which denies that `control` serves the obligation."""
    lines = base()["base.sssom.tsv"].decode().splitlines()
    head = [line for line in lines if line.startswith("#")]
    said = {
        "record_id": "map:1",
        "subject_id": "aia:obl.oversee",
        "predicate_id": "gov:satisfiedBy",
        "predicate_modifier": "Not",
        "object_id": control,
        "mapping_justification": "semapv:ManualMappingCuration",
        "author_id": "duecare:project",
        "mapping_date": "2026-11-22",
        "comment": comment,
    }
    sheet = [*head, "\t".join(said), "\t".join(said.values())]
    return base() | {"base.sssom.tsv": ("\n".join(sheet) + "\n").encode()}


def test_an_obligation_for_which_a_control_was_looked_for_in_vain_is_no_gap(tmp_path: Path) -> None:
    assert told(_looked_for("Nothing in the catalogue does this."), tmp_path) == []


@pytest.mark.parametrize(
    ("comment", "control"), [("", "sssom:NoTermFound"), ("This one does not.", "ctl:human-review")]
)
def test_without_a_reason_or_about_one_control_only_it_stays_a_gap(
    comment: str, control: str, tmp_path: Path
) -> None:
    found = told(_looked_for(comment, control), tmp_path)
    assert found == [("aia:obl.oversee", "No control serves this obligation.")]


def test_an_obligation_that_no_rule_concludes_is_a_gap(tmp_path: Path) -> None:
    files = changed("rules.ttl", "gov:concludes aia:obl.oversee", "gov:concludes term:role.deployer")
    files["rules.ttl"] = files["rules.ttl"].replace(
        b"aia:rule.oversee.role , aia:rule.oversee.tier", b"aia:rule.oversee.tier"
    )
    start = files["rules.ttl"].index(b"aia:rule.oversee.role a")
    end = files["rules.ttl"].index(b"aia:rule.oversee.tier a")
    files["rules.ttl"] = files["rules.ttl"][:start] + files["rules.ttl"][end:]
    assert told(files, tmp_path) == [("aia:obl.oversee", "No rule concludes this obligation.")]


def test_a_condition_that_no_conclusion_can_meet_is_a_gap(tmp_path: Path) -> None:
    files = changed("rules.ttl", "gov:concludes aia:concept.selection", "gov:concludes aia:tier.high")
    assert told(files, tmp_path) == [
        ("aia:rule.high.concept", "It reads aia:concept.selection, which no rule concludes.")
    ]
