"""Real agents under the rendered middleware, in a process in which duecare cannot be imported."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from targets.emit import render_to
from targets.langchain import LangChainMiddleware
from tests.targets.postures import AGENT
from tests.targets.test_langchain import FULL

SCRIPT = Path(__file__).parents[1] / "support" / "scripted_agent.py"
TOOLS = ["search", "invite", "send_offer", "reject"]
OFFER = [["send_offer", {"amount": 100}]]
SCENARIOS: dict[str, dict[str, Any]] = {
    "allowed": {"says": [[["search", {}]], "ok"]},
    "waiting": {"says": [OFFER, "ok"]},
    "approved": {"says": [OFFER, "ok"], "decisions": [{"type": "approve"}]},
    "rejected": {"says": [OFFER, "ok"], "decisions": [{"type": "reject"}]},
    "edited": {
        "says": [OFFER, "ok"],
        "decisions": [{"type": "edit", "edited_action": {"name": "search", "args": {}}}],
    },
    "too much": {"says": [[["send_offer", {"amount": 101}]], "ok"], "decisions": [{"type": "approve"}]},
    "no amount": {"says": [[["send_offer", {}]], "ok"], "decisions": [{"type": "approve"}]},
    "within": {"says": [[["invite", {"channel": "mail"}]], "ok"]},
    "outside": {"says": [[["invite", {"channel": "phone"}]], "ok"]},
    "denied": {"says": [[["reject", {}]], "ok"]},
    "unnamed": {"tools": [*TOOLS, "wire_money"], "says": [[["wire_money", {}]], "ok"]},
    "hidden": {"tools": [*TOOLS, "wire_money"], "declared": 4, "says": [[["wire_money", {}]], "ok"]},
    "hidden, async": {
        "async": True,
        "tools": [*TOOLS, "wire_money"],
        "declared": 4,
        "says": [[["wire_money", {}], ["search", {}]], "ok"],
    },
    "another agent": {"agent": "writer", "says": ["ok"]},
    "many calls": {"says": [[["search", {}]] * 5, "ok"]},
    "many steps": {"says": [*([[["invite", {"channel": "mail"}]]] * 9), "ok"]},
    "mail to it": {"user": "I am ada@example.org", "says": ["ok"]},
    "mail by it": {"says": ["write to ada@example.org"]},
    "mail from a tool": {"answer": "ada@example.org", "says": [[["search", {}]], "ok"]},
}


FOREIGN = ["os.system", "langchain.agents.middleware.ShellToolMiddleware", "PIIMiddleware"]


@pytest.fixture(scope="module")
def account(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Any]:
    """What became of every scenario, all played in one process, because LangChain is slow to import."""
    folder = tmp_path_factory.mktemp("langchain")
    render_to(folder, FULL, (LangChainMiddleware(),))
    (loader,) = folder.rglob("load_middleware.py")
    asked = {
        "scenarios": [{"tools": TOOLS} | each for each in SCENARIOS.values()],
        "dump": [AGENT, []],
        "classes": FOREIGN,
    }
    done = subprocess.run(
        [sys.executable, str(SCRIPT), str(loader.parent)],
        input=json.dumps(asked),
        capture_output=True,
        text=True,
        timeout=120,
        cwd=folder,
        env={"PATH": "/usr/bin:/bin", "LANGSMITH_TRACING": "false", "LANGCHAIN_TRACING_V2": "false"},
    )
    assert done.returncode == 0, done.stderr
    told: dict[str, Any] = json.loads(done.stdout)
    return dict(zip(SCENARIOS, told["played"], strict=True)) | told


def test_what_the_posture_allows_runs(account: dict[str, Any]) -> None:
    assert account["allowed"]["ran"] == [["search", None]]
    assert account["within"]["ran"] == [["invite", "mail"]]
    assert not account["allowed"]["error"] and not account["allowed"]["waits"]


def test_a_call_that_asks_waits_and_runs_once_approved(account: dict[str, Any]) -> None:
    assert account["waiting"]["waits"] and account["waiting"]["ran"] == []
    approved = account["approved"]
    assert approved["asked"] == ["send_offer"] and approved["before"] == []
    assert approved["ran"] == [["send_offer", 100]]


def test_a_rejected_call_never_runs_and_nobody_can_turn_it_into_another(account: dict[str, Any]) -> None:
    assert account["rejected"]["asked"] == ["send_offer"] and account["rejected"]["ran"] == []
    assert account["edited"]["ran"] == [] and "edit" in account["edited"]["error"]


@pytest.mark.parametrize("name", ["too much", "no amount", "outside"])
def test_a_call_outside_its_limits_does_not_run_even_when_approved(
    account: dict[str, Any], name: str
) -> None:
    assert account[name]["ran"] == []
    assert any("outside the limits" in each for each in account[name]["messages"])


def test_a_denied_tool_never_runs(account: dict[str, Any]) -> None:
    assert account["denied"]["ran"] == [] and not account["denied"]["error"]


def test_a_tool_nobody_named_is_refused_when_built_and_denied_when_called(account: dict[str, Any]) -> None:
    assert account["unnamed"]["error"].startswith("Refused") and "wire_money" in account["unnamed"]["error"]
    assert account["hidden"]["ran"] == []
    assert any("no permission names" in each for each in account["hidden"]["messages"])


def test_a_tool_nobody_named_is_denied_and_a_named_one_runs_when_called_asynchronously(
    account: dict[str, Any],
) -> None:
    assert account["hidden, async"]["ran"] == [["search", None]]
    assert any("no permission names" in each for each in account["hidden, async"]["messages"])


def test_a_class_that_is_not_listed_is_never_built(account: dict[str, Any]) -> None:
    assert account["refused"] == [True] * len(FOREIGN)


def test_an_agent_nobody_named_is_refused(account: dict[str, Any]) -> None:
    assert "names no agent 'writer'" in account["another agent"]["error"]


def test_calls_and_steps_end_at_their_limits(account: dict[str, Any]) -> None:
    assert len(account["many calls"]["ran"]) == 3
    assert len(account["many steps"]["ran"]) <= 4
    assert any("limit" in each for each in account["many steps"]["messages"])


@pytest.mark.parametrize("name", ["mail to it", "mail by it", "mail from a tool"])
def test_an_address_is_masked_on_every_way(account: dict[str, Any], name: str) -> None:
    text = " ".join(account[name]["messages"])
    assert "[REDACTED_EMAIL]" in text and "ada@example.org" not in text


def test_what_was_rendered_survives_in_langchains_own_objects(account: dict[str, Any]) -> None:
    held = account["held"]
    tools, hitl = held[0], held[1]
    assert set(tools["_tools"]) == set(TOOLS)
    assert hitl["interrupt_on"]["send_offer"]["allowed_decisions"] == ["approve", "reject"]
    assert [each["run_limit"] for each in held if "run_limit" in each] == [0, 4, 3]
    assert [
        (each["pii_type"], each["strategy"], each["apply_to_tool_results"])
        for each in held
        if "pii_type" in each
    ]
