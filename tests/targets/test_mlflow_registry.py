"""The gate at a real registry on SQLite: what meets it is promoted, a moved alias is found.

Runs where MLflow is installed: `make extras-mlflow` makes an environment of its own for it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from targets.drift import DriftKind, find_drift
from targets.errors import Conflict, PartlyApplied
from targets.interface import ChangeKind, Document
from targets.mlflow import MlflowGate
from targets.mlflow.registry import client_of
from tests.targets.applying import plan_of, run
from tests.targets.receipts import KeptReceipts
from tests.targets.test_mlflow import GATED, GOOD

pytest.importorskip("mlflow.store.model_registry.sqlalchemy_store", reason="needs MLflow: make extras-mlflow")
pytestmark = pytest.mark.filterwarnings("default")  # MLflow's own


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> str:
    """One database for all tests here: to make its tables takes longest."""
    return f"sqlite:///{tmp_path_factory.mktemp('mlflow') / 'registry.db'}"


@pytest.fixture
def client(address: str) -> Iterator[Any]:
    """The unmodified client; the model is removed afterwards."""
    made: Any = client_of(address)()
    yield made
    for model in made.search_registered_models():
        made.delete_registered_model(model.name)


@pytest.fixture
def gate(client: Any) -> MlflowGate:
    """The target, connected to the registry."""
    return MlflowGate(lambda: client)


def document() -> Document:
    (found,) = MlflowGate().render(GATED).documents
    return found


def version(client: Any, tags: Mapping[str, str], place: Path) -> str:
    made = client.create_model_version("credit-model", source=str(place), tags=dict(tags))
    return str(made.version)


def drift(gate: MlflowGate, receipts: KeptReceipts) -> DriftKind:
    (found,) = find_drift(GATED, (gate,), receipts)
    return found.kind


def test_after_apply_the_plan_is_empty_and_a_second_apply_changes_nothing(
    client: Any, gate: MlflowGate
) -> None:
    receipts = KeptReceipts()
    plan = plan_of(GATED, (gate,))
    assert [each.outcome for each in run(plan, (gate,), receipts)] == ["applied"]
    before = client.get_registered_model("credit-model").last_updated_timestamp
    assert plan_of(GATED, (gate,)).is_empty
    assert run(plan, (gate,), receipts) == ()
    assert client.get_registered_model("credit-model").last_updated_timestamp == before
    assert drift(gate, receipts) is DriftKind.IN_PLACE


def test_only_a_version_that_meets_the_gate_is_promoted(
    client: Any, gate: MlflowGate, tmp_path: Path
) -> None:
    receipts = KeptReceipts()
    run(plan_of(GATED, (gate,)), (gate,), receipts)
    bad = version(client, {**GOOD, "ai-governance.measured.group-ratio": "0.5"}, tmp_path)
    with pytest.raises(Conflict, match=r"group-ratio is '0\.5', and must be >= 0\.8"):
        gate.promote(document(), bad)
    assert client.get_registered_model("credit-model").aliases == {}
    good = version(client, GOOD, tmp_path)
    gate.promote(document(), good)
    assert {k: str(v) for k, v in client.get_registered_model("credit-model").aliases.items()} == {
        "champion": good
    }
    assert drift(gate, receipts) is DriftKind.IN_PLACE


def test_a_moved_alias_is_drift_is_left_where_it_is_and_ends_when_it_is_moved_back(
    client: Any, gate: MlflowGate, tmp_path: Path
) -> None:
    receipts = KeptReceipts()
    run(plan_of(GATED, (gate,)), (gate,), receipts)
    good, bare = version(client, GOOD, tmp_path), version(client, {}, tmp_path)
    gate.promote(document(), good)
    client.set_registered_model_alias("credit-model", "champion", bare)
    assert drift(gate, receipts) is DriftKind.WEAKER
    with pytest.raises(PartlyApplied, match="left where it is"):
        run(plan_of(GATED, (gate,)), (gate,), receipts)
    assert str(client.get_registered_model("credit-model").aliases["champion"]) == bare
    gate.promote(document(), good)
    assert plan_of(GATED, (gate,)).is_empty


def test_a_bound_edited_by_hand_is_found_and_put_back(client: Any, gate: MlflowGate) -> None:
    receipts = KeptReceipts()
    run(plan_of(GATED, (gate,)), (gate,), receipts)
    client.set_registered_model_tag("credit-model", "ai-governance.gate.group-ratio", ">= 0.1")
    assert drift(gate, receipts) is DriftKind.WEAKER
    run(plan_of(GATED, (gate,)), (gate,), receipts)
    assert drift(gate, receipts) is DriftKind.IN_PLACE
    client.delete_registered_model_tag("credit-model", "ai-governance.gate.group-ratio")
    assert drift(gate, receipts) is DriftKind.WEAKER


def test_a_model_somebody_else_registered_is_left_alone(client: Any, gate: MlflowGate) -> None:
    client.create_registered_model("credit-model", tags={"team": "credit"})
    (change,) = plan_of(GATED, (gate,)).changes
    assert change.kind is ChangeKind.FOREIGN
    assert client.get_registered_model("credit-model").tags == {"team": "credit"}
