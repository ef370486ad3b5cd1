"""Recording profiles and reading them back: revisions, conditions, and what is stored where."""

from __future__ import annotations

import json

import pytest
from flask.testing import FlaskClient

from evidence import EntryKind
from service.app import create_app
from service.workspace import Workspace
from tests.service.samples import CV, SMALL, FixedClock, example, problem, small

YAML = "application/yaml"
JSON = "application/json"


def test_a_profile_is_recorded_and_says_where_it_is(client: FlaskClient) -> None:
    answer = client.post("/v1/use-cases", data=SMALL, content_type=YAML)
    assert answer.status_code == 201
    assert answer.headers["Location"] == "/v1/use-cases/small"
    assert answer.get_json()["revision"] == 1
    assert client.get(answer.headers["Location"]).get_json() == answer.get_json()


def test_json_and_yaml_say_the_same(client: FlaskClient) -> None:
    first = client.post("/v1/use-cases", data=SMALL, content_type=YAML)
    again = client.post("/v1/use-cases", data=small(), content_type=JSON)
    assert again.status_code == 200
    assert again.get_json()["profile"] == first.get_json()["profile"]


@pytest.mark.parametrize("kind", ["application/json; charset=utf-8", "application/vnd.acme+json"])
def test_other_names_of_json_are_taken(client: FlaskClient, kind: str) -> None:
    assert client.post("/v1/use-cases", data=small(), content_type=kind).status_code == 201


def test_json_that_is_no_yaml_is_taken(client: FlaskClient) -> None:
    text = small(title="Na\N{LATIN SMALL LETTER I WITH DIAERESIS}ve \N{GRINNING FACE}").decode("utf-8")
    answer = client.post("/v1/use-cases", data="\t" + text.replace(",", ",\t"), content_type=JSON)
    assert answer.status_code == 201
    assert answer.get_json()["title"].endswith("\N{GRINNING FACE}")


def test_the_same_profile_again_is_no_new_revision(client: FlaskClient, workspace: Workspace) -> None:
    client.post("/v1/use-cases", data=SMALL, content_type=YAML)
    again = client.post("/v1/use-cases", data=SMALL, content_type=YAML)
    assert again.status_code == 200
    assert again.get_json()["revision"] == 1
    assert workspace.ledger.head().size == 1


def test_a_changed_profile_of_the_same_id_is_the_next_revision(client: FlaskClient) -> None:
    client.post("/v1/use-cases", data=small(), content_type=JSON)
    second = client.post("/v1/use-cases", data=small(title="Renamed"), content_type=JSON)
    assert second.status_code == 201
    assert second.get_json()["revision"] == 2
    assert client.get("/v1/use-cases/small").get_json()["title"] == "Renamed"


def test_a_profile_can_return_to_what_it_was(client: FlaskClient) -> None:
    for title, number in (("One", 1), ("Two", 2), ("One", 3)):
        answer = client.post("/v1/use-cases", data=small(title=title), content_type=JSON)
        assert answer.get_json()["revision"] == number
    assert client.get("/v1/use-cases/small").get_json()["title"] == "One"


def test_what_is_recorded_is_a_profile_revision_in_the_ledger(
    recorded: FlaskClient, workspace: Workspace
) -> None:
    (entry,) = workspace.ledger.entries()
    assert entry.entry.kind is EntryKind.PROFILE_REVISION
    assert entry.entry.subject == CV
    assert entry.entry.payload["profile"] == recorded.get(f"/v1/use-cases/{CV}").get_json()["profile"]
    assert entry.entry.knowledge_base == workspace.knowledge_base.fingerprint


def test_another_application_on_the_same_ledger_knows_the_same(
    recorded: FlaskClient, workspace: Workspace
) -> None:
    other = create_app(workspace).test_client()
    assert other.get(f"/v1/use-cases/{CV}").get_json() == recorded.get(f"/v1/use-cases/{CV}").get_json()


def test_the_list_names_each_use_case_once_with_its_tiers(client: FlaskClient) -> None:
    assert client.get("/v1/use-cases").get_json()["use_cases"] == []
    client.post("/v1/use-cases", data=example(CV), content_type=YAML)
    client.post("/v1/use-cases", data=small(), content_type=JSON)
    client.post("/v1/use-cases", data=small(title="Renamed"), content_type=JSON)
    listed = client.get("/v1/use-cases").get_json()["use_cases"]
    assert [each["id"] for each in listed] == [CV, "small"]
    assert "High-risk" in listed[0]["tiers"]
    assert (listed[1]["revision"], listed[1]["title"]) == (2, "Renamed")
    assert listed[1]["is_complete"] is False


def test_who_acts_is_recorded_as_self_declared(client: FlaskClient) -> None:
    named = {"Duecare-Actor": "analyst"}
    client.post("/v1/use-cases", data=small(), content_type=JSON, headers=named)
    assert client.get("/v1/use-cases/small").get_json()["recorded_by"] == "analyst (self-declared)"


def test_a_caller_without_a_name_is_recorded_as_such(client: FlaskClient) -> None:
    answer = client.post("/v1/use-cases", data=small(), content_type=JSON)
    assert answer.get_json()["recorded_by"] == "not named (self-declared)"


