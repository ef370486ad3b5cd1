"""What the pages say, read without a browser: content, forms, faults, and that input stays text."""

from __future__ import annotations

import io
import re

import pytest
from flask.testing import FlaskClient

from engine.record import determination_id
from engine.terms import OBLIGATION
from evidence import EntryKind
from service.web.editing import EXAMPLE, as_yaml
from service.workspace import Workspace
from tests.service.samples import CV, EXAMPLE_NAMES, SMALL, example, small

EVIL = "<img src=x onerror=alert(1)>"
PAGE = f"/use-cases/{CV}"
BROWSER = {"Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8"}


def words(html: str) -> str:
    """The text of a page, with one space between words."""
    text = re.sub(r"<[^>]+>", " ", html)
    for code, character in (("&#34;", '"'), ("&#39;", "'"), ("&amp;", "&"), ("\xa0", " "), ("\u2060", "")):
        text = text.replace(code, character)
    return re.sub(r"\s+", " ", text)


def test_an_empty_service_says_what_to_do(client: FlaskClient) -> None:
    page = client.get("/")
    assert page.status_code == 200
    assert "Start with one profile" in page.text
    assert 'href="/use-cases/new"' in page.text


def test_the_list_links_every_use_case_with_its_tier(client: FlaskClient) -> None:
    for name in EXAMPLE_NAMES:
        client.post("/v1/use-cases", data=example(name), content_type="application/yaml")
    page = client.get("/").text
    assert all(f'href="/use-cases/{name}"' in page for name in EXAMPLE_NAMES)
    assert "High-risk" in page
    assert "Start with one profile" not in page


def test_the_page_states_every_finding_with_its_citations(
    recorded: FlaskClient, workspace: Workspace
) -> None:
    text = words(recorded.get(PAGE).text)
    answer = workspace.answer(workspace.read_bytes(example(CV), CV))
    owed = [f for f in answer.determination.findings if f.family == OBLIGATION]
    assert owed
    for finding in owed:
        assert workspace.knowledge_base.concepts[finding.conclusion].label in text
    for requirement in answer.posture.requirements:
        assert requirement.label in text
        for citation in requirement.because[0].citations:
            assert citation in text
    for permission in answer.posture.permissions:
        assert permission.tool in text


def test_dates_are_written_for_people(recorded: FlaskClient) -> None:
    text = words(recorded.get(PAGE).text)
    assert "binds from 2 December 2027 , in 375 days" in text
    assert not re.search(r"(binds|binding|bound)[a-z ]* [0-9]{4}-", text)


@pytest.mark.parametrize(
    "said",
    [
        "Not covered (",
        "Checked until",
        "durable-rules",
        "checked against the definition",
        "It is not legal advice",
        "mapping proposed, not reviewed",
        "To be named",
        "Rendered here, applied nowhere",
        "exercised against the real engine",
        "exercised against a contract fake",
        "engineering judgement",
    ],
)
def test_the_page_is_honest_about(recorded: FlaskClient, said: str) -> None:
    assert said in words(recorded.get(PAGE).text)


def test_every_why_on_the_page_leads_to_an_explanation(recorded: FlaskClient) -> None:
    page = recorded.get(PAGE).text
    links = set(re.findall(rf'href="({PAGE}/why\?of=[^"]+)"', page))
    assert len(links) > 20
    for link in sorted(links):
        answer = recorded.get(link.replace("&amp;", "&"))
        assert answer.status_code == 200, link
        assert "Derivation" in answer.text


def test_the_explanation_shows_each_sentence_once_with_its_citation(recorded: FlaskClient) -> None:
    page = recorded.get(f"{PAGE}/why?of=human-review").text
    steps = page.count('class="step"')
    assert steps > 10
    assert page.count('<span class="cite">') == steps
    for number in re.findall(r'href="#(n[0-9]+)"', page):
        assert page.count(f'id="{number}"') == 1


def test_what_is_not_known_is_asked_and_shown(client: FlaskClient) -> None:
    client.post("/v1/use-cases", data=small(), content_type="application/json")
    text = words(client.get("/use-cases/small").text)
    assert "Not determined" in text
    assert "An open question could still raise the tier." in text
    assert "Question 1" in text and "In the profile at /" in text
    assert "may be planned, but not applied" in text


