"""Whatever the provider or the network does becomes one error that says what was and was not written."""

from __future__ import annotations

import inspect
import json
from typing import Any

import boto3
import botocore.exceptions
import pytest
from botocore.config import Config
from mypy_boto3_bedrock import BedrockClient

from engine.errors import DuecareError
from targets.bedrock import BedrockGuardrail
from targets.bedrock.connection import live_client
from targets.bedrock.provider import Guardrails, telling
from targets.errors import AccessRefused, Conflict, NotReady, ProviderError, Throttled, Unreachable
from targets.interface import Change, ChangeKind, Document, Observed
from targets.plan import compare
from targets.steps import Steps
from targets.strict import service_model
from tests.support.aws_fake import ContractFake
from tests.support.guardrail_store import Refused
from tests.targets.postures import CONTENT, EXAMPLE, posture

ERRORS = [
    ("AccessDeniedException", 403, AccessRefused),
    ("ThrottlingException", 429, Throttled),
    ("ServiceQuotaExceededException", 400, Throttled),
    ("ConflictException", 400, Conflict),
    ("ResourceNotFoundException", 404, Conflict),
    ("InternalServerException", 500, Unreachable),
    ("ValidationException", 400, ProviderError),
    ("SomethingNew", 400, ProviderError),
]


def document() -> Document:
    (made,) = BedrockGuardrail().render(EXAMPLE).documents
    return made


def create() -> Change:
    made = document()
    return Change(kind=ChangeKind.CREATE, document=made, observed=Observed(exists=False), differences=())


@pytest.mark.parametrize(("code", "status", "kind"), ERRORS)
def test_an_error_while_looking_is_one_message_and_nothing_was_written(
    bedrock: BedrockGuardrail, fake: ContractFake, code: str, status: int, kind: type[ProviderError]
) -> None:
    fake.trouble["ListGuardrails"] = Refused(code, "because", status)
    with pytest.raises(
        kind, match=f"refused to list guardrails: {code}.*because.*Nothing was written"
    ) as caught:
        bedrock.observe(document())
    assert type(caught.value) is kind


@pytest.mark.parametrize(("code", "status", "kind"), ERRORS)
def test_an_error_while_writing_names_the_steps_done_and_not_done(
    bedrock: BedrockGuardrail, fake: ContractFake, code: str, status: int, kind: type[ProviderError]
) -> None:
    fake.trouble["CreateGuardrailVersion"] = Refused(code, "because", status)
    with pytest.raises(kind) as caught:
        bedrock.apply(create(), "token")
    assert caught.value.written == ("guardrail",)
    assert caught.value.not_written == ("published version",)
    assert "Written: guardrail" in str(caught.value)


def test_an_update_that_fails_at_the_tags_says_so(bedrock: BedrockGuardrail, fake: ContractFake) -> None:
    bedrock.apply(create(), "token")
    (changed,) = bedrock.render(posture((CONTENT,))).documents
    change = compare(bedrock, changed)
    fake.trouble["TagResource"] = Refused("AccessDeniedException", "no tagging", 403)
    with pytest.raises(AccessRefused, match=r"Written: draft\. Not written: tags, published version"):
        bedrock.apply(change, "another")


def test_a_connection_that_breaks_while_writing_leaves_it_open_what_was_written(
    bedrock: BedrockGuardrail, fake: ContractFake
) -> None:
    fake.silent.add("CreateGuardrail")
    with pytest.raises(Unreachable, match="Unknown whether written: guardrail") as caught:
        bedrock.apply(create(), "token")
    assert "Not written: published version" in str(caught.value)


@pytest.mark.parametrize("operation", ["ListGuardrails", "CreateGuardrail", "GetGuardrail"])
def test_an_answer_that_cannot_be_read_is_an_error_of_ours(
    bedrock: BedrockGuardrail, fake: ContractFake, operation: str
) -> None:
    fake.garbage.add(operation)
    with pytest.raises(ProviderError):
        bedrock.observe(document())
        bedrock.apply(create(), "token")


def test_nobody_listening_is_unreachable(fake: ContractFake) -> None:
    client = fake.client()
    fake.stop()
    with pytest.raises(Unreachable, match="no usable answer"):
        BedrockGuardrail(lambda: client).observe(document())


def test_missing_credentials_are_told_as_such(fake: ContractFake, monkeypatch: pytest.MonkeyPatch) -> None:
    def client() -> BedrockClient:
        session = boto3.session.Session(region_name="eu-central-1")
        return session.client("bedrock", endpoint_url=fake.url, config=Config(proxies={}))

    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    monkeypatch.setenv("AWS_SHARED_CREDENTIALS_FILE", "absent")
    monkeypatch.setenv("AWS_CONFIG_FILE", "absent")
    with pytest.raises(AccessRefused, match="credentials"):
        BedrockGuardrail(client).observe(document())