def test_a_change_made_in_between_is_refused_and_nothing_is_recorded(
    client: FlaskClient, workspace: Workspace
) -> None:
    read = client.post("/v1/use-cases", data=small(), content_type=JSON).headers["ETag"]
    client.post("/v1/use-cases", data=small(title="Theirs"), content_type=JSON)
    mine = client.post(
        "/v1/use-cases", data=small(title="Mine"), content_type=JSON, headers={"If-Match": read}
    )
    problem(mine, 412, "revision-conflict")
    assert mine.headers["ETag"] == client.get("/v1/use-cases/small").headers["ETag"]
    assert workspace.ledger.head().size == 2


def test_a_change_of_the_revision_that_was_read_is_taken(client: FlaskClient) -> None:
    read = client.post("/v1/use-cases", data=small(), content_type=JSON).headers["ETag"]
    mine = client.post(
        "/v1/use-cases", data=small(title="Mine"), content_type=JSON, headers={"If-Match": read}
    )
    assert mine.status_code == 201
    assert mine.headers["ETag"] != read


def test_a_creation_does_not_change_what_exists(client: FlaskClient) -> None:
    new = {"If-None-Match": "*"}
    assert client.post("/v1/use-cases", data=small(), content_type=JSON, headers=new).status_code == 201
    again = client.post("/v1/use-cases", data=small(title="X"), content_type=JSON, headers=new)
    problem(again, 412, "revision-conflict")


def test_a_change_of_what_does_not_exist_is_refused(client: FlaskClient) -> None:
    answer = client.post("/v1/use-cases", data=small(), content_type=JSON, headers={"If-Match": '"x"'})
    assert "no revision" in problem(answer, 412, "revision-conflict")["detail"]
    assert "ETag" not in answer.headers


@pytest.mark.parametrize("condition", ["*", '"a", "b"'])
def test_a_condition_that_names_no_single_revision_is_refused(client: FlaskClient, condition: str) -> None:
    answer = client.post("/v1/use-cases", data=small(), content_type=JSON, headers={"If-Match": condition})
    (error,) = problem(answer, 422, "invalid-parameters")["errors"]
    assert error["header"] == "If-Match"


def test_all_faults_of_a_profile_come_at_once_with_their_places(
    client: FlaskClient, workspace: Workspace
) -> None:
    bad = small(lifecycle="nowhere", colour="blue", functions=[{"id": "UPPER"}])
    body = problem(client.post("/v1/use-cases", data=bad, content_type=JSON), 422, "invalid-profile")
    assert {error["pointer"] for error in body["errors"]} >= {"/lifecycle", "/colour", "/functions/0/id"}
    assert all(error["expected"] for error in body["errors"])
    assert workspace.ledger.head().size == 0


def test_faults_of_yaml_name_their_lines_and_those_of_json_do_not(client: FlaskClient) -> None:
    text = SMALL + "lifecycle: nowhere\n"
    (error,) = problem(client.post("/v1/use-cases", data=text, content_type=YAML), 422, "invalid-profile")[
        "errors"
    ]
    assert error["line"] == len(text.splitlines())
    answer = client.post("/v1/use-cases", data=small(lifecycle="nowhere"), content_type=JSON)
    (error,) = problem(answer, 422, "invalid-profile")["errors"]
    assert "line" not in error


def test_an_unknown_use_case_is_no_server_error_and_the_nearest_is_named(recorded: FlaskClient) -> None:
    body = problem(recorded.get("/v1/use-cases/cv-screning"), 404, "unknown-use-case")
    assert CV in body["detail"]
    for tail in ("/posture", "/questions", "/why?of=x"):
        problem(recorded.get(f"/v1/use-cases/nobody{tail}"), 404, "unknown-use-case")
    problem(recorded.post("/v1/use-cases/nobody/determinations"), 404, "unknown-use-case")


def test_the_time_of_a_revision_is_the_clocks(client: FlaskClient, workspace: Workspace) -> None:
    clock = workspace.clock
    assert isinstance(clock, FixedClock)
    client.post("/v1/use-cases", data=small(), content_type=JSON)
    clock.pass_days(3)
    later = client.post("/v1/use-cases", data=small(title="Later"), content_type=JSON).get_json()
    assert later["recorded_at"].startswith("2026-11-25T09:14:05")


def test_a_profile_the_knowledge_base_no_longer_reads_is_listed_and_named(
    recorded: FlaskClient, workspace: Workspace
) -> None:
    _record_unreadable(workspace)
    listed = {each["id"]: each for each in recorded.get("/v1/use-cases").get_json()["use_cases"]}
    assert listed["old"]["readable"] is False and listed["old"]["is_complete"] is None
    assert listed[CV]["readable"] is True
    body = problem(recorded.get("/v1/use-cases/old/posture"), 409, "outdated-profile")
    assert body["errors"][0]["pointer"] == "/retired_question"
    assert recorded.get("/v1/use-cases/old").status_code == 200


def _record_unreadable(workspace: Workspace) -> None:
    from evidence import Actor, Entry

    profile = {**json.loads(small(id="old")), "retired_question": True}
    workspace.ledger.append(
        Entry(
            kind=EntryKind.PROFILE_REVISION,
            subject="old",
            actor=Actor(name="earlier release"),
            at="2026-11-01T00:00:00Z",
            payload={"profile": profile},
        )
    )
