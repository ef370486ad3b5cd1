"""Reading and writing YAML, by libyaml where it is there: a posture's rules are some hundred."""

from __future__ import annotations

from typing import Any

import yaml

_LOADER: Any = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
_DUMPER: Any = yaml.CSafeDumper if yaml.__with_libyaml__ else yaml.SafeDumper
_NEVER_FOLDED = 1_000_000


def loaded(text: str) -> Any:
    """The value `text` states; raises `yaml.YAMLError`."""
    return yaml.load(text, Loader=_LOADER)  # noqa: S506  # one of the two safe loaders


def dumped(value: object) -> str:
    """`value` as YAML, keys in their order and every scalar on one line."""
    text: str = yaml.dump(value, Dumper=_DUMPER, sort_keys=False, allow_unicode=True, width=_NEVER_FOLDED)
    return text