def test_no_error_of_the_sdk_leaks() -> None:
    errors = [
        each
        for _, each in inspect.getmembers(botocore.exceptions, inspect.isclass)
        if issubclass(each, botocore.exceptions.BotoCoreError)
    ]
    assert len(errors) > 50
    for each in errors:
        error = each.__new__(each)
        Exception.__init__(error, "told")
        with pytest.raises(DuecareError), telling("do something"):
            raise error


def test_every_error_the_service_model_lists_is_told_as_a_kind_of_ours() -> None:
    model = service_model("bedrock")
    for operation in (
        "CreateGuardrail",
        "UpdateGuardrail",
        "CreateGuardrailVersion",
        "GetGuardrail",
        "TagResource",
    ):
        for shape in model.operation_model(operation).error_shapes:
            raised = botocore.exceptions.ClientError(
                {"Error": {"Code": shape.name, "Message": "m"}}, operation
            )
            with pytest.raises(ProviderError) as caught, telling("do something"):
                raise raised
            if shape.name != "ValidationException":
                assert type(caught.value) is not ProviderError


def test_it_waits_until_the_guardrail_is_ready_before_publishing(fake: ContractFake) -> None:
    slept: list[float] = []
    fake.store.statuses = ["CREATING", "CREATING", "READY", "VERSIONING"]
    BedrockGuardrail(fake.client, sleep=slept.append).apply(create(), "token")
    assert len(slept) == 3
    assert all(0 < each <= 5 for each in slept)


def test_it_does_not_wait_for_ever(fake: ContractFake) -> None:
    slept: list[float] = []
    identifier = Guardrails(fake.client(), sleep=slept.append).create(_request(), "token")
    fake.store.statuses = ["UPDATING"] * 1000
    with pytest.raises(NotReady, match="still UPDATING after 5 looks"):
        Guardrails(fake.client(), sleep=slept.append, polls=5).wait(identifier)
    assert len(slept) == 5


def test_a_guardrail_that_failed_is_not_published(bedrock: BedrockGuardrail, fake: ContractFake) -> None:
    fake.store.statuses = ["CREATING", "FAILED"]
    with pytest.raises(NotReady, match="failed: no reason given"):
        bedrock.apply(create(), "token")
    assert "CreateGuardrailVersion" not in fake.calls


def test_a_state_other_than_ready_is_a_difference(bedrock: BedrockGuardrail, fake: ContractFake) -> None:
    bedrock.apply(create(), "token")
    fake.store.statuses = ["FAILED"]
    change = compare(bedrock, document())
    assert [each.path for each in change.differences] == ["status"]


def test_a_guardrail_is_found_on_a_later_page(bedrock: BedrockGuardrail, fake: ContractFake) -> None:
    client = fake.client()
    for index in range(5):
        client.create_guardrail(**{**_request(), "name": f"other-{index}"})
    assert not bedrock.observe(document()).exists
    bedrock.apply(create(), "token")
    assert bedrock.observe(document()).exists


def test_the_newest_version_is_the_highest_number_and_not_the_last_listed(
    bedrock: BedrockGuardrail, fake: ContractFake
) -> None:
    bedrock.apply(create(), "token")
    (identifier,) = fake.store.guardrails
    for index in range(10):
        fake.client().create_guardrail_version(guardrailIdentifier=identifier, clientRequestToken=f"t{index}")
    guardrail = fake.store.only()
    guardrail["versions"] = dict(sorted(guardrail["versions"].items(), reverse=True))
    assert bedrock.observe(document()).version == "11"


def test_no_client_is_made_before_it_is_needed() -> None:
    def factory() -> BedrockClient:
        raise AssertionError("made too early")

    target = BedrockGuardrail(factory)
    assert target.validate(target.render(EXAMPLE).documents) == ()
    assert target.normalise(document())


def test_steps_without_trouble_say_nothing() -> None:
    steps = Steps("one", "two")
    with steps.next():
        pass
    with pytest.raises(ProviderError) as caught, steps.next():
        raise ProviderError("no.")
    assert (caught.value.written, caught.value.not_written) == (("one",), ("two",))


def _request() -> dict[str, Any]:
    request: dict[str, Any] = json.loads(document().content)
    return request


def test_a_version_that_is_slow_to_get_ready_is_told_as_written(fake: ContractFake) -> None:
    fake.store.statuses = ["READY", *["VERSIONING"] * 1000]
    with pytest.raises(NotReady, match=r"Written: guardrail, published version\.$"):
        BedrockGuardrail(fake.client, sleep=lambda seconds: None).apply(create(), "token")


def test_a_live_client_is_bounded_in_time_and_meant_for_the_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    client = live_client("eu-central-1")
    assert client.meta.config.connect_timeout <= 10  # type: ignore[attr-defined]
    assert client.meta.config.read_timeout <= 30  # type: ignore[attr-defined]
    assert client.meta.endpoint_url.startswith("https://bedrock.")


def test_a_live_client_without_a_region_is_told_as_such(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(boto3, "DEFAULT_SESSION", None)
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    for name in ("AWS_DEFAULT_REGION", "AWS_REGION", "AWS_PROFILE"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv("AWS_CONFIG_FILE", "absent")
    with pytest.raises(ProviderError, match="region"):
        live_client()
