"""Where things are and what time it is: the two places that read the environment and the clock."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest

from engine.errors import InputError
from service.clock import instant, system_clock, today
from service.settings import SHIPPED_KB, settings_from

NEW_YEAR_IN_SYDNEY = datetime(2027, 1, 1, 0, 30, tzinfo=timezone(timedelta(hours=11)))


def test_every_place_can_be_set_by_its_variable() -> None:
    found = settings_from(
        {"DUECARE_HOME": "h", "DUECARE_KB": "k", "DUECARE_CACHE": "c", "DUECARE_ORIGIN": "example.eu/log"}
    )
    assert (found.home, found.knowledge_base, found.cache) == (Path("h"), Path("k"), Path("c"))
    assert found.origin == "example.eu/log"
    assert found.ledger_url == "sqlite:///h/ledger.sqlite"
    assert found.key_file == Path("h/ledger.key")


def test_without_variables_the_defaults_stand() -> None:
    found = settings_from({})
    assert found.home == Path.cwd() / ".duecare"
    assert found.knowledge_base == SHIPPED_KB
    assert found.cache == Path.cwd() / ".cache" / "duecare"
    assert found.origin == "duecare.local/ledger"


def test_an_empty_variable_is_as_none() -> None:
    empty = {"DUECARE_HOME": "", "DUECARE_KB": "", "DUECARE_CACHE": "", "DUECARE_ORIGIN": ""}
    assert settings_from(empty) == settings_from({})


def test_the_cache_is_the_users() -> None:
    assert settings_from({"XDG_CACHE_HOME": "x", "HOME": "y"}).cache == Path("x/duecare")
    assert settings_from({"HOME": "y"}).cache == Path("y/.cache/duecare")


def test_what_is_named_in_the_call_prevails_over_the_environment() -> None:
    assert settings_from({"DUECARE_HOME": "h"}, home=Path("other")).home == Path("other")


def test_an_overlay_is_used_where_it_is_named_and_only_there() -> None:
    assert settings_from({}).overlay is None
    assert settings_from({"DUECARE_OVERLAY": "o"}).overlay == Path("o")
    assert settings_from({"DUECARE_OVERLAY": "o"}, overlay=Path("other")).overlay == Path("other")


def test_reviewed_mappings_are_required_only_where_that_is_said_plainly() -> None:
    assert not settings_from({}).require_reviewed
    assert not settings_from({"DUECARE_REQUIRE_REVIEWED": "0"}).require_reviewed
    assert settings_from({"DUECARE_REQUIRE_REVIEWED": "1"}).require_reviewed
    with pytest.raises(InputError, match="DUECARE_REQUIRE_REVIEWED says 'yes'"):
        settings_from({"DUECARE_REQUIRE_REVIEWED": "yes"})


def test_days_and_instants_are_in_utc() -> None:
    assert today(lambda: NEW_YEAR_IN_SYDNEY) == "2026-12-31"
    assert instant(lambda: NEW_YEAR_IN_SYDNEY) == "2026-12-31T13:30:00.000000Z"
    assert system_clock().tzinfo is UTC
