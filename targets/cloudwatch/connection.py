"""The client of a live account, for those who ask for one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import boto3

from targets.amazon import PATIENT, told

if TYPE_CHECKING:
    from mypy_boto3_cloudwatch import CloudWatchClient


def live_client(region: str | None = None) -> CloudWatchClient:
    """A client with the credentials of the ordinary chain; the provider is not asked anything yet."""
    with told("Amazon CloudWatch", "connect"):
        return boto3.client("cloudwatch", region_name=region, config=PATIENT)
