"""Bad input is refused with all its faults at once, each with its line, its place and what was expected."""

from __future__ import annotations

import pytest

from tests.support.profiles import HEAD, faults

Case = tuple[str, int | None, str, str, str]
"""A profile; of its one fault the line, the place, a part of the message and a part of what was expected."""


def whole(text: str) -> str:
    return HEAD + text


def function(text: str) -> str:
    return f"{HEAD}    {text}\n"


def actor(text: str) -> str:
    return HEAD.replace("acme: {}", f"acme: {{{text}}}")


F0 = "/functions/0"
KEYS: dict[str, Case] = {
    "unknown": (whole("lifecycel: pilot\n"), 7, "/lifecycel", "Nearest: lifecycle.", "one of accepted_"),
    "unknown in a function": (function("purpose: [hr]"), 7, f"{F0}/purpose", "Nearest: purposes.", "one of"),
    "unknown in a group": (
        function("effect: {human_rule: all}"),
        7,
        f"{F0}/effect/human_rule",
        "Nearest: human_role.",
        "human_role",
    ),
    "unknown in an actor": (actor("rolls: [deployer]"), 4, "/actors/acme/rolls", "Nearest: roles", "roles"),
    "at a wrong place": (
        function("human_role: all"),
        7,
        f"{F0}/human_role",
        "it belongs to each function, as effect.human_role",
        "one of",
    ),
    "of another level": (
        function("established_in: [de]"),
        7,
        f"{F0}/established_in",
        "it belongs to each actor",
        "one of",
    ),
    "with a slash": (function("a/b~c: 1"), 7, f"{F0}/a~1b~0c", "means nothing here", "one of"),
    "repeated": (whole("id: again\n"), 7, "/id", "a second time", "the first is on line 1"),
    "concluded, not stated": (function("tier: minimal"), 7, f"{F0}/tier", "means nothing here", "one of"),
    "no identity": (HEAD.replace("id: case\n", "", 1), 1, "", 'The key "id" is missing.', "small letters"),
    "no title": (HEAD.replace("title: A case\n", ""), 1, "", 'The key "title" is missing.', "a text"),
    "no actors": (HEAD.replace("actors:\n  acme: {}\n", ""), 1, "", '"actors" is missing', "at least one"),
    "no functions": (HEAD[: HEAD.index("functions")], 1, "", '"functions" is missing', "at least one"),
    "no name of a function": (HEAD.replace("id: main", "title: x"), 6, F0, '"id" is missing', "letters"),
}
TYPES: dict[str, Case] = {
    "a text as profile": ("just words\n", 1, "", "A single value stands here", "the keys id, title"),
    "a list as profile": ("[1, 2]", 1, "", "A list stands here.", "the keys id, title"),
    "actors as a list": (HEAD.replace("acme: {}", "- acme"), 4, "/actors", "A list", "at least one"),
    "no actor": (HEAD.replace("\n  acme: {}", " {}"), 3, "/actors", "There is no actor.", "at least one"),
    "an actor as text": (HEAD.replace("{}", "deployer"), 4, "/actors/acme", "A single value", "keys with"),
    "no function": (HEAD.replace("\n  - id: main", " []"), 5, "/functions", "There is no function.", "at"),
    "functions as keys": (HEAD.replace("- id", "id"), 6, "/functions", "Keys with values", "a list of"),
    "a function as text": (HEAD.replace("- id: main", "- main"), 6, F0, "A single value", "the keys of"),
    "a list for one value": (
        function("effect: {human_role: [all]}"),
        7,
        f"{F0}/effect/human_role",
        "A list stands here.",
        "all",
    ),
    "keys for one value": (
        function("on_behalf_of: {a: b}"),
        7,
        f"{F0}/on_behalf_of",
        "Keys with values stand here.",
        "private",
    ),
    "keys in a list": (function("outputs: [{a: b}]"), 7, f"{F0}/outputs/0", "Keys with values", "a term"),
    "a text for a group": (function("effect: all"), 7, f"{F0}/effect", "A single value", "human_role"),
    "an empty group": (function("effect: {}"), 7, f"{F0}/effect", "Nothing is stated here.", "at least one"),
    "yes for true": (
        actor("controls_logs: yes"),
        4,
        "/actors/acme/controls_logs",
        '"yes" is neither true nor false.',
        "true or false",
    ),
    "a quoted truth value": (
        actor('controls_logs: "true"'),
        4,
        "/actors/acme/controls_logs",
        "neither",
        "without quotation marks",
    ),
    "a capital truth value": (actor("controls_logs: True"), 4, "/actors/acme/controls_logs", "neither", "t"),
    "nothing after a key": (function("purposes:"), 7, f"{F0}/purposes", "Nothing is stated here.", "[]"),
    "null": (function("outputs: null"), 7, f"{F0}/outputs", "Nothing is stated here.", "no such key"),
    "null in a list": (function("outputs: [score, ~]"), 7, f"{F0}/outputs/1", "Nothing is stated", "a value"),
    "an empty title": (HEAD.replace("A case", "''"), 2, "/title", "The text is empty.", "a value"),
    "a blank title": (HEAD.replace("A case", "'  '"), 2, "/title", "The text is empty.", "a value"),
    "a title of two lines": (HEAD.replace("A case", '"a\\nb"'), 2, "/title", "3 characters", "on one line"),
    "a long title": (HEAD.replace("A case", "x" * 201), 2, "/title", "201 characters", "at most 200"),
    "a name with a space": (HEAD.replace("id: case", "id: my case"), 1, "/id", '"my case" is no name', "sm"),
    "a name in capitals": (HEAD.replace("main", "Main"), 6, f"{F0}/id", '"Main" is no name.', "small"),
    "a name that ends a line": (HEAD.replace("main", '"main\\n"'), 6, f"{F0}/id", "is no name", "small"),
    "a long name": (HEAD.replace("id: case", "id: " + "a" * 65), 1, "/id", "is no name", "1 to 64"),
    "an actor's name": (
        HEAD.replace("acme", "Acme AG"),
        4,
        "/actors/Acme AG",
        "no name of an actor",
        "small",
    ),
    "the same function twice": (
        HEAD + "  - id: main\n",
        7,
        "/functions/1/id",
        '"main" is the name of another',
        "line 6",
    ),
}
TERMS: dict[str, Case] = {
    "unknown, with the nearest": (
        function("purposes: [job-aplication-filtering]"),
        7,
        f"{F0}/purposes/0",
        "Nearest: job-application-filtering",
        "What is this function for?",
    ),
    "unknown, of a short list": (
        function("effect: {human_role: every}"),
        7,
        f"{F0}/effect/human_role",
        '"every" is no term',
        "decides",
    ),
    "of another list": (function("subjects: [workplace]"), 7, f"{F0}/subjects/0", "is no term", "duecare"),
    "by its full name": (function("outputs: [term:output.score]"), 7, f"{F0}/outputs/0", "is no term", "te"),
    "in capitals": (function("outputs: [SCORE]"), 7, f"{F0}/outputs/0", "is no term", "a term"),
    "a country in mixed letters": (
        actor("established_in: De"),
        4,
        "/actors/acme/established_in",
        "no term",
        "te",
    ),
    "a country by its name": (
        actor("established_in: [germany]"),
        4,
        "/actors/acme/established_in/0",
        "no",
        "te",
    ),
}
DATES: dict[str, Case] = {
    name: (
        whole(f"market: {{placed_on_eu_market: {text}}}\n"), 7, "/market/placed_on_eu_market",
        f'"{text}" is no date.', "YYYY-MM-DD",
    )
    for name, text in {
        "a day that is not": "2026-02-30",
        "a month that is not": "2026-13-01",
        "no leap year": "2026-02-29",
        "the other way round": "01.03.2026",
        "without hyphens": "20260301",
        "of a week": "2026-W09-1",
        "with a time": "2026-03-01T00:00:00",
        "a year": "2026",
        "other digits": "２０２６-03-01",
    }.items()
}  # fmt: skip


@pytest.mark.parametrize(
    ("text", "line", "path", "message", "expected"),
    [
        pytest.param(*case, id=f"{kind}: {name}")
        for kind, table in {"key": KEYS, "type": TYPES, "term": TERMS, "date": DATES}.items()
        for name, case in table.items()
    ],
)
def test_one_thing_is_wrong_and_one_fault_says_so(
    text: str, line: int | None, path: str, message: str, expected: str
) -> None:
    (fault,) = faults(text)
    assert (fault.source, fault.line, fault.path) == ("profile.yaml", line, path)
    assert message in fault.message
    assert expected in fault.expected
