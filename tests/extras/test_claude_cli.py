"""The real command line of Claude Code keeps to the rendered settings. Run by `make extras-claude`."""

from __future__ import annotations

import json
import subprocess
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from targets.claude import ClaudeSettings
from targets.claude.bindings import shipped_bindings
from targets.emit import render_to
from tests.targets.postures import RANKER, TOOLS, permission, posture

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / ".venv-claude" / "bin" / "python"
SCRIPT = ROOT / "tests" / "support" / "claude_session.py"
GIVEN = posture(
    (TOOLS,),
    (permission("search", "allow"), permission("send_offer", "ask"), permission("reject", "deny")),
    stack=(replace(RANKER, tools=("wire_money",)),),
)

pytestmark = [
    pytest.mark.extra,
    pytest.mark.skipif(
        not PYTHON.exists(), reason="Claude Code is not installed: `make extras-claude` does it"
    ),
]


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What one session came to, in which a person approves a call that carries an amount."""
    rendered, home = tmp_path_factory.mktemp("rendered"), tmp_path_factory.mktemp("home")
    render_to(rendered, GIVEN, (ClaudeSettings(),))
    (settings,) = rendered.rglob("managed-settings.json")
    done = subprocess.run(
        [str(PYTHON), str(SCRIPT), str(settings), str(home)],
        capture_output=True,
        text=True,
        timeout=180,
        cwd=home,
        env={"PATH": "/usr/bin:/bin"},
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return told


def test_what_is_allowed_runs_and_what_asks_runs_only_when_approved(account: dict[str, Any]) -> None:
    assert account["ran"] == [["search", None], ["send_offer", 7]]
    assert account["asked"] == ["mcp__ranker__send_offer"] * 2
    assert "nobody approves" in account["results"]["toolu_1"]


def test_what_is_denied_or_not_named_never_runs_and_nobody_is_asked(account: dict[str, Any]) -> None:
    for call in ("toolu_3", "toolu_4", "toolu_5", "toolu_6", "toolu_7"):
        assert "No such tool available" in account["results"][call]
    assert not {"ran-by-bash", "written.txt"} & set(account["left"])


def test_no_tool_is_left_in_the_session_that_the_settings_do_not_name(account: dict[str, Any]) -> None:
    harmless = shipped_bindings().settings.harmless
    assert set(account["offered"]) - harmless == {"mcp__ranker__search", "mcp__ranker__send_offer"}


def test_all_telemetry_names_the_posture(account: dict[str, Any]) -> None:
    assert account["telemetry"]
    assert all(GIVEN.id in each for each in account["telemetry"])
    assert any("tool_decision" in each for each in account["telemetry"])
