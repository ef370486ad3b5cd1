"""Several processes at once, and processes that are killed: nothing acknowledged is lost.

A killed process does not lose what the operating system holds, so this does not show what a power cut does.
"""

from __future__ import annotations

import os
import random
import signal
import time
from concurrent.futures import ThreadPoolExecutor

import pytest

from tests.evidence.samples import entry, open_ledger
from tests.evidence.writers import Writer, require_kept, writer
from tests.support.postgresql import Server, serving


def rounds_of_killed_writers(where: str, rounds: int, writers: int) -> int:
    """Kills `writers` writers in each of `rounds`; gives how many entries were acknowledged."""
    chance = random.Random(2)
    acknowledged: dict[int, int] = {}
    outside = ""
    with writer(where) as one:
        for turn in range(rounds):
            acknowledged |= append_until_killed(one, turn, writers, chance)
            assert one.ended == [-signal.SIGKILL] * writers
            outside = require_kept(where, acknowledged, outside or None)
    print(f"{rounds} rounds, {rounds * writers} kills, {len(acknowledged)} acknowledged entries")
    return len(acknowledged)


def append_until_killed(one: Writer, turn: int, writers: int, chance: random.Random) -> dict[int, int]:
    """Has children append and kills each somewhere within an append; gives what they had acknowledged."""
    children, wanted = one.start(turn * 100_000, 10_000, writers), chance.randrange(1, 12 * writers)
    acknowledged = {}
    for number, seq in one.acknowledged():
        acknowledged[number] = seq
        while children and len(acknowledged) >= wanted:
            time.sleep(chance.uniform(0, 0.004))  # an append takes about two milliseconds
            os.kill(children.pop(), signal.SIGKILL)
    return acknowledged


def test_nothing_acknowledged_is_lost_when_writers_are_killed(where: str) -> None:
    assert rounds_of_killed_writers(where, rounds=8, writers=1) > 8


@pytest.mark.long
def test_nothing_acknowledged_is_lost_in_sixty_rounds_of_three_killed_writers(where: str) -> None:
    assert rounds_of_killed_writers(where, rounds=60, writers=3) > 180


def rounds_of_killed_servers(server: Server, where: str, rounds: int) -> int:
    """Kills the server with all its processes under three writers; gives how many entries it acknowledged."""
    chance = random.Random(3)
    acknowledged: dict[int, int] = {}
    outside = ""
    with writer(where) as one:
        for turn in range(rounds):
            one.start(turn * 100_000, 10_000, 3)
            wanted, before = chance.randrange(3, 60), len(acknowledged)
            for number, seq in one.acknowledged():
                acknowledged[number] = seq
                if len(acknowledged) - before == wanted:
                    server.kill()
            assert one.ended == [3, 3, 3]
            server.start()
            outside = require_kept(where, acknowledged, outside or None)
    print(f"{rounds} kills of the server, {len(acknowledged)} acknowledged entries")
    return len(acknowledged)


def test_nothing_acknowledged_is_lost_when_the_server_is_killed() -> None:
    with serving() as server:
        assert rounds_of_killed_servers(server, server.url("killed"), rounds=2) > 2


@pytest.mark.long
def test_nothing_acknowledged_is_lost_when_the_server_is_killed_twenty_times() -> None:
    with serving() as server:
        assert rounds_of_killed_servers(server, server.url("killed"), rounds=20) > 20


def sixteen_writers(where: str, each: int) -> None:
    """Sixteen processes append `each` entries at once, some of them rolled back first."""
    open_ledger(where).close()
    acknowledged: dict[int, int] = {}
    with writer(where) as one:
        assert len(one.start(0, each, 16)) == 16
        acknowledged |= dict(one.acknowledged())
        assert (one.ended, one.failures) == ([0] * 16, [])
    assert sorted(acknowledged) == sorted(acknowledged.values()) == list(range(16 * each))
    require_kept(where, acknowledged, None)


def test_sixteen_processes_that_append_at_once_take_turns_and_leave_no_gap(where: str) -> None:
    sixteen_writers(where, each=6)


@pytest.mark.long
def test_sixteen_processes_that_append_four_thousand_entries_leave_no_gap(where: str) -> None:
    sixteen_writers(where, each=250)


def test_threads_of_one_process_take_turns(where: str) -> None:
    with open_ledger(where) as ledger, ThreadPoolExecutor(4) as threads:
        places = dict(threads.map(lambda number: (number, ledger.append(entry(number)).seq), range(60)))
        assert sorted(places.values()) == list(range(60))
    require_kept(where, places, None)