def test_another_day_is_shown_with_a_band_and_carried_along(recorded: FlaskClient) -> None:
    page = recorded.get(f"{PAGE}?as_of=2027-12-02").text
    assert "This page looks at" in page
    assert "binding since 2 December 2027" in words(page)
    assert f'href="{PAGE}/why?of=ctl:human-review&amp;as_of=2027-12-02"' in page.replace("%3A", ":")
    assert "This page looks at" not in recorded.get(PAGE).text


def test_a_page_on_the_law_as_known_earlier_shows_the_earlier_date(recorded: FlaskClient) -> None:
    text = words(recorded.get(f"{PAGE}?as_of=2026-05-01&known_at=2026-05-01").text)
    assert "2 August 2026" in text
    assert "2 December 2027" not in text


@pytest.mark.parametrize("query", ["?as_of=2026-02-30", "?known_at=x", f"?as_of={EVIL}"])
@pytest.mark.parametrize("page", ["/", PAGE, f"{PAGE}/why"])
def test_a_bad_day_is_a_page_that_says_so(recorded: FlaskClient, page: str, query: str) -> None:
    answer = recorded.get(page + query, headers=BROWSER)
    assert (answer.status_code, answer.mimetype) == (422, "text/html")
    assert "a real calendar day" in answer.text
    assert EVIL not in answer.text


@pytest.mark.parametrize(
    "address", ["/nothing", "/use-cases/nobody", f"{PAGE}/why?of=nothing", "/ledger/entries/99"]
)
def test_what_is_not_there_is_a_page_for_people_and_a_problem_for_programs(
    recorded: FlaskClient, address: str
) -> None:
    person = recorded.get(address, headers=BROWSER)
    assert (person.status_code, person.mimetype) == (404, "text/html")
    assert "What to do" in person.text
    program = recorded.get(address)
    assert (program.status_code, program.mimetype) == (404, "application/problem+json")


def test_an_unknown_name_is_answered_with_the_nearest(recorded: FlaskClient) -> None:
    assert "human-review" in recorded.get(f"{PAGE}/why?of=human-revew", headers=BROWSER).text


def test_recording_the_page_records_what_it_shows(recorded: FlaskClient, workspace: Workspace) -> None:
    assert "Not recorded" in recorded.get(f"{PAGE}?as_of=2027-12-02").text
    form = {"as_of": "2027-12-02", "actor": "analyst"}
    answer = recorded.post(f"{PAGE}/determinations", data=form)
    assert answer.status_code == 303
    assert answer.headers["Location"] == f"{PAGE}?as_of=2027-12-02#record"
    (entry,) = workspace.ledger.entries(kind=EntryKind.DETERMINATION)
    shown = workspace.answer(workspace.read_bytes(example(CV), CV), "2027-12-02").determination
    assert entry.entry.payload["determination"]["id"] == determination_id(shown)
    page = words(recorded.get(answer.headers["Location"].split("#")[0]).text)
    assert f"entry {entry.seq} by analyst (self-declared)" in page
    assert "Self-verified only" in page
    assert "Not recorded" in recorded.get(PAGE).text


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


def test_titles_that_look_like_markup_stay_text_on_every_page(client: FlaskClient) -> None:
    client.post("/v1/use-cases", data=small(title=EVIL), content_type="application/json")
    client.post("/v1/use-cases/small/determinations", headers={"Duecare-Actor": EVIL})
    pages = ("/", "/use-cases/small", "/use-cases/small/edit", "/use-cases/small/why", "/ledger")
    for page in (*pages, "/ledger/entries/0", "/ledger/entries/1"):
        answer = client.get(page)
        assert answer.status_code == 200
        assert "<img" not in answer.text
        assert "&lt;img" in answer.text or page == "/ledger/entries/0"


def test_the_ledger_page_counts_checks_and_signs(recorded: FlaskClient) -> None:
    assert "None is signed yet" in recorded.get("/ledger").text
    assert recorded.post("/ledger/checkpoint").status_code == 303
    page = words(recorded.get("/ledger?check=yes").text)
    assert "1 entry." in page
    assert "Every entry fits" in page
    assert "Self-verified only" in page
    assert "duecare.local/ledger" in page


def test_an_empty_ledger_has_a_page_and_nothing_to_sign(client: FlaskClient) -> None:
    page = client.get("/ledger").text
    assert "Nothing is recorded yet" in page
    assert "Sign a checkpoint" not in page
    assert client.post("/ledger/checkpoint", headers=BROWSER).status_code == 409
