"""Determinations, postures, explanations and questions over HTTP."""

from __future__ import annotations

from typing import Any

import pytest
from flask.testing import FlaskClient

from engine.record import determination_record, posture_record
from evidence import EntryKind
from explain.flips import flips
from explain.flips_report import flips_record
from explain.report import as_json
from explain.why import why
from explain.why_not import why_not
from service.workspace import Workspace
from tests.service.samples import CV, EXAMPLE_NAMES, example, problem, small

BASE = f"/v1/use-cases/{CV}"
SIX_DAYS = ("2026-05-01", "2026-07-27", "2026-11-22", "2026-12-02", "2027-12-02", "2028-08-02")


def _answer(workspace: Workspace, name: str, as_of: str = "2026-11-22", known_at: str = "") -> Any:
    return workspace.answer(workspace.read_bytes(example(name), name), as_of, known_at)


@pytest.mark.parametrize("day", SIX_DAYS)
def test_the_answer_is_the_engines_record(recorded: FlaskClient, workspace: Workspace, day: str) -> None:
    said = recorded.post(f"{BASE}/determinations?as_of={day}&dry_run=true").get_json()
    expected = determination_record(_answer(workspace, CV, day).determination)
    assert {key: said[key] for key in expected} == expected


@pytest.mark.parametrize("name", EXAMPLE_NAMES)
def test_the_posture_is_the_engines_record(client: FlaskClient, workspace: Workspace, name: str) -> None:
    client.post("/v1/use-cases", data=example(name), content_type="application/yaml")
    said = client.get(f"/v1/use-cases/{name}/posture").get_json()
    expected = posture_record(_answer(workspace, name).posture)
    expected["knowledge_base"] = said["knowledge_base"]  # said in full, beside its version and fingerprint
    assert {key: said[key] for key in expected} == expected


def test_a_determination_is_recorded_with_its_posture(recorded: FlaskClient, workspace: Workspace) -> None:
    answer = recorded.post(f"{BASE}/determinations")
    assert answer.status_code == 201
    said = answer.get_json()
    assert said["recorded"] is True
    (entry,) = workspace.ledger.entries(kind=EntryKind.DETERMINATION)
    assert entry.seq == said["ledger_entry"]
    assert entry.entry.payload["determination"]["id"] == said["id"]
    assert entry.entry.payload["posture"]["determination"] == said["id"]


def test_a_dry_run_says_so_and_records_nothing(recorded: FlaskClient, workspace: Workspace) -> None:
    before = workspace.ledger.head()
    answer = recorded.post(f"{BASE}/determinations?dry_run=true")
    assert answer.status_code == 200
    said = answer.get_json()
    assert (said["recorded"], said["ledger_entry"]) == (False, None)
    assert workspace.ledger.head() == before


def test_asking_records_nothing(recorded: FlaskClient, workspace: Workspace) -> None:
    before = workspace.ledger.head()
    for tail in ("", "/posture", "/questions", "/why?of=high-risk"):
        assert recorded.get(f"{BASE}{tail}").status_code == 200
    for page in ("/", f"/use-cases/{CV}", f"/use-cases/{CV}/why?of=high-risk", "/ledger?check=yes"):
        assert recorded.get(page).status_code == 200
    assert workspace.ledger.head() == before


def test_options_may_stand_in_the_body(recorded: FlaskClient) -> None:
    body = {"as_of": "2027-12-02", "dry_run": True}
    said = recorded.post(f"{BASE}/determinations", json=body)
    assert said.status_code == 200
    assert said.get_json()["as_of"] == "2027-12-02"
    assert said.get_json() == recorded.post(f"{BASE}/determinations?as_of=2027-12-02&dry_run=true").get_json()


def test_an_option_stated_in_query_and_body_is_refused(recorded: FlaskClient, workspace: Workspace) -> None:
    before = workspace.ledger.head()
    answer = recorded.post(f"{BASE}/determinations?dry_run=true", json={"dry_run": False})
    (error,) = problem(answer, 422, "invalid-parameters")["errors"]
    assert error["pointer"] == "/dry_run"
    assert workspace.ledger.head() == before


