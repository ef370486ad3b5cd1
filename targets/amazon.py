"""What two targets at the same provider share: its errors told in our words, and how patient a client is."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Final

from botocore.config import Config
from botocore.exceptions import (
    BotoCoreError,
    ClientError,
    HTTPClientError,
    NoCredentialsError,
    PartialCredentialsError,
)
from botocore.exceptions import ConnectionError as NoConnection
from botocore.parsers import ResponseParserError

from targets.errors import AccessRefused, Conflict, ProviderError, Throttled, Unreachable

MANAGER: Final = "duecare"
"""The value of the tag that marks a resource as ours: only such resources are ever changed."""
PATIENT: Final = Config(
    connect_timeout=5, read_timeout=20, retries={"mode": "standard", "total_max_attempts": 4}
)
"""How long a client of a live account waits, and how often it tries."""

_KINDS: dict[str, type[ProviderError]] = {
    "AccessDeniedException": AccessRefused,
    "AccessDenied": AccessRefused,
    "UnrecognizedClientException": AccessRefused,
    "InvalidClientTokenId": AccessRefused,
    "InvalidSignatureException": AccessRefused,
    "SignatureDoesNotMatch": AccessRefused,
    "ExpiredTokenException": AccessRefused,
    "ExpiredToken": AccessRefused,
    "ThrottlingException": Throttled,
    "Throttling": Throttled,
    "ServiceQuotaExceededException": Throttled,
    "LimitExceeded": Throttled,
    "LimitExceededFault": Throttled,
    "TooManyTagsException": Throttled,
    "ConflictException": Conflict,
    "ConcurrentModificationException": Conflict,
    "ResourceInUseException": Conflict,
    "ResourceNotFoundException": Conflict,
    "ResourceNotFound": Conflict,
    "InternalServerException": Unreachable,
    "InternalServiceFault": Unreachable,
    "InternalServiceError": Unreachable,
}


@contextmanager
def told(provider: str, doing: str) -> Iterator[None]:
    """Turns whatever the SDK raises while `doing` something into one `ProviderError`."""
    try:
        yield
    except ClientError as error:
        details = error.response.get("Error", {})
        code = details.get("Code", "an unnamed error")
        message = f"{provider} refused to {doing}: {code}: {details.get('Message', '')}".rstrip(":. ")
        raise _KINDS.get(code, ProviderError)(f"{message}.") from error
    except (NoCredentialsError, PartialCredentialsError) as error:
        raise AccessRefused(f"{provider} could not be asked to {doing}: {error}.") from error
    except KeyError as error:  # the SDK takes an answer that is no JSON for an empty one
        message = f"{provider} gave an answer without {error} when asked to {doing}."
        raise Unreachable(message) from error
    except (HTTPClientError, NoConnection, ResponseParserError) as error:
        message = f"{provider} gave no usable answer when asked to {doing}: {error}."
        raise Unreachable(message) from error
    except BotoCoreError as error:
        raise ProviderError(f"{provider} could not be asked to {doing}: {error}.") from error
