"""Managed settings of Claude Code and the Agent SDK, and fragments of requests of the Messages API.

Proof level of the settings: `make extras-claude` runs the real command line under them, against a local
stand-in for the API, without its managed-only locks, for which a file of the machine would have to be
written. Proof level of the fragments: schema only.
"""

from __future__ import annotations

from targets.claude.targets import ClaudeMessages, ClaudeSettings

__all__ = ["ClaudeMessages", "ClaudeSettings"]
