"""What `duecare determine` prints for each example on one day, as a person read and approved it.

`pytest tests/golden --write-golden` writes the texts anew; read the difference before you commit it.
"""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from engine.readings import other_readings
from engine.requirements import posture_of
from explain.answer import determination_text
from tests.support.shipped import determined, example_files

DAY = "2026-11-22"


def printed(name: str) -> str:
    """The text, without what changes whenever any statement of the packs does."""
    determination = determined(name, DAY)
    text = determination_text(determination, posture_of(determination), other_readings(determination))
    return re.sub(r"fingerprint [0-9a-f]{16}", "fingerprint of the packs", text)


@pytest.mark.parametrize("name", [path.stem for path in example_files()])
def test_the_text_is_as_it_was_approved(name: str, request: pytest.FixtureRequest) -> None:
    golden = Path(__file__).with_name(f"{name}.txt")
    if request.config.getoption("--write-golden"):
        golden.write_text(printed(name), encoding="utf-8")
    assert printed(name) == golden.read_text(encoding="utf-8")


def test_every_text_is_of_an_example() -> None:
    texts = {path.stem for path in Path(__file__).parent.glob("*.txt")}
    assert texts == {path.stem for path in example_files()}


@pytest.mark.parametrize("name", [path.stem for path in example_files()])
def test_every_line_that_states_law_ends_in_a_citation(name: str) -> None:
    """Headings, questions, what the packs leave out and notes on who decided state none."""
    sections = printed(name).split("\n\n")
    stating = [s for s in sections if s.split("\n")[0] in STATING]
    assert stating
    for section in stating:
        for line in section.splitlines()[1:]:
            assert line.endswith("]") or PLAIN.match(line), line


STATING = (
    "CLASSIFICATION",
    "ROLES AND POSITION OF THE ACTORS",
    "WHAT DEFEATED WHAT",
    "OBLIGATIONS",
    "NO LONGER BINDING",
    "MAY ALSO APPLY, DEPENDING ON OPEN QUESTIONS",
    "CONTROLS",
    "TOOL PERMISSIONS",
    "GAPS: OBLIGATIONS NO CONTROL SERVES",
)
PLAIN = re.compile(
    r"  [\w-]+$"  # the name of an actor above its duties
    r"|      also serves |      (for [\w, -]+; mapping: \w+; )?normally owned by: "
    r"|  Incomplete: |  Undetermined: |  No role |  None "
)
