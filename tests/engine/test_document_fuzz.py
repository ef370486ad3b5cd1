"""Whatever the bytes, a document is read or refused for a reason: nothing else is ever raised."""

from __future__ import annotations

import json
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from engine.document_builder import Loader
from engine.documents import scan_document
from tests.support.documents import LOADERS, parsed_by, plain

each_parser = pytest.mark.parametrize("loader", LOADERS, ids=lambda loader: str(loader.__name__))
_PUNCTUATION = st.text(alphabet="ab: -[]{}&*!?|>'\"#%@,\n\t\\u0xUdD8~\u2028\ufeff\x85", max_size=60)
_JSON = st.recursive(
    st.text(min_size=1), lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner), max_leaves=20
)


@each_parser
@given(data=st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(loader: Loader, data: bytes) -> None:
    with parsed_by(loader):
        root, found = scan_document(data, "f")
    assert root is not None or found


@each_parser
@given(text=_PUNCTUATION)
def test_any_punctuation_is_read_or_refused_at_a_line_of_the_document(loader: Loader, text: str) -> None:
    with parsed_by(loader):
        root, found = scan_document(text.encode(), "f")
    assert root is not None or found
    assert all(1 <= (fault.line or 1) <= text.count("\n") + 2 for fault in found)


@each_parser
@given(value=_JSON)
def test_whatever_json_says_is_read_or_refused_for_a_reason(loader: Loader, value: object) -> None:
    with parsed_by(loader):
        root, found = scan_document(json.dumps(value).encode(), "f")
    if found:
        assert re.search(r"control|not a text|deeper|escape", found[0].message)
    else:
        assert root is not None
        assert plain(root) == value
