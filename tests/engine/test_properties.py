"""What holds of every determination, on generated rule bases and profiles."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterable, Iterator
from dataclasses import replace
from functools import cache
from pathlib import Path
from random import Random

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from engine.canonical import canonical_bytes
from engine.conditions import Reading
from engine.determination import Determination
from engine.determine import determine
from engine.forward import ForwardExecutor
from engine.knowledge import FactDefinition, FactKind, Iri, KnowledgeBase, Level, Operator, Rule, RuleKind
from engine.profile.profile import read_profile
from engine.record import determination_record
from engine.rulebase import RuleBase
from engine.semantics import READING_OF, Verdict, verdict_of
from engine.state import Snapshot, State, Verdicts, undecided
from engine.usecase import Stated, Subject, UseCase
from tests.oracle.adapter import knowledge_base
from tests.oracle.generator import generate

PROFILES = 12
AS_OF = "2026-10-08"
FIRED = (Verdict.FIRED, Verdict.FIRED_CONTESTABLY)
Held = set[tuple[Iri, str]]

seeds = st.integers(0, 30)
places = st.integers(0, PROFILES - 1)
few = settings(max_examples=40)


@cache
def generated(seed: int) -> tuple[KnowledgeBase, tuple[UseCase, ...]]:
    """The generated rule base of a seed, with its use cases."""
    made = generate(seed, PROFILES)
    known = knowledge_base(made.text)
    cases = (read_profile(json.dumps(document).encode(), "generated", known) for document in made.profiles)
    return known, tuple(cases)


def determined(case: UseCase, known: KnowledgeBase) -> Determination:
    return determine(case, known, AS_OF, AS_OF)


def held(found: Determination) -> Held:
    return {(finding.conclusion, finding.subject) for finding in found.findings}


def verdicts(found: Determination) -> dict[tuple[Iri, str], Verdict]:
    """The verdict of every rule for every subject, by the subject's name."""
    return {
        (rule, found.subjects(level)[subject].id): verdict
        for rule, level, subject, verdict in found.outcomes()
    }


# --- 0. passing rules over by a condition they share ------------------------------------------------


def every_rule_gone_through(base: RuleBase, facts: Snapshot) -> Verdicts:
    """The verdicts where no rule is passed over."""
    state, found = State(facts), undecided(base, facts)
    for group in base.groups:
        for subject, decided in enumerate(found[group.level]):
            readings = state.readings(group, subject)
            for asked in group.antecedents:
                holds = min((readings[place] for place in asked.reads), default=Reading.FALSE)
                exceptions = [decided[slot] for slot in asked.defeaters]
                for slot in asked.slots:
                    decided[slot] = verdict_of(asked.is_exception, holds, exceptions)
                reading = READING_OF[decided[asked.name]]
                state.conclude(group.level, subject, asked.concludes, reading)
    return found


@few
@given(seeds, places)
def test_the_definition_says_what_going_through_every_rule_says(seed: int, place: int) -> None:
    known, cases = generated(seed)
    found = determined(cases[place], known)
    assert found.verdicts == every_rule_gone_through(found.rule_base, found.snapshot)


# --- 1. an exception that is not shown -----------------------------------------------------------


def only_defeating(known: KnowledgeBase) -> KnowledgeBase:
    """The same rules, with exceptions that conclude nothing: that would have to be shown too."""
    rules = {
        rule.id: replace(rule, concludes=()) if rule.kind is RuleKind.EXCEPTION else rule
        for rule in known.rules.values()
    }
    return replace(known, rules=rules)


def silent(found: Determination) -> list[Iri]:
    """The exceptions that fired for no subject."""
    fired = {rule for (rule, _), verdict in verdicts(found).items() if verdict is Verdict.FIRED}
    rules = found.rule_base.rules.values()
    return [rule.id for rule in rules if rule.kind is RuleKind.EXCEPTION and rule.id not in fired]


def without(known: KnowledgeBase, rules: Iterable[Iri]) -> KnowledgeBase:
    return replace(known, rules={name: rule for name, rule in known.rules.items() if name not in set(rules)})


