"""Profiles pasted, uploaded and edited on the pages: recorded, or kept with every fault."""

from __future__ import annotations

import io
import re

import pytest
from flask.testing import FlaskClient

from service.web.editing import EXAMPLE, as_yaml
from service.workspace import Workspace
from tests.service.samples import CV, EXAMPLE_NAMES, SMALL, example, small
from tests.service.test_web_pages import BROWSER, EVIL, PAGE, words


def test_a_pasted_profile_is_recorded_and_shown(client: FlaskClient, workspace: Workspace) -> None:
    answer = client.post("/use-cases/new", data={"profile": SMALL.replace("\n", "\r\n"), "actor": "analyst"})
    assert (answer.status_code, answer.headers["Location"]) == (303, "/use-cases/small")
    (entry,) = workspace.ledger.entries()
    assert entry.entry.actor.name == "analyst"


def test_an_uploaded_profile_is_recorded(client: FlaskClient) -> None:
    upload = (io.BytesIO(example(CV)), "cv.yaml")
    answer = client.post("/use-cases/new", data={"profile": "ignored", "file": upload})
    assert (answer.status_code, answer.headers["Location"]) == (303, PAGE)


def test_the_example_beside_the_form_is_a_good_profile(client: FlaskClient) -> None:
    assert client.post("/use-cases/new", data={"profile": EXAMPLE}).status_code == 303


def test_a_faulty_profile_keeps_its_text_and_lists_every_fault(
    client: FlaskClient, workspace: Workspace
) -> None:
    text = SMALL + f"lifecycle: nowhere\ncolour: '{EVIL}'\n"
    answer = client.post("/use-cases/new", data={"profile": text})
    assert (answer.status_code, answer.mimetype) == (422, "text/html")
    assert "2 faults. Nothing was saved." in answer.text
    assert "/lifecycle" in answer.text and "/colour" in answer.text
    assert "&lt;img src=x" in answer.text and EVIL not in answer.text
    assert workspace.ledger.head().size == 0


@pytest.mark.parametrize("data", [b"\xff\xfe", "id: é".encode("latin-1")])
def test_a_file_in_another_encoding_is_refused_with_its_faults(client: FlaskClient, data: bytes) -> None:
    answer = client.post("/use-cases/new", data={"file": (io.BytesIO(data), "x.yaml")})
    assert answer.status_code == 422
    assert "UTF-8" in answer.text


@pytest.mark.parametrize("form", [{}, {"profile": ""}, {"profile": "  \n"}])
def test_an_empty_form_says_what_was_expected(client: FlaskClient, form: dict[str, str]) -> None:
    answer = client.post("/use-cases/new", data=form, headers=BROWSER)
    assert answer.status_code == 422
    assert "paste a profile" in answer.text


def test_a_form_above_the_limit_is_refused(client: FlaskClient) -> None:
    answer = client.post("/use-cases/new", data={"profile": "x" * (1 << 21)}, headers=BROWSER)
    assert (answer.status_code, answer.mimetype) == (413, "text/html")


def test_a_new_use_case_does_not_overwrite_one_of_the_same_id(client: FlaskClient) -> None:
    client.post("/use-cases/new", data={"profile": SMALL})
    answer = client.post("/use-cases/new", data={"profile": SMALL.replace("A small", "Another")})
    assert answer.status_code == 412
    assert "Another use case" in answer.text
    assert "A small use case" in client.get("/use-cases/small").text


def _digest(page: str) -> str:
    found = re.search(r'name="expected" value="([0-9a-f]{64})"', page)
    assert found
    return found[1]


def test_an_edited_profile_is_the_next_revision(client: FlaskClient) -> None:
    client.post("/use-cases/new", data={"profile": SMALL})
    digest = _digest(client.get("/use-cases/small/edit").text)
    changed = {"profile": SMALL.replace("A small", "Another"), "expected": digest}
    assert client.post("/use-cases/small/edit", data=changed).status_code == 303
    assert "revision 2" in words(client.get("/use-cases/small").text)


def test_an_edit_of_what_somebody_else_changed_is_refused(client: FlaskClient) -> None:
    client.post("/use-cases/new", data={"profile": SMALL})
    digest = _digest(client.get("/use-cases/small/edit").text)
    client.post("/v1/use-cases", data=small(title="Theirs"), content_type="application/json")
    answer = client.post("/use-cases/small/edit", data={"profile": SMALL, "expected": digest})
    assert answer.status_code == 412
    assert "Somebody else changed this profile" in answer.text


def test_an_edit_cannot_turn_one_use_case_into_another(client: FlaskClient) -> None:
    client.post("/use-cases/new", data={"profile": SMALL})
    digest = _digest(client.get("/use-cases/small/edit").text)
    other = {"profile": SMALL.replace("id: small", "id: other"), "expected": digest}
    answer = client.post("/use-cases/small/edit", data=other)
    assert answer.status_code == 422
    assert "/id" in answer.text


@pytest.mark.parametrize("name", EXAMPLE_NAMES)
def test_a_profile_shown_for_editing_says_the_same(workspace: Workspace, name: str) -> None:
    import json

    known = workspace.read_bytes(example(name), name)
    again = workspace.read_bytes(as_yaml(json.loads(known.document)).encode("utf-8"), "shown")
    assert again.document == known.document
