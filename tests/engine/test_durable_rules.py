"""What the library does outside the subset it is used in: facts the executor's guards rest on.

Each is tried in a process of its own, because some end the process or never return. If a new build of the
library changes one of these answers, the guard that was made for it can be looked at again.
"""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from engine.shards import MAX_ALIKE

DRIVER = """
import json, sys
import durable_rules_engine as library

def fired(rules, *facts):
    handle = library.create_ruleset("r", json.dumps(rules))
    found = []
    for fact in facts:
        _, offset = library.assert_fact(handle, fact if isinstance(fact, str) else json.dumps(fact))
    started = library.start_action_for_state(handle, offset)
    message = started and started[1]
    while message:
        found += json.loads(message)
        message = library.complete_and_start_action(handle, offset)
    return found

def all_of(*patterns):
    return {"all": list(patterns)}

print(json.dumps(eval(sys.argv[1])))
"""


def tried(expression: str, seconds: float = 20) -> Any:
    """The value of an expression over the library; raises where the process dies or does not return."""
    done = subprocess.run(
        [sys.executable, "-c", DRIVER, expression],
        capture_output=True,
        text=True,
        timeout=seconds,
        check=True,
    )
    return json.loads(done.stdout)


def test_a_pattern_within_the_subset_fires() -> None:
    rules = "{'r': all_of({'m': {'$and': [{'c0': 2}, {'$gte': {'c1': 1}}]}})}"
    assert tried(f"fired({rules}, {{'c0': 2, 'c1': 1}})") == ["r"]
    assert tried(f"fired({rules}, {{'c0': 1, 'c1': 1}})") == []
    assert tried(f"fired({rules}, {{'c0': 2}})") == []


def test_a_negated_fact_is_overlooked_so_negation_is_not_used() -> None:
    rules = "{'r': all_of({'m_0': {'x': 1}}, {'n$not': {'y': 1}})}"
    assert tried(f"fired({rules}, {{'x': 1}}, {{'y': 1}})") == ["r"]


def test_a_rule_of_nothing_but_negation_never_fires() -> None:
    rules = "{'r': all_of({'n$not': {'y': 1}}), 'other': all_of({'m': {'z': 1}})}"
    assert tried(f"fired({rules}, {{'z': 1}})") == ["other"]


def test_large_numbers_saturate_so_numbers_are_compared_in_python() -> None:
    rules = "{'r': all_of({'m': {'$gte': {'x': 10**25}}})}"
    assert tried(f"fired({rules}, {{'x': 10**20}})") == ["r"]


def test_names_with_one_hash_are_one_name_so_collisions_are_refused() -> None:
    assert tried("fired({'r': all_of({'m': {'costarring': 1}})}, {'liquid': 1})") == ["r"]


def test_text_and_numbers_are_mixed_up_so_only_integers_are_asserted() -> None:
    assert tried("fired({'r': all_of({'m': {'$gte': {'x': 10}}})}, {'x': '95'})") == ["r"]


def test_an_empty_list_of_tests_is_accepted_so_rules_without_conditions_are_left_out() -> None:
    assert tried("library.create_ruleset('r', json.dumps({'r': all_of({'m': {'$and': []}})}))") >= 0


def alike(number: int) -> str:
    rules = f"{{f'r{{n}}': all_of({{'m': {{'$and': [{{'c0': 2}}]}}}}) for n in range({number})}}"
    return f"len(fired({rules}, {{'c0': 2}}))"


def test_as_many_like_patterns_as_are_allowed_all_fire() -> None:
    assert tried(alike(MAX_ALIKE)) == MAX_ALIKE
    assert tried(alike(255)) == 255


def test_more_like_patterns_do_not_compile() -> None:
    with pytest.raises(subprocess.CalledProcessError):
        tried(alike(257))


def test_more_pending_tests_than_64_are_refused_at_run_time() -> None:
    rules = "{f'r{n}': all_of({'m': {'$and': [{f'c{n}': 2}]}}) for n in range(65)}"
    with pytest.raises(subprocess.CalledProcessError):
        tried(f"fired({rules}, {{f'c{{n}}': 2 for n in range(65)}})")


def test_more_first_tests_than_512_never_return() -> None:
    rules = "{f'r{n}': all_of({'m': {'$and': [{f'c{n}': 2}]}}) for n in range(513)}"
    with pytest.raises(subprocess.TimeoutExpired):
        tried(f"library.create_ruleset('r', json.dumps({rules}))", seconds=2)


def test_a_fact_nothing_matches_is_not_kept() -> None:
    rules = "{'r': all_of({'m': {'x': 1}})}"
    status = f"library.assert_fact(library.create_ruleset('r', json.dumps({rules})), '{{\"y\": 1}}')[0]"
    assert tried(status) == 1


RETRACT = """
(lambda handle: [
    [
        library.assert_fact(handle, json.dumps({'id': 'w', 'sid': 's', **fact}))[0],
        bool(library.start_action_for_state(handle, 1)),
        library.complete_and_start_action(handle, 1),
        library.retract_fact(handle, json.dumps({'id': 'w', 'sid': 's'}))[0],
    ]
    for fact in [{'x': 1}, {'x': 1, 'y': 2}, {'x': 1}]
])(library.create_ruleset('r', json.dumps({'r': all_of({'m': {'x': 1}})})))
"""


def test_a_fact_is_retracted_by_its_name_and_session_alone() -> None:
    assert tried(RETRACT.replace("\n", " ")) == [[0, True, None, 0]] * 3


def test_more_live_sessions_than_1024_are_refused_so_there_are_fewer() -> None:
    with pytest.raises(subprocess.CalledProcessError) as raised:
        tried(
            "(lambda rules: [library.assert_fact(handle, json.dumps({'x': 1, 'sid': f's{n}'})) for handle in"
            " [library.create_ruleset('r', json.dumps(rules))] for n in range(1025)])"
            "({'r': all_of({'m': {'x': 1}})})"
        )
    assert "MemoryError" in raised.value.stderr