@few
@given(seeds, places)
def test_where_no_exception_fired_the_findings_are_those_without_exceptions(seed: int, place: int) -> None:
    known, cases = only_defeating(generated(seed)[0]), generated(seed)[1]
    found = determined(cases[place], known)
    exceptions = {rule.id for rule in known.rules.values() if rule.kind is RuleKind.EXCEPTION}
    firing = exceptions - set(silent(found))
    calm = without(known, firing)  # the rule base in which none of its exceptions is shown
    calmer = determined(cases[place], calm)
    assume(set(silent(calmer)) == exceptions - firing)
    assert held(calmer) == held(determined(cases[place], without(known, exceptions)))


@few
@given(seeds, places, st.randoms(use_true_random=False))
def test_an_exception_that_is_not_shown_takes_nothing_away(seed: int, place: int, random: Random) -> None:
    known, cases = only_defeating(generated(seed)[0]), generated(seed)[1]
    found = determined(cases[place], known)
    not_shown = silent(found)
    for size in (1, 2, len(not_shown)):
        gone = random.sample(not_shown, min(size, len(not_shown)))
        assert held(determined(cases[place], without(known, gone))) <= held(found)


# --- 2. answering a question ---------------------------------------------------------------------


def unanswered(known: KnowledgeBase, subject: Subject) -> list[FactDefinition]:
    """The facts that nobody has stated of a subject."""
    return [
        fact
        for fact in known.facts.values()
        if fact.kind in (FactKind.DECLARED, FactKind.JUDGEMENT)
        if fact.level is subject.level and fact.id not in subject.facts and fact.expands_into is None
    ]


def answers(known: KnowledgeBase, fact: FactDefinition) -> list[tuple[str, ...]]:
    """Some answers to a question: none, and what some condition asks for."""
    asked = {
        condition.values[:1]
        for rule in known.rules.values()
        for condition in rule.conditions
        if condition.fact == fact.id
    }
    return [*sorted(asked), ()] if fact.many else sorted(asked)


def with_fact(case: UseCase, at: int, fact: Iri, values: tuple[str, ...]) -> UseCase:
    said = Stated(values=values, pointers=("/",) * max(1, len(values)))
    answered = replace(case.subjects[at], facts={**case.subjects[at].facts, fact: said})
    return replace(case, subjects=(*case.subjects[:at], answered, *case.subjects[at + 1 :]))


def lost(before: Determination, after: Determination) -> Iterator[tuple[Iri, str]]:
    """Every rule and subject for which something fired before and does not any more."""
    now = verdicts(after)
    return (key for key, verdict in verdicts(before).items() if verdict in FIRED and now[key] not in FIRED)


def is_explained(rule: Rule, subject: str, gone: set[tuple[Iri, str]], after: Determination) -> bool:
    """Whether an exception that fired took a firing away, or the firing of something it rests on."""
    if verdicts(after)[(rule.id, subject)] is Verdict.DEFEATED:
        return any(
            verdicts(after)[(other.id, subject)] is Verdict.FIRED
            for other in after.rule_base.rules.values()
            if rule.id in other.defeats
        )
    within = after.rule_base.taxonomy.within
    read = {
        wide for condition in rule.conditions for value in condition.values for wide in within(Iri(value))
    }
    return any(read & set(after.rule_base.rules[earlier].concludes) for earlier, _ in gone)


@few
@given(seeds, places, st.randoms(use_true_random=False))
def test_answering_a_question_takes_away_only_what_an_exception_that_fired_explains(
    seed: int, place: int, random: Random
) -> None:
    known, cases = generated(seed)
    before = determined(cases[place], known)
    for at, subject in enumerate(cases[place].subjects):
        for fact in random.sample(open_facts := unanswered(known, subject), min(2, len(open_facts))):
            for values in answers(known, fact):
                after = determined(with_fact(cases[place], at, fact.id, values), known)
                gone = set(lost(before, after))
                assert all(is_explained(after.rule_base.rules[rule], of, gone, after) for rule, of in gone)


# --- 3. order ------------------------------------------------------------------------------------


