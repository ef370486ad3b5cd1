"""The web application: one factory that wires API, pages, headers and failures around a workspace."""

from __future__ import annotations

from collections.abc import Sequence
from importlib.metadata import version
from typing import Any, cast

from apiflask import APIFlask

from service import api, failures, headers, web
from service.api.bodies import MAX_BYTES
from service.api.description import DESCRIPTION, finished
from service.register import Register
from service.state import EXTENSION, State
from service.workspace import Workspace


def create_app(workspace: Workspace, *, trusted_hosts: Sequence[str] | None = None) -> APIFlask:
    """
    The application on `workspace`: a WSGI callable for any number of threads.

    The knowledge base, the executor and the ledger are opened here, so that what is wrong with them is
    raised now and not at the first request. With `trusted_hosts`, requests for any other host name are
    refused.
    """
    app = APIFlask(
        "service.web",
        title="duecare",
        version=version("duecare"),
        docs_path=None,
        json_errors=False,
    )
    app.json.sort_keys = False  # type: ignore[attr-defined]
    app.config.update(
        MAX_CONTENT_LENGTH=MAX_BYTES,
        MAX_FORM_MEMORY_SIZE=MAX_BYTES,
        TRUSTED_HOSTS=list(trusted_hosts) if trusted_hosts else None,
        OPENAPI_VERSION="3.1.0",
        DESCRIPTION=DESCRIPTION,
        AUTO_SERVERS=False,
    )
    app.description = DESCRIPTION
    workspace.ledger.head()  # opens it before threads could race to do so
    app.extensions[EXTENSION] = State(workspace=workspace, register=Register(workspace))
    headers.install(app, workspace)
    failures.install(app)
    api.register(app)
    web.register(app)
    app.spec_processor(cast(Any, finished))
    return app
