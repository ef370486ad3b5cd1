"""The client of a live account, for those who ask for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import boto3

from targets.amazon import PATIENT
from targets.bedrock.provider import telling

if TYPE_CHECKING:
    from mypy_boto3_bedrock import BedrockClient


def live_client(region: str | None = None) -> BedrockClient:
    """A client with the credentials of the ordinary chain; the provider is not asked anything yet.

    The chain may ask the machine's own metadata service. Without `region` the chain's own is used; where
    there is none, a `ProviderError` is raised.
    """
    with telling("connect"):
        return boto3.client("bedrock", region_name=region, config=PATIENT)