@pytest.mark.parametrize(
    ("body", "pointer"),
    [
        ({"as_of": "2026-13-01"}, "/as_of"),
        ({"as_of": 20261122}, "/as_of"),
        ({"dryrun": True}, "/dryrun"),
        ({"dry_run": "perhaps"}, "/dry_run"),
        ({"a/b~c": 1}, "/a~1b~0c"),
        ([], ""),
        ("x", ""),
    ],
)
def test_options_that_are_no_good_are_named_and_nothing_is_recorded(
    recorded: FlaskClient, workspace: Workspace, body: Any, pointer: str
) -> None:
    before = workspace.ledger.head()
    (error,) = problem(recorded.post(f"{BASE}/determinations", json=body), 422, "invalid-parameters")[
        "errors"
    ]
    assert error["pointer"] == pointer
    assert workspace.ledger.head() == before


def test_without_a_day_the_clocks_day_counts(recorded: FlaskClient) -> None:
    said = recorded.get(f"{BASE}/posture").get_json()
    assert said["as_of"] == "2026-11-22"
    assert said == recorded.get(f"{BASE}/posture?as_of=2026-11-22").get_json()


def test_the_law_as_known_earlier_gives_the_earlier_date(recorded: FlaskClient) -> None:
    def high_risk(query: str) -> str:
        said = recorded.post(f"{BASE}/determinations?dry_run=true&{query}").get_json()
        found = [f for f in said["findings"] if f["conclusion"] == "aia:tier.high-risk"]
        return str(found[0]["binding"]["from"])

    assert high_risk("as_of=2026-11-22") == "2027-12-02"
    assert high_risk("as_of=2026-11-22&known_at=2026-07-01") == "2026-08-02"


@pytest.mark.parametrize(
    "address",
    ["/posture", "/questions", "/why?of=high-risk"],
)
def test_every_answer_names_executor_law_and_that_it_is_no_advice(
    recorded: FlaskClient, workspace: Workspace, address: str
) -> None:
    for answer in (
        recorded.get(f"{BASE}{address}"),
        recorded.get(BASE),
        recorded.get("/v1/use-cases"),
        recorded.get("/v1/health"),
        recorded.post(f"{BASE}/determinations"),
    ):
        said = answer.get_json()
        assert said["executor"] == workspace.executor.name
        assert said["knowledge_base"]["version"] == workspace.knowledge_base.version
        assert said["knowledge_base"]["fingerprint"] == workspace.knowledge_base.fingerprint
        assert said["knowledge_base"]["checked_until"] == workspace.knowledge_base.checked_until
        assert said["notice"] == "Not legal advice."


def test_the_executor_is_durable_rules_and_checked(recorded: FlaskClient) -> None:
    said = recorded.get(f"{BASE}/posture").get_json()
    assert (said["executor"], said["cross_checked"]) == ("durable-rules", True)


@pytest.mark.parametrize("of", ["high-risk", "aia:tier.high-risk", "human-oversight", "human-review"])
def test_why_is_the_derivation(recorded: FlaskClient, workspace: Workspace, of: str) -> None:
    said = recorded.get(f"{BASE}/why", query_string={"of": of}).get_json()
    answer = _answer(workspace, CV)
    expected = as_json(why(answer.determination, answer.posture, of))
    assert {key: said[key] for key in expected} == expected


def test_every_step_of_a_derivation_carries_a_citation(recorded: FlaskClient) -> None:
    said = recorded.get(f"{BASE}/why?of=human-review").get_json()
    assert said["nodes"]
    assert all(node["citations"] or node["elements"] for node in said["nodes"])
    known = {node["id"] for node in said["nodes"]}
    assert all({*node["because"], *node["considered"]} <= known for node in said["nodes"])


def test_a_reading_is_chosen_by_parameter_and_the_others_are_compared_with_it(recorded: FlaskClient) -> None:
    told = recorded.post(f"{BASE}/determinations?dry_run=true&as_of=2026-11-22").get_json()
    assert told["readings"] == []
    assert "formal-dates" in {other["reading"]["name"] for other in told["other_readings"]}
    chosen = recorded.post(
        f"{BASE}/determinations?dry_run=true&as_of=2026-11-22&reading=formal-dates"
    ).get_json()
    assert chosen["readings"] == ["aia:reading.formal-dates"]
    assert "practical-dates" in {other["reading"]["name"] for other in chosen["other_readings"]}
    assert chosen["id"] != told["id"]


