"""The group of commands that imports a command when it is used: most need few of the libraries."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from importlib import import_module

import click

MODULE_OF: Mapping[str, str] = {
    name: module
    for module, names in {
        "answers": ("determine", "posture", "why", "questions"),
        "explanations": ("why-not", "what-if", "flips"),
        "authoring": ("new", "schema", "kb"),
        "controls": ("controls",),
        "crosswalk": ("crosswalk",),
        "coverage": ("coverage",),
        "diff": ("diff",),
        "inventory": ("inventory",),
        "enforcement": ("render", "drift"),
        "planning": ("plan", "rollback", "approve", "apply"),
        "collect": ("collect", "signals"),
        "record": ("verify",),
        "ledger": ("ledger",),
        "replaying": ("replay",),
        "portfolio": ("who",),
        "operation": ("serve", "doctor"),
    }.items()
    for name in names
}
"""For each command, the module of `service.cli` whose `COMMANDS` hold it."""


class Commands(click.Group):
    """The commands of `MODULE_OF`."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Their names, in order."""
        return sorted(MODULE_OF)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, imported now; None where there is none."""
        module = MODULE_OF.get(cmd_name)
        if module is None:
            return None
        found: Sequence[click.Command] = import_module(f"service.cli.{module}").COMMANDS
        return next(command for command in found if command.name == cmd_name)
