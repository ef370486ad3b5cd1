"""The contract fake holds both sides to the published contract, and stops by itself."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pytest
from botocore.exceptions import ClientError

from tests.support import aws_fake
from tests.support.aws_fake import ContractFake, running

FILTER = {"type": "HATE", "inputStrength": "HIGH", "outputStrength": "LOW"}


def create(fake: ContractFake, **more: object) -> str:
    request: dict[str, object] = {
        "name": "a",
        "blockedInputMessaging": "no",
        "blockedOutputsMessaging": "no",
        "contentPolicyConfig": {"filtersConfig": [FILTER]},
    }
    made: str = fake.client().create_guardrail(**{**request, **more})["guardrailId"]  # type: ignore[arg-type]
    return made


@pytest.mark.parametrize(
    "wrong",
    [
        {"contentPolicyConfig": {"filtersConfig": [{**FILTER, "inputStrength": "EXTREME"}]}},
        {"blockedInputMessaging": "x" * 501},
        {"name": "not a name!"},
        {"contentPolicyConfig": {"filtersConfig": [{**FILTER, "type": "PROMPT_ATTACK"}]}},
        {"contextualGroundingPolicyConfig": {"filtersConfig": [{"type": "GROUNDING", "threshold": 1.5}]}},
    ],
)
def test_it_refuses_what_the_sdk_lets_pass(fake: ContractFake, wrong: dict[str, object]) -> None:
    with pytest.raises(ClientError, match="ValidationException"):
        create(fake, **wrong)
    assert fake.store.guardrails == {}


def test_it_refuses_to_answer_outside_the_contract(fake: ContractFake) -> None:
    identifier = create(fake)
    fake.store.only()["draft"]["unheard-of"] = 1
    with pytest.raises(ClientError, match="FakeBrokeTheContract"):
        fake.client().get_guardrail(guardrailIdentifier=identifier)


def test_a_token_makes_a_repeated_call_harmless_and_a_different_one_a_conflict(fake: ContractFake) -> None:
    assert create(fake, clientRequestToken="one") == create(fake, clientRequestToken="one")
    with pytest.raises(ClientError, match="ConflictException"):
        create(fake, clientRequestToken="one", name="b")


def test_a_published_version_does_not_change_with_the_draft(fake: ContractFake) -> None:
    identifier = create(fake)
    client = fake.client()
    version = client.create_guardrail_version(guardrailIdentifier=identifier)["version"]
    fake.store.only()["draft"]["blockedInputMessaging"] = "changed"
    published = client.get_guardrail(guardrailIdentifier=identifier, guardrailVersion=version)
    assert published["blockedInputMessaging"] == "no"


def test_it_answers_no_more_after_very_many_requests(
    fake: ContractFake, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(aws_fake, "MOST_REQUESTS", 2)
    client = fake.client()
    client.list_guardrails()
    client.list_guardrails()
    with pytest.raises(ClientError, match="ThrottlingException"):
        client.list_guardrails()


def test_it_listens_on_the_loopback_address_and_stops_with_its_block() -> None:
    with running() as fake:
        address = urlsplit(fake.url)
        assert address.hostname == "127.0.0.1"
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", address.port or 0), timeout=2)