def test_an_unknown_reading_is_an_invalid_parameter_with_the_nearest(recorded: FlaskClient) -> None:
    body = problem(recorded.get(f"{BASE}/posture?reading=formal-date"), 422, "invalid-parameters")
    (error,) = body["errors"]
    assert error["parameter"] == "reading"
    assert "Nearest: formal-dates" in error["detail"]


def test_an_unknown_name_is_answered_with_the_nearest(recorded: FlaskClient) -> None:
    body = problem(recorded.get(f"{BASE}/why?of=human-revew"), 404, "unknown-subject")
    assert "human-review" in body["detail"]


@pytest.mark.parametrize("query", ["", "?of=", f"?of={'x' * 201}"])
def test_why_without_a_subject_is_refused(recorded: FlaskClient, query: str) -> None:
    (error,) = problem(recorded.get(f"{BASE}/why{query}"), 422, "invalid-parameters")["errors"]
    assert error["parameter"] == "of"


def test_questions_are_ranked_and_point_into_the_profile(client: FlaskClient) -> None:
    client.post("/v1/use-cases", data=small(), content_type="application/json")
    said = client.get("/v1/use-cases/small/questions").get_json()
    assert said["is_complete"] is False
    assert len(said["questions"]) > 3
    assert all(question["pointer"].startswith("/") for question in said["questions"])
    assert all(question["decides"] for question in said["questions"])
    full = client.post("/v1/use-cases/small/determinations?dry_run=true").get_json()["questions"]
    asked = [{(each["fact"], each["pointer"]) for each in found} for found in (said["questions"], full)]
    assert asked[0] == asked[1]


def test_health_says_what_is_in_use(client: FlaskClient) -> None:
    said = client.get("/v1/health").get_json()
    assert (said["status"], said["today"], said["ledger_entries"]) == ("ok", "2026-11-22", 0)
    assert said["executor_is_checked"] is True
    assert said["knowledge_base"]["not_covered"]


def test_why_not_is_the_explanation_of_the_same_answer(recorded: FlaskClient, workspace: Workspace) -> None:
    said = recorded.get(f"{BASE}/why-not?of=prohibited&subject=ranking").get_json()
    answer = _answer(workspace, CV)
    expected = as_json(why_not(answer.determination, answer.posture, "prohibited", "ranking"))
    assert {key: said[key] for key in expected} == expected
    assert said["executor"] == answer.determination.executor


def test_why_not_of_nothing_known_is_a_problem_with_the_nearest(recorded: FlaskClient) -> None:
    body = problem(recorded.get(f"{BASE}/why-not?of=prohibitd"), 404, "unknown-subject")
    assert "Nearest: prohibited." in body["detail"]


def test_what_if_tells_what_would_differ_and_records_nothing(
    recorded: FlaskClient, workspace: Workspace
) -> None:
    before = workspace.ledger.head()
    body = {"set": {"functions.ranking.effect.human_role": "all"}, "as_of": "2028-01-01"}
    said = recorded.post(f"{BASE}/what-if", json=body).get_json()
    assert said["format"] == "duecare.what-if/1"
    assert said["supposed"][0] == '/functions/0/effect/human_role is "all"'
    assert said["after"]["as_of"] == said["as_of"] == "2028-01-01"
    assert said["differences"]
    assert workspace.ledger.head() == before


def test_what_if_tells_every_fault_of_the_supposed_profile(recorded: FlaskClient) -> None:
    body = {"set": {"lifecycle": "pilott", "nonsense": 1}}
    said = problem(recorded.post(f"{BASE}/what-if", json=body), 422, "invalid-profile")
    assert {error["pointer"] for error in said["errors"]} == {"/lifecycle", "/nonsense"}
    problem(recorded.post(f"{BASE}/what-if", json={"sett": {}}), 422, "invalid-parameters")


def test_flips_are_those_of_the_same_answer(recorded: FlaskClient, workspace: Workspace) -> None:
    said = recorded.get(f"{BASE}/flips?of=prohibited&subject=ranking").get_json()
    expected = flips_record(flips(_answer(workspace, CV).determination, "prohibited", "ranking"))
    assert said["flips"] == expected["flips"]
    assert "Not legal advice." in said["notice"]
    assert said["executor"] == workspace.executor.name
