"""Every target whose state is files: planned, applied, applied again, found edited by hand, put back."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from targets.claude import ClaudeMessages, ClaudeSettings
from targets.drift import DriftKind, find_drift
from targets.errors import ForeignResource, NotConnected
from targets.file_target import FileTarget
from targets.interface import ChangeKind, Target
from targets.langchain import LangChainMiddleware
from targets.rego import RegoBundle
from tests.targets.applying import plan_of, run
from tests.targets.receipts import KeptReceipts
from tests.targets.test_claude import GIVEN

KINDS: tuple[Callable[[Path | None], FileTarget], ...] = (
    ClaudeMessages,
    ClaudeSettings,
    LangChainMiddleware,
    RegoBundle,
)


@pytest.fixture(params=KINDS, ids=lambda kind: str(kind.__name__))
def target(request: pytest.FixtureRequest, tmp_path: Path) -> Target:
    made: Target = request.param(tmp_path / "place")
    return made


def files(tmp_path: Path) -> dict[str, bytes]:
    return {str(each): each.read_bytes() for each in tmp_path.rglob("*") if each.is_file()}


def test_a_plan_after_applying_is_empty_and_applying_again_changes_nothing(
    target: Target, tmp_path: Path, receipts: KeptReceipts
) -> None:
    run(plan_of(GIVEN, (target,)), (target,), receipts)
    before = files(tmp_path)
    again = plan_of(GIVEN, (target,))
    assert {each.kind for each in again.changes} == {ChangeKind.NONE}
    run(again, (target,), receipts)
    assert files(tmp_path) == before and before
    assert {each.kind for each in find_drift(GIVEN, (target,), receipts)} == {DriftKind.IN_PLACE}


def test_a_hand_edit_of_any_file_is_found_and_put_back(
    target: Target, tmp_path: Path, receipts: KeptReceipts
) -> None:
    run(plan_of(GIVEN, (target,)), (target,), receipts)
    before = files(tmp_path)
    for document in target.render(GIVEN).documents:
        place = tmp_path / "place" / document.name
        place.write_text(
            place.read_text("utf-8").replace(document.posture[:20], "posture:by-hand", 1) + " x", "utf-8"
        )
        (found,) = (each for each in find_drift(GIVEN, (target,), receipts) if each.is_drift)
        assert found.name == document.name
        place.unlink()
        kinds = {each.name: each.kind for each in find_drift(GIVEN, (target,), receipts)}
        assert kinds[document.name] is DriftKind.MISSING
        run(plan_of(GIVEN, (target,)), (target,), receipts)
        assert files(tmp_path) == before


def test_a_file_of_somebody_else_is_never_replaced(
    target: Target, tmp_path: Path, receipts: KeptReceipts
) -> None:
    document = target.render(GIVEN).documents[0]
    place = tmp_path / "place" / document.name
    place.parent.mkdir(parents=True)
    place.write_text("theirs", "utf-8")
    with pytest.raises(ForeignResource):
        run(plan_of(GIVEN, (target,)), (target,), receipts)
    assert place.read_text("utf-8") == "theirs"


@pytest.mark.parametrize("kind", KINDS)
def test_without_a_folder_it_renders_and_does_no_more(kind: Callable[[Path | None], FileTarget]) -> None:
    target = kind(None)
    document = target.render(GIVEN).documents[0]  # type: ignore[attr-defined]
    with pytest.raises(NotConnected, match=target.name):
        target.observe(document)


def test_rendering_imports_none_of_the_systems_it_renders_for() -> None:
    import subprocess

    script = (
        "import sys; from targets import claude, langchain, rego;"
        "print([m for m in ('langchain', 'langgraph', 'regopy', 'claude_agent_sdk') if m in sys.modules])"
    )
    root = Path(__file__).parents[2]
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, timeout=60, cwd=root, check=True
    )
    assert done.stdout.strip() == "[]"
