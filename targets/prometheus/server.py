"""A running Prometheus: having its rules loaded again, and reading back what it has loaded.

The server must run with `--web.enable-lifecycle`. Rules that it refuses leave the earlier ones in force.
"""

from __future__ import annotations

import json
from typing import Any, Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, urlopen

import yaml

from engine.errors import Fault, InputError
from targets.errors import AccessRefused, NotReady, ProviderError, Throttled, Unreachable
from targets.prometheus.comparing import expression_state, named_rules, seconds
from targets.prometheus.documents import loaded as read

_SECONDS_TO_WAIT: Final = 20
_LARGEST_ANSWER: Final = 32 * 1024 * 1024
_REFUSALS: Final = {401: AccessRefused, 403: AccessRefused, 429: Throttled, 500: NotReady, 503: Unreachable}


class Server:
    """One Prometheus server by its address, e.g. `http://127.0.0.1:9090`."""

    def __init__(self, address: str) -> None:
        if urlsplit(address).scheme not in ("http", "https") or not urlsplit(address).hostname:
            raise InputError([Fault(message=f"{address!r} is no address.", expected="http(s)://host:port.")])
        self._address = address.rstrip("/")

    def reload(self) -> None:
        """Has the server read its rule files again; raises `NotReady` where it refuses one of them."""
        self._ask("/-/reload", "POST")

    def loaded(self, content: str) -> Any:
        """What the server has loaded under the names of the groups in `content`, as `loadable` states it."""
        wanted = _groups(content)
        try:
            groups = json.loads(self._ask("/api/v1/rules?type=alert", "GET"))["data"]["groups"]
            found = [rule for group in groups if group["name"] in wanted for rule in group["rules"]]
            return named_rules([_stated(each, each["query"], each["duration"]) for each in found])
        except (ValueError, TypeError, KeyError) as error:
            raise Unreachable("The answer is not one of Prometheus.") from error

    def loadable(self, content: str) -> Any:
        """What the server answers once it has loaded `content`."""
        groups = read(content)["groups"]
        return named_rules(
            [
                _stated({**rule, "name": rule["alert"]}, rule["expr"], seconds(rule.get("for", "0s")))
                for group in groups
                for rule in group["rules"]
            ]
        )

    def _ask(self, path: str, method: str) -> bytes:
        request = Request(f"{self._address}{path}", method=method)  # noqa: S310  # http(s) only, see __init__
        try:
            with urlopen(request, timeout=_SECONDS_TO_WAIT) as answer:  # noqa: S310
                body: bytes = answer.read(_LARGEST_ANSWER)
                return body
        except HTTPError as error:
            said = " ".join(error.read(2000).decode("utf-8", errors="replace").split())
            kind = _REFUSALS.get(error.code, ProviderError)
            raise kind(f"Prometheus answered {error.code}: {said} The rules it had stay in force.") from error
        except (URLError, OSError) as error:
            raise Unreachable(f"Prometheus does not answer: {error}.") from error


def _groups(content: str) -> set[str]:
    try:
        return {str(group["name"]) for group in read(content)["groups"]}
    except (yaml.YAMLError, TypeError, KeyError):
        return set()


def _stated(rule: dict[str, Any], expression: str, lasts: Any) -> dict[str, Any]:
    return {
        "name": rule["name"],
        **expression_state(expression),
        "seconds": lasts,
        "labels": rule.get("labels") or {},
        "annotations": rule.get("annotations") or {},
    }
