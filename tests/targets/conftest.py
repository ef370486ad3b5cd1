"""The places tests apply to: a contract fake of the provider, and a folder."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import boto3
import pytest
from moto import mock_aws
from mypy_boto3_cloudwatch import CloudWatchClient

from targets.bedrock import BedrockGuardrail
from targets.cedar import CedarPolicies
from targets.cloudwatch import CloudWatchAlarms
from targets.interface import Target
from tests.support.aws_fake import ContractFake, running
from tests.targets.receipts import KeptReceipts


@pytest.fixture
def fake() -> Iterator[ContractFake]:
    """A running contract fake without guardrails."""
    with running() as started:
        yield started


@pytest.fixture
def bedrock(fake: ContractFake) -> BedrockGuardrail:
    """The guardrail target, connected to the contract fake; it never sleeps."""
    return BedrockGuardrail(fake.client, sleep=lambda seconds: None)


@pytest.fixture
def cedar(tmp_path: Path) -> CedarPolicies:
    """The policy target, connected to an empty folder."""
    return CedarPolicies(tmp_path / "cedar")


@pytest.fixture
def both(bedrock: BedrockGuardrail, cedar: CedarPolicies) -> tuple[Target, ...]:
    """Every target there is."""
    return bedrock, cedar


@pytest.fixture
def receipts() -> KeptReceipts:
    """Where receipts go."""
    return KeptReceipts()


@pytest.fixture
def client(monkeypatch: pytest.MonkeyPatch) -> Iterator[CloudWatchClient]:
    """An unmodified client whose calls moto answers in this process."""
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "dummy")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "dummy")
    with mock_aws():
        yield boto3.client("cloudwatch", region_name="eu-central-1")


@pytest.fixture
def alarms(client: CloudWatchClient) -> CloudWatchAlarms:
    return CloudWatchAlarms(lambda: client)
