"""What can go wrong with a request, as RFC 9457 problems: one table of kinds, one exception."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from engine.errors import Fault

MEDIA_TYPE: Final = "application/problem+json"
DOCUMENTED_AT: Final = "/help/problems"


@dataclass(frozen=True, slots=True, kw_only=True)
class Kind:
    """A kind of problem: its HTTP status, its title, and what the caller can do."""

    status: int
    title: str
    remedy: str


KINDS: Final[Mapping[str, Kind]] = {
    "malformed-request": Kind(
        status=400,
        title="The request cannot be read",
        remedy="Send UTF-8 JSON with each key once, nested at most 100 deep, and only finite numbers.",
    ),
    "untrusted-host": Kind(
        status=400,
        title="The request names a host this service does not answer for",
        remedy="Use the address the service announced when it started.",
    ),
    "foreign-origin": Kind(
        status=403,
        title="The request came from another site",
        remedy="Start it from this service's own pages, or from a client that sends no Origin.",
    ),
    "not-found": Kind(
        status=404,
        title="Nothing is at this address",
        remedy="The pages start at `/`, the API is described at `/openapi.json`.",
    ),
    "unknown-use-case": Kind(
        status=404,
        title="No such use case is recorded",
        remedy="`GET /v1/use-cases` lists them; `POST /v1/use-cases` records one.",
    ),
    "unknown-subject": Kind(
        status=404,
        title="Nothing of that name holds for this use case",
        remedy="Ask for a tier, obligation, control, setting or tool of the answer.",
    ),
    "unknown-entry": Kind(
        status=404,
        title="The ledger has no such entry",
        remedy="Entries are counted from 0; `GET /v1/ledger/entries` lists them.",
    ),
    "method-not-allowed": Kind(
        status=405,
        title="This address does not take that method",
        remedy="The header `Allow` names the methods it takes.",
    ),
    "outdated-profile": Kind(
        status=409,
        title="The recorded profile no longer fits the knowledge base",
        remedy="Mend what `errors` names and record the profile again.",
    ),
    "nothing-to-sign": Kind(
        status=409, title="The ledger is empty", remedy="Record something, then ask for a checkpoint."
    ),
    "revision-conflict": Kind(
        status=412,
        title="Somebody else changed the profile",
        remedy="Read the current revision, make your change to it, and send its ETag.",
    ),
    "too-large": Kind(
        status=413,
        title="The request is too large",
        remedy="Send at most 1 MiB: one use case in one request.",
    ),
    "unsupported-media-type": Kind(
        status=415,
        title="The body is of a type this address does not take",
        remedy="Send `application/json`; profiles may also be `application/yaml`.",
    ),
    "invalid-profile": Kind(
        status=422,
        title="The profile cannot be used",
        remedy="Mend everything that `errors` names; nothing was recorded.",
    ),
    "invalid-parameters": Kind(
        status=422,
        title="A parameter cannot be used",
        remedy="Mend everything that `errors` names; `/openapi.json` describes each parameter.",
    ),
    "unusable-signals": Kind(
        status=422,
        title="Nothing that was sent is a signal",
        remedy="Mend what `errors` names or send another format; what was sent is kept by its digest only.",
    ),
    "internal-error": Kind(
        status=500,
        title="The service failed",
        remedy="Its log says why. Nothing was acknowledged that is not recorded.",
    ),
    "executors-disagree": Kind(
        status=500,
        title="Executor and definition differ, so nothing is determined",
        remedy="Report it with the profile: no answer is better than a wrong one.",
    ),
    "ledger-unavailable": Kind(
        status=503,
        title="The ledger cannot be used, so nothing is written",
        remedy="Try again; if it stays so, see to the ledger's file.",
    ),
    "ledger-damaged": Kind(
        status=503,
        title="The ledger contradicts itself",
        remedy="Keep the file, run `duecare verify`, and go on with a copy it finds valid.",
    ),
    "refused": Kind(status=400, title="The request was refused", remedy="`detail` says why."),
}
"""Every kind, by the last part of its type."""


class Problem(Exception):
    """Ends a request with a problem of a kind in `KINDS`; `detail` is a sentence about this occurrence."""

    def __init__(
        self,
        kind: str,
        detail: str = "",
        *,
        errors: Iterable[Mapping[str, Any]] = (),
        headers: Mapping[str, str] | None = None,
        status: int | None = None,
    ) -> None:
        self.name = kind
        self.kind = KINDS[kind]
        self.detail = detail
        self.errors = tuple(errors)
        self.headers = dict(headers or {})
        self.status = status or self.kind.status
        super().__init__(detail)

    def body(self) -> dict[str, Any]:
        """The members of the problem, as JSON values."""
        found: dict[str, Any] = {
            "type": f"{DOCUMENTED_AT}#{self.name}",
            "title": self.kind.title,
            "status": self.status,
            "detail": self.detail or self.kind.remedy,
            "next": self.kind.remedy,
        }
        if self.errors:
            found["errors"] = [dict(error) for error in self.errors]
        return found


def faults_as_errors(faults: Iterable[Fault], *, lines: bool = True) -> list[dict[str, Any]]:
    """Each fault with its JSON Pointer, what is wrong and what was expected; with `lines`, its line too."""
    found = []
    for fault in faults:
        error: dict[str, Any] = {"pointer": fault.path, "detail": fault.message}
        if fault.expected:
            error["expected"] = fault.expected
        if lines and fault.line is not None:
            error["line"] = fault.line
        found.append(error)
    return found
