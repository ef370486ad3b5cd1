"""The registry's client as this target uses it, and its errors as ours."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

from targets.errors import (
    AccessRefused,
    Conflict,
    NotConnected,
    ProviderError,
    TargetError,
    Throttled,
    Unreachable,
)

MISSING = "RESOURCE_DOES_NOT_EXIST"
_KINDS = {
    "PERMISSION_DENIED": AccessRefused,
    "UNAUTHENTICATED": AccessRefused,
    "REQUEST_LIMIT_EXCEEDED": Throttled,
    "RESOURCE_ALREADY_EXISTS": Conflict,
    "RESOURCE_CONFLICT": Conflict,
    "TEMPORARILY_UNAVAILABLE": Unreachable,
    "INTERNAL_ERROR": Unreachable,
}


class Registry(Protocol):
    """What is asked of `mlflow.MlflowClient`."""

    def get_registered_model(self, name: str) -> Any:
        """The model with its tags and aliases."""
        ...

    def create_registered_model(self, name: str, tags: Mapping[str, str]) -> Any:
        """Creates a model without versions."""
        ...

    def set_registered_model_tag(self, name: str, key: str, value: str) -> Any:
        """Sets one tag."""
        ...

    def get_model_version(self, name: str, version: str) -> Any:
        """One version with its tags."""
        ...

    def set_registered_model_alias(self, name: str, alias: str, version: str) -> Any:
        """Moves an alias."""
        ...


def client_of(address: str) -> Callable[[], Registry]:
    """Makes the unmodified client of the registry at `address` when it is first needed."""

    def connect() -> Registry:
        try:
            from mlflow import MlflowClient  # an extra, and slow to import
        except ImportError as error:
            raise NotConnected("The client of MLflow is missing. Next: install duecare[mlflow].") from error
        client: Registry = MlflowClient(tracking_uri=address, registry_uri=address)
        return client

    return connect


def code_of(error: Exception) -> str:
    """The registry's own code of an error; empty where it has none."""
    return str(getattr(error, "error_code", ""))


@contextmanager
def telling(doing: str) -> Iterator[None]:
    """Raises what the client raises as one of our errors, so that no error passes for an answer."""
    try:
        yield
    except TargetError:
        raise
    except Exception as error:
        code = code_of(error)
        if code == MISSING:
            raise Missing(f"Could not {doing}: there is no such thing.") from error
        kind = _KINDS.get(code, ProviderError if code else Unreachable)
        raise kind(f"Could not {doing}: {' '.join(str(error).split())[:500]}") from error


class Missing(ProviderError):
    """The registry has no such model or version."""
