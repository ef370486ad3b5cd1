"""The ledger over HTTP: pages of entries, proofs an outsider can check, checkpoints, the check of itself."""

from __future__ import annotations

import base64
import json
from hashlib import sha256
from pathlib import Path

import pytest
from flask.testing import FlaskClient

from evidence import open_checkpoint, verify_consistency, verify_database, verify_inclusion
from evidence.keys import VerifierKey
from service.workspace import Workspace
from tests.service.samples import CV, problem, small

ENTRIES = "/v1/ledger/entries"


@pytest.fixture
def five(client: FlaskClient) -> FlaskClient:
    """A client of a service with five entries."""
    for number in range(5):
        body = small(title=f"Title {number}", id="even" if number % 2 == 0 else "odd")
        assert client.post("/v1/use-cases", data=body, content_type="application/json").status_code == 201
    return client


def test_an_empty_ledger_has_no_entries_and_no_next_page(client: FlaskClient) -> None:
    said = client.get(ENTRIES).get_json()
    assert (said["entries"], said["size"], said["next"]) == ([], 0, None)


@pytest.mark.parametrize("limit", [1, 2, 3, 4, 5, 6])
def test_following_the_pages_gives_every_entry_once(five: FlaskClient, limit: int) -> None:
    found: list[int] = []
    address: str | None = f"{ENTRIES}?limit={limit}"
    pages = 0
    while address is not None:
        said = five.get(address).get_json()
        found += [entry["seq"] for entry in said["entries"]]
        address, pages = said["next"], pages + 1
    assert found == [0, 1, 2, 3, 4]
    assert pages == -(-5 // limit)


def test_entries_of_one_use_case_or_kind_can_be_asked_for(five: FlaskClient) -> None:
    odd = five.get(f"{ENTRIES}?subject=odd&limit=1").get_json()
    assert [entry["seq"] for entry in odd["entries"]] == [1]
    assert [entry["seq"] for entry in five.get(odd["next"]).get_json()["entries"]] == [3]
    assert five.get(f"{ENTRIES}?kind=determination").get_json()["entries"] == []
    assert five.get(f"{ENTRIES}?subject=nobody").get_json()["entries"] == []


@pytest.mark.parametrize("query", ["limit=0", "limit=201", "limit=x", "after=-2", "kind=rumour", "page=1"])
def test_a_page_that_cannot_be_is_refused(client: FlaskClient, query: str) -> None:
    (error,) = problem(client.get(f"{ENTRIES}?{query}"), 422, "invalid-parameters")["errors"]
    assert error["parameter"] == query.split("=")[0]


@pytest.mark.parametrize("seq", range(5))
def test_the_proof_of_an_entry_can_be_checked_by_anybody(five: FlaskClient, seq: int) -> None:
    said = five.get(f"{ENTRIES}/{seq}").get_json()
    leaf = base64.b64decode(said["leaf"])
    assert sha256(b"\x00" + leaf).hexdigest() == said["leaf_hash"]
    proof = said["inclusion"]
    hashes = [bytes.fromhex(each) for each in proof["hashes"]]
    root = bytes.fromhex(proof["root"])
    assert verify_inclusion(bytes.fromhex(said["leaf_hash"]), seq, proof["tree_size"], hashes, root)
    assert not verify_inclusion(sha256(b"other").digest(), seq, proof["tree_size"], hashes, root)


def test_an_entry_says_what_its_leaf_says(five: FlaskClient) -> None:
    said = five.get(f"{ENTRIES}/1").get_json()
    leaf = json.loads(base64.b64decode(said["leaf"]))
    assert said["payload"] == leaf["payload"]
    assert said["payload"]["profile"]["title"] == "Title 1"
    assert (said["subject"], said["kind"]) == ("odd", "profile-revision")


def test_an_entry_that_is_not_there_is_a_problem(five: FlaskClient) -> None:
    problem(five.get(f"{ENTRIES}/5"), 404, "unknown-entry")


@pytest.mark.parametrize(("old", "new"), [(1, 5), (3, 5), (3, 4), (5, 5), (2, None)])
def test_the_proof_that_the_ledger_only_grew_can_be_checked_by_anybody(
    five: FlaskClient, old: int, new: int | None
) -> None:
    asked = {"old": old} if new is None else {"old": old, "new": new}
    said = five.get("/v1/ledger/consistency", query_string=asked).get_json()
    hashes = [bytes.fromhex(each) for each in said["hashes"]]
    roots = bytes.fromhex(said["old_root"]), bytes.fromhex(said["new_root"])
    assert verify_consistency(old, new or 5, hashes, *roots)
    assert not verify_consistency(old, new or 5, hashes, roots[0], sha256(b"other").digest())


@pytest.mark.parametrize("asked", [{"old": 6}, {"old": 3, "new": 2}, {"old": 1, "new": 6}])
def test_a_size_that_the_ledger_never_had_gets_no_proof(five: FlaskClient, asked: dict[str, int]) -> None:
    problem(five.get("/v1/ledger/consistency", query_string=asked), 404, "unknown-entry")


def test_an_empty_ledger_is_not_signed(client: FlaskClient) -> None:
    problem(client.post("/v1/ledger/checkpoint"), 409, "nothing-to-sign")


def test_a_checkpoint_is_signed_by_the_key_it_names(five: FlaskClient) -> None:
    answer = five.post("/v1/ledger/checkpoint")
    assert answer.status_code == 201
    said = answer.get_json()
    head = open_checkpoint(said["checkpoint"], VerifierKey.parse(said["verifier_key"]))
    assert (head.origin, head.size, head.root.hex()) == (said["origin"], 5, said["root"])


def test_a_ledger_that_fits_is_valid_but_only_self_verified(five: FlaskClient) -> None:
    five.post("/v1/ledger/checkpoint")
    said = five.get("/v1/ledger/verification").get_json()
    assert (said["verdict"], said["size"], said["signed_size"]) == ("VALID", 5, 5)
    assert said["anchored"] is False
    assert said["notice"].startswith("Self-verified only")


def test_a_changed_entry_is_found(five: FlaskClient, workspace: Workspace) -> None:
    import sqlite3

    five.post("/v1/ledger/checkpoint")
    with sqlite3.connect(workspace.settings.ledger_file) as insider:
        for (name,) in insider.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'").fetchall():
            insider.execute(f'DROP TRIGGER "{name}"')
        insider.execute(
            "UPDATE event SET leaf = CAST(replace(leaf, 'Title 2', 'Title 9') AS BLOB) WHERE seq = 2"
        )
    insider.close()
    said = five.get("/v1/ledger/verification").get_json()
    assert said["verdict"] == "TAMPERED"
    assert said["discrepancies"][0].startswith("entry 2")
    problem(five.get(f"{ENTRIES}"), 503, "ledger-damaged")


def test_the_offline_verifier_agrees(five: FlaskClient, workspace: Workspace, tmp_path: Path) -> None:
    note = five.post("/v1/ledger/checkpoint").get_json()
    report = verify_database(workspace.settings.ledger_file, note["verifier_key"], note["checkpoint"])
    assert (report.verdict.name, report.size, report.anchored) == ("VALID", 5, True)


def test_a_recorded_determination_names_the_profile_it_was_made_from(recorded: FlaskClient) -> None:
    place = recorded.post(f"/v1/use-cases/{CV}/determinations").get_json()["ledger_entry"]
    entry = recorded.get(f"{ENTRIES}/{place}").get_json()
    profile = recorded.get(f"/v1/use-cases/{CV}").get_json()["profile"]
    assert entry["payload"]["determination"]["profile"] == profile