@few
@given(seeds, places, st.randoms(use_true_random=False))
def test_the_order_of_rules_facts_and_subjects_does_not_matter(seed: int, place: int, random: Random) -> None:
    known, cases = generated(seed)
    case = cases[place]
    rules, facts = list(known.rules.items()), list(known.facts.items())
    random.shuffle(rules)
    random.shuffle(facts)
    subjects = [
        replace(s, facts=dict(random.sample(list(s.facts.items()), len(s.facts)))) for s in case.subjects
    ]
    whole, *others = subjects
    random.shuffle(others)
    shuffled = replace(case, subjects=(whole, *others))
    one = determined(case, known)
    other = determined(shuffled, replace(known, rules=dict(rules), facts=dict(facts)))
    assert verdicts(one) == verdicts(other)
    assert set(one.findings) == set(other.findings)
    assert (one.tiers, one.is_complete) == (other.tiers, other.is_complete)


# --- 4. executors, 9. bytes ----------------------------------------------------------------------

executor = ForwardExecutor()


@few
@given(seeds, places)
def test_executor_and_definition_agree_and_give_the_same_bytes(seed: int, place: int) -> None:
    known, cases = generated(seed)
    checked = determine(cases[place], known, AS_OF, AS_OF, executor=executor)
    assert checked.cross_checked
    records = [determination_record(each) for each in (checked, determined(cases[place], known))]
    for record in records:
        del record["executor"], record["cross_checked"]
    assert canonical_bytes(records[0]) == canonical_bytes(records[1])


REPLAY = """
from pathlib import Path
from engine.canonical import digest
from engine.determine import determine
from engine.forward import ForwardExecutor
from engine.loading.loader import load_knowledge_base
from engine.profile.profile import read_profile
from engine.record import determination_record, posture_record
from engine.requirements import posture_of

known = load_knowledge_base(Path("kb"))
for path in sorted(Path("examples").glob("*.yaml")):
    use_case = read_profile(path.read_bytes(), path.name, known)
    found = determine(use_case, known, "2026-11-22", executor=ForwardExecutor(trial=False))
    print(digest(determination_record(found)), digest(posture_record(posture_of(found))))
"""


def test_another_process_gives_the_same_bytes_whatever_its_hashes(repository: Path) -> None:
    told = [
        subprocess.run(
            [sys.executable, "-c", REPLAY],
            cwd=repository,
            env={"PYTHONHASHSEED": seed},
            capture_output=True,
            text=True,
            timeout=120,
            check=True,
        ).stdout
        for seed in ("1", "2")
    ]
    assert told[0] == told[1]
    assert len(told[0].split()) == 2 * len(list((repository / "examples").glob("*.yaml"))) > 0


# --- 13. growth ----------------------------------------------------------------------------------

ADDED = (Level.ACTOR, Level.FUNCTION, Level.COMPONENT, Level.TOOL)


@few
@given(seeds, places, places, st.sampled_from(ADDED))
def test_adding_an_actor_a_function_a_component_or_a_tool_never_removes_a_finding(
    seed: int, place: int, other: int, level: Level
) -> None:
    known, cases = generated(seed)
    added = [replace(subject, id=f"added-{subject.id}") for subject in cases[other].of(level)]
    before = determined(cases[place], known)
    for number in range(1, len(added) + 1):
        grown = replace(cases[place], subjects=(*cases[place].subjects, *added[:number]))
        after = determined(grown, known)
        assert held(before) <= held(after)
        assert set(before.tiers) - {t for t in before.tiers if known.concepts[t].residual} <= set(after.tiers)
        before = after


def test_the_generated_cases_show_every_verdict_and_exceptions_that_fire() -> None:
    seen: set[Verdict] = set()
    operators: set[Operator] = set()
    for seed in range(6):
        known, cases = generated(seed)
        operators |= {condition.operator for rule in known.rules.values() for condition in rule.conditions}
        for case in cases:
            seen |= set(verdicts(determined(case, known)).values())
    assert seen == set(Verdict)
    assert operators == set(Operator)
