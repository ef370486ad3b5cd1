"""Keys: their text forms, and the file a signing key is kept in."""

from __future__ import annotations

import base64
import stat
from hashlib import sha256
from pathlib import Path

import pytest

from evidence import KeyUnusable, SigningKey, VerifierKey, load_or_create_key, verify
from tests.evidence.samples import KEY, ORIGIN


def test_a_key_is_made_on_first_use_and_found_again(tmp_path: Path) -> None:
    first = load_or_create_key(tmp_path / "ledger.key", ORIGIN)
    again = load_or_create_key(tmp_path / "ledger.key", ORIGIN)
    assert first == again
    assert first != load_or_create_key(tmp_path / "other.key", ORIGIN)


def test_a_new_key_file_can_be_read_by_its_owner_alone(tmp_path: Path) -> None:
    load_or_create_key(tmp_path / "ledger.key", ORIGIN)
    assert stat.S_IMODE((tmp_path / "ledger.key").stat().st_mode) == 0o600
    assert [file.name for file in tmp_path.iterdir()] == ["ledger.key"]


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o666, 0o610])
def test_a_key_file_that_others_can_use_is_refused(tmp_path: Path, mode: int) -> None:
    path = tmp_path / "ledger.key"
    load_or_create_key(path, ORIGIN)
    path.chmod(mode)
    with pytest.raises(KeyUnusable, match="chmod 600"):
        load_or_create_key(path, ORIGIN)


def test_a_key_file_is_never_replaced(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    first = load_or_create_key(tmp_path / "ledger.key", ORIGIN)
    # Two processes that start together: the second saw no file, and finds one when it comes to write its own.
    monkeypatch.setattr(Path, "exists", lambda _: False)
    assert load_or_create_key(tmp_path / "ledger.key", ORIGIN) == first


def test_the_key_of_another_log_is_refused(tmp_path: Path) -> None:
    load_or_create_key(tmp_path / "ledger.key", "example.org/other")
    with pytest.raises(KeyUnusable, match=r"holds the key of example\.org/other"):
        load_or_create_key(tmp_path / "ledger.key", ORIGIN)


@pytest.mark.parametrize(
    "content",
    [b"", b"\n", b"garbage", b"PRIVATE+KEY+", b"PRIVATE+KEY+a+b", b"\xff\xfe", KEY.encode()[:-5].encode()],
)
def test_a_file_that_holds_no_key_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "ledger.key"
    path.write_bytes(content)
    path.chmod(0o600)
    with pytest.raises(KeyUnusable):
        load_or_create_key(path, ORIGIN)


def test_a_key_file_in_a_folder_that_is_not_there_is_an_error_of_ours(tmp_path: Path) -> None:
    with pytest.raises(KeyUnusable, match="cannot be used"):
        load_or_create_key(tmp_path / "nowhere" / "ledger.key", ORIGIN)


def test_a_damaged_signing_key_is_noticed_by_its_id() -> None:
    text = KEY.encode()
    head, _, material = text.rpartition("+")
    other = base64.b64encode(b"\x01" + bytes(32)).decode()
    assert material != other
    with pytest.raises(KeyUnusable, match="damaged"):
        SigningKey.decode(f"{head}+{other}")


def test_both_forms_of_a_key_are_read_back() -> None:
    assert SigningKey.decode(KEY.encode() + "\n") == KEY
    assert VerifierKey.parse(f" {KEY.verifier}\n") == KEY.verifier
    assert verify.parse_vkey(str(KEY.verifier)) == (ORIGIN, KEY.verifier.key_id, KEY.verifier.public)


def test_a_signing_key_does_not_show_its_seed() -> None:
    assert repr(KEY) == f"SigningKey(name='{ORIGIN}')"


def line(name: str, kind: bytes, public: bytes) -> str:
    """A verifier key line whose id fits its content."""
    key_id = sha256(name.encode() + b"\n" + kind + public).digest()[:4]
    return f"{name}+{key_id.hex()}+{base64.b64encode(kind + public).decode()}"


@pytest.mark.parametrize(
    "text",
    [
        "",
        "name",
        "name+00000000",
        "name+00000000+!!!",
        str(KEY.verifier).replace("+", "+0", 1),
        str(KEY.verifier).replace("example", "sample"),
        line(ORIGIN, b"\x02", bytes(32)),
        line(ORIGIN, b"\x01", bytes(31)),
        line(ORIGIN, b"", b""),
    ],
)
def test_what_is_no_verifier_key_is_refused(text: str) -> None:
    with pytest.raises(KeyUnusable):
        VerifierKey.parse(text)
    with pytest.raises(verify.Unusable):
        verify.parse_vkey(text)


@pytest.mark.parametrize("name", ["", "two words", "a+b", "line\nbreak", "no\u00a0break", "bell\x07"])
def test_a_name_that_a_signature_line_cannot_hold_names_no_key(name: str) -> None:
    with pytest.raises(KeyUnusable, match="cannot name a key"):
        SigningKey.generate(name)
