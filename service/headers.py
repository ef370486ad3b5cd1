"""What every answer carries, and what no request may do: headers, trusted hosts and foreign origins."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from flask import Flask, Request, Response, request

from service.problems import Problem
from service.workspace import Workspace

CONTENT_SECURITY_POLICY: Final = "; ".join(
    (
        "default-src 'none'",
        "style-src 'self'",
        "img-src 'self'",
        "font-src 'self'",
        "form-action 'self'",
        "frame-ancestors 'none'",
        "base-uri 'none'",
    )
)
"""No script at all: every page works without one."""

FIXED: Final = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
}
_READING: Final = ("GET", "HEAD", "OPTIONS")


def install(app: Flask, workspace: Workspace) -> None:
    """Sets the headers on every answer of `app`, and refuses writes that another site's page started."""
    told = {
        "Duecare-Executor": workspace.executor.name,
        "Duecare-Knowledge-Base": f"{workspace.knowledge_base.version}; checked until"
        f" {workspace.knowledge_base.checked_until}",
        "Duecare-Notice": "Not legal advice.",
    }

    @app.before_request
    def refuse_foreign_writes() -> None:
        if request.method not in _READING and is_foreign(request):
            raise Problem("foreign-origin", "The request was started by a page of another site.")

    @app.after_request
    def tell(response: Response) -> Response:
        own = response.headers.get("Content-Security-Policy", CONTENT_SECURITY_POLICY)
        policy = own if "frame-ancestors" in own else f"{own}; frame-ancestors 'none'"
        response.headers.update({**FIXED, **told, "Content-Security-Policy": policy})
        if request.endpoint != "static":
            response.headers["Cache-Control"] = "no-store"
        return response


def is_foreign(asked: Request) -> bool:
    """Whether a browser says that another site's page started the request. Other clients say nothing."""
    if asked.headers.get("Sec-Fetch-Site", "none") not in ("none", "same-origin"):
        return True
    origin = asked.headers.get("Origin")
    return origin is not None and urlsplit(origin).netloc != asked.host
