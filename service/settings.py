"""Where things are: the one place that reads the environment.

| variable | meaning | default |
|---|---|---|
| `DUECARE_HOME` | the folder of ledger, key and emitted files | `.duecare` in the current folder |
| `DUECARE_KB` | the knowledge base | the one shipped with the package |
| `DUECARE_OVERLAY` | the organisation's own statements, over the knowledge base | none |
| `DUECARE_REQUIRE_REVIEWED` | `1`: mappings that nobody has reviewed lead to no control | off |
| `DUECARE_REQUIRE_AUTHENTICATED` | `1`: no plan is applied whose approval is only self-declared | off |
| `DUECARE_CACHE` | where compiled knowledge bases are kept | the user's cache folder |
| `DUECARE_PROMETHEUS` | the Prometheus server to ask under `--live` | none: its files alone |
| `DUECARE_MLFLOW` | the MLflow registry to ask under `--live` | none |
| `DUECARE_DATABASE_URL` | the ledger's database: `postgresql://USER@HOST/DATABASE` | a file in the home |
| `DUECARE_ORIGIN` | the ledger's name | `duecare.local/ledger` |
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from engine.errors import Fault, InputError

SHIPPED_KB: Final = Path(__file__).resolve().parent.parent / "kb"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """The folders and names a process works with."""

    home: Path
    knowledge_base: Path
    overlay: Path | None = None
    require_reviewed: bool = False
    require_authenticated: bool = False
    cache: Path
    origin: str
    prometheus: str = ""
    """The address of the server that loads the rule files; empty for none."""
    mlflow: str = ""
    """The address of the registry of models; empty for none."""
    database_url: str = ""
    """The database of the ledger, which may hold a password; empty: the file in the home."""

    @property
    def ledger_url(self) -> str:
        """The database of the ledger."""
        return self.database_url or f"sqlite:///{self.ledger_file}"

    @property
    def ledger_name(self) -> str:
        """Where the ledger is, in words that give no password away."""
        return (
            "in the database that DUECARE_DATABASE_URL names"
            if self.database_url
            else f"at {self.ledger_file}"
        )

    @property
    def ledger_file(self) -> Path:
        """The file of the ledger; it need not exist yet."""
        return self.home / "ledger.sqlite"

    @property
    def key_file(self) -> Path:
        """The file of the signing key, made on first use."""
        return self.home / "ledger.key"


def settings_from(
    environment: Mapping[str, str] | None = None, *, home: Path | None = None, overlay: Path | None = None
) -> Settings:
    """The settings that `environment`, the process's own by default, gives; the rest overrides it."""
    found = os.environ if environment is None else environment
    user_cache = Path(found.get("XDG_CACHE_HOME") or Path(found.get("HOME") or Path.cwd()) / ".cache")
    return Settings(
        home=home or Path(found.get("DUECARE_HOME") or Path.cwd() / ".duecare"),
        knowledge_base=Path(found.get("DUECARE_KB") or SHIPPED_KB),
        overlay=overlay or (Path(found["DUECARE_OVERLAY"]) if found.get("DUECARE_OVERLAY") else None),
        require_reviewed=_switch(found, "DUECARE_REQUIRE_REVIEWED"),
        require_authenticated=_switch(found, "DUECARE_REQUIRE_AUTHENTICATED"),
        cache=Path(found.get("DUECARE_CACHE") or user_cache / "duecare"),
        mlflow=found.get("DUECARE_MLFLOW") or "",
        prometheus=found.get("DUECARE_PROMETHEUS") or "",
        origin=found.get("DUECARE_ORIGIN") or "duecare.local/ledger",
        database_url=found.get("DUECARE_DATABASE_URL") or "",
    )


def _switch(found: Mapping[str, str], name: str) -> bool:
    """On for `1`, off for `0` or where it is not set; anything else is a fault and not a guess."""
    value = found.get(name) or "0"
    if value not in ("0", "1"):
        raise InputError([Fault(message=f"{name} says {value!r}.", expected="1 or 0.")])
    return value == "1"
