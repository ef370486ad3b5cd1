"""What was probably meant, by the whole name or by one of its words."""

from __future__ import annotations

from engine.nearest import nearest

KNOWN = ("recruitment-or-selection", "deployer", "distributor")


def test_a_misspelt_name_finds_what_looks_like_it() -> None:
    assert nearest("deployr", KNOWN) == " Nearest: deployer."


def test_one_misspelt_word_finds_the_names_that_hold_it() -> None:
    assert nearest("recruitmnt", KNOWN) == " Nearest: recruitment-or-selection."


def test_what_looks_like_nothing_and_an_empty_list_suggest_nothing() -> None:
    assert nearest("zzz", KNOWN) == ""
    assert nearest("deployer", ()) == ""
