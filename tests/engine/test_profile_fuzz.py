"""Whatever is done to a profile, it is read or refused with faults, and what is read can be replayed."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from engine.errors import DuecareError, InputError
from engine.profile.profile import profile_from_record, read_profile
from engine.usecase import UseCase
from tests.support.profiles import HEAD, STACK
from tests.support.shipped import example_files
from tests.support.shipped import knowledge_base as shipped

SEEDS = [path.read_bytes() for path in example_files()] + [f"{HEAD}{STACK}".encode()]
WORDS = sorted({word for seed in SEEDS for word in re.findall(rb"[\w-]+", seed)})
MARKS = [
    b"",
    b"\n",
    b": ",
    b"- ",
    b"[",
    b"]",
    b"{",
    b"}",
    b"&a ",
    b"*a",
    b"!x ",
    b"'",
    b'"',
    b"|\n",
    b"#",
    b"\t",
]
MARKS += [
    b"null",
    b"true",
    b"no",
    b"-1",
    b"9" * 30,
    b"[]",
    b"{}",
    b"\xff",
    b"\x00",
    "ü\u2028".encode(),
    b"/~",
]


def outcome(data: bytes) -> UseCase | None:
    """What is read; None where it is refused. Anything else that is raised fails the test."""
    try:
        return read_profile(data, "profile.yaml", shipped())
    except DuecareError as error:
        assert isinstance(error, InputError)
        assert error.faults
        assert all(fault.message and fault.expected for fault in error.faults)
        lines = data.count(b"\n") + data.count(b"\r") + 2
        assert all(1 <= (fault.line or 1) <= lines for fault in error.faults)
        return None


@st.composite
def mutated(draw: st.DrawFn) -> bytes:
    """An example of which some lines or words were repeated, dropped, exchanged or replaced."""
    lines = draw(st.sampled_from(SEEDS)).splitlines(keepends=True)
    for _ in range(draw(st.integers(1, 4))):
        at, other = (draw(st.integers(0, len(lines) - 1)) for _ in range(2))
        words = re.split(rb"([\w-]+)", lines[at])
        place = draw(st.integers(0, len(words) - 1))
        replacement = draw(st.sampled_from(MARKS) | st.sampled_from(WORDS))
        how = draw(st.sampled_from(["word", "word", "drop", "repeat", "exchange"]))
        if how == "word":
            lines[at] = b"".join([*words[:place], replacement, *words[place + 1 :]])
        elif how == "drop" and len(lines) > 1:
            del lines[at]
        elif how == "repeat":
            lines.insert(at, lines[other])
        else:
            lines[at], lines[other] = lines[other], lines[at]
    return b"".join(lines)


@given(st.binary(max_size=300))
def test_random_bytes_are_refused(data: bytes) -> None:
    assert outcome(data) is None


@given(mutated())
@settings(max_examples=400)
def test_a_changed_example_is_read_or_refused_and_what_is_read_can_be_replayed(data: bytes) -> None:
    use_case = outcome(data)
    if use_case is not None:
        assert profile_from_record(use_case.document, shipped()) == use_case


@pytest.mark.long
@given(mutated())
def test_many_changed_examples_are_read_or_refused(data: bytes) -> None:
    use_case = outcome(data)
    if use_case is not None:
        assert profile_from_record(use_case.document, shipped()) == use_case


@given(st.sampled_from(SEEDS), st.integers(0, 6000), st.integers(0, 255))
def test_a_changed_byte_is_read_or_refused(seed: bytes, at: int, byte: int) -> None:
    changed = bytearray(seed)
    changed[at % len(changed)] = byte
    outcome(bytes(changed))


@pytest.mark.parametrize("seed", SEEDS, ids=lambda seed: str(seed[:20]))
def test_a_profile_that_breaks_off_is_read_or_refused(seed: bytes) -> None:
    for end in range(0, len(seed), 97):
        outcome(seed[:end])
