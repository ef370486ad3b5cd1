"""Long lists of others' duties are folded; what the deployer owes, tiers, gaps and questions never are."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from engine.knowledge import Iri
from engine.requirements import posture_of
from engine.terms import OBLIGATION, TIER
from explain.answer import determination_text
from explain.answer_findings import obligations_lines, open_obligations_lines
from explain.fold import FEW, folded, others
from tests.support.shipped import determined, example_files

READER_ROLE = Iri("term:role.deployer")
NAMES = [path.stem for path in example_files()]


@pytest.mark.parametrize("name", NAMES)
def test_what_is_left_out_is_counted_and_everything_else_is_printed(name: str) -> None:
    found = determined(name)
    for section in (obligations_lines, open_obligations_lines):
        whole, short = list(section(found)), list(section(found, full=False))
        counted = [int(n) for line in short if (n := re.sub(r".*and (\d+) more of.*|.*", r"\1", line))]
        kept = [line for line in short if "--full lists them" not in line]
        assert set(kept) <= set(whole)
        assert len(kept) + sum(counted) == len(whole)
        assert all(count > FEW for count in counted)


@pytest.mark.parametrize("name", NAMES)
def test_what_binds_today_and_what_the_deployer_owes_is_never_folded(name: str) -> None:
    found = determined(name)
    folding = others(found)
    readers = {finding.subject for finding in found.findings_of(READER_ROLE)}
    assert not folding & readers
    text = "\n".join((*obligations_lines(found, full=False), *open_obligations_lines(found, full=False)))
    binding = {
        found.knowledge_base.concepts[f.conclusion].label.rstrip(".")
        for f in found.findings
        if f.family == OBLIGATION and f.binding and (f.binding.state == "binding" or f.subject in readers)
        if f.binding.state != "ended"
    }
    assert all(label in text for label in binding)
    assert all(
        found.knowledge_base.concepts[o.conclusion].label.rstrip(".") in text
        for o in found.undetermined
        if o.family == TIER or (o.family == OBLIGATION and o.subject in readers)
    )


def test_the_answer_about_a_bought_product_is_much_shorter_and_loses_no_other_section() -> None:
    found = determined("meeting-assistant")
    posture = posture_of(found)
    whole, short = (determination_text(found, posture, (), full=full) for full in (True, False))
    assert "more of meeting-vendor; --full lists them" in short
    assert short.count("\n") < whole.count("\n") - 40
    headings = [[part.split("\n")[0] for part in text.split("\n\n")] for text in (whole, short)]
    assert headings[0] == headings[1]


def test_where_nobody_is_known_to_use_the_system_nothing_is_folded() -> None:
    found = determined("meeting-assistant")
    without = replace(found, findings=tuple(f for f in found.findings if f.conclusion != READER_ROLE))
    assert others(found) == {"meeting-vendor"}
    assert others(without) == frozenset()
    assert list(open_obligations_lines(without, full=False)) == list(open_obligations_lines(without))


@pytest.mark.parametrize("count", [0, 1, FEW])
def test_a_few_lines_stay_as_they_are(count: int) -> None:
    assert folded(["x"] * count, "a", "{count} of {bearer}") == ("x",) * count


def test_one_line_more_is_folded_into_its_count() -> None:
    assert folded(["x"] * (FEW + 1), "a", "{count} of {bearer}") == (f"{FEW + 1} of a",)


def test_the_packs_say_for_which_roles_answers_are_written_and_without_one_nothing_is_folded() -> None:
    found = determined("meeting-assistant")
    roles = {each.id for each in found.knowledge_base.concepts.values() if each.reads_answers}
    assert roles == {READER_ROLE}
    bare = {name: replace(each, reads_answers=False) for name, each in found.knowledge_base.concepts.items()}
    assert others(replace(found, knowledge_base=replace(found.knowledge_base, concepts=bare))) == frozenset()
