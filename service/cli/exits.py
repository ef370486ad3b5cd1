"""What the command's exit code says."""

from __future__ import annotations

from enum import IntEnum


class ExitCode(IntEnum):
    """The exit codes of every `duecare` command; the README holds the same table."""

    OK = 0
    """Done; nothing is amiss."""
    FINDINGS = 1
    """Done, and somebody must look: drift, changes to make, a damaged ledger, gaps under `--strict`."""
    WRONG_USE = 2
    """The input or the call is wrong; every fault was printed, and nothing was written."""
    REFUSED = 3
    """The act was refused: incomplete, not approved, something moved, or the engines disagree."""
    UNAVAILABLE = 4
    """Something outside failed: the provider, the database or the file system."""
