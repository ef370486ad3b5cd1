"""A Rego engine to which a bundle is put as it would be in service."""

from __future__ import annotations

import json
from typing import Any


class NoAnswer(Exception):
    """The engine refuses the policy, or has no answer one could rely on."""


class Bundle:
    """A policy with its data, loaded into the engine."""

    def __init__(self, policy: str, data: str) -> None:
        """Raises `NoAnswer` where the engine cannot read them."""
        from regopy import Interpreter, RegoError  # a native library; rendering does without

        self._engine = Interpreter()
        self._error = RegoError
        try:
            self._engine.add_module("policy", policy)
            self._engine.add_data_json(data)
        except RegoError as error:
            raise NoAnswer(str(error).partition("\n")[0] or "it cannot be read") from error

    def ask(self, query: str, given: dict[str, Any]) -> Any:
        """The value of `query` for the input `given`; anything but one value raises `NoAnswer`."""
        try:
            self._engine.set_input_term(json.dumps(given))
            answer = json.loads(str(self._engine.query(query)))
        except (self._error, ValueError) as error:  # where a function is not defined, the answer is no JSON
            raise NoAnswer(f"{query} has no answer that can be read") from error
        values = answer.get("expressions") if isinstance(answer, dict) else None
        if not isinstance(values, list) or len(values) != 1:
            raise NoAnswer(f"{query} is undefined")
        return values[0]
