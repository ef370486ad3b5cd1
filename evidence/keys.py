"""Ed25519 keys in the text forms of C2SP signed notes, and the file a signing key is kept in."""

from __future__ import annotations

import base64
import os
import stat
import tempfile
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey

from evidence.errors import KeyUnusable

ED25519 = b"\x01"
"""The signature type identifier of Ed25519 in C2SP signed-note."""
PRIVATE_PREFIX = "PRIVATE+KEY+"


def require_key_name(name: str) -> str:
    """`name` if it may name a key: not empty, no spaces or control characters, no plus sign."""
    if not name or "+" in name or any(char.isspace() or ord(char) < 0x20 for char in name):
        raise KeyUnusable(
            f"{name!r} cannot name a key: expected a name like example.org/ledger, without spaces or '+'."
        )
    return name


def _key_id(name: str, public: bytes) -> bytes:
    return sha256(name.encode() + b"\n" + ED25519 + public).digest()[:4]


def _tail_of(text: str, *, what: str) -> tuple[str, str, bytes]:
    """The name, the hexadecimal id and the 32 bytes of `name+id+base64(type, bytes)`."""
    try:
        name, key_id, encoded = text.split("+", 2)
        material = base64.b64decode(encoded, validate=True)
    except ValueError as error:
        raise KeyUnusable(f"This is no {what}: expected NAME+ID+BASE64, as `duecare` prints it.") from error
    if material[:1] != ED25519 or len(material) != 33:
        raise KeyUnusable(f"This {what} is not an Ed25519 key; only signature type 1 is supported.")
    return require_key_name(name), key_id, material[1:]


@dataclass(frozen=True, slots=True, kw_only=True)
class VerifierKey:
    """The public half of a key with its name; `str()` gives the line that is handed to auditors."""

    name: str
    public: bytes
    """The 32 bytes of RFC 8032."""

    @classmethod
    def parse(cls, text: str) -> VerifierKey:
        """Reads a `NAME+ID+BASE64` line, and refuses one whose id does not follow from its name and key."""
        name, key_id, public = _tail_of(text.strip(), what="verifier key")
        key = cls(name=name, public=public)
        if key.key_id.hex() != key_id:
            raise KeyUnusable(
                f"The verifier key of {name} says id {key_id}, but its name and key give {key.key_id.hex()}: "
                "copy it again."
            )
        return key

    @property
    def key_id(self) -> bytes:
        """The four bytes that stand before each signature."""
        return _key_id(self.name, self.public)

    def has_signed(self, message: bytes, signature: bytes) -> bool:
        """Whether `signature` is this key's signature over `message`."""
        try:
            Ed25519PublicKey.from_public_bytes(self.public).verify(signature, message)
        except InvalidSignature:
            return False
        return True

    def __str__(self) -> str:
        return f"{self.name}+{self.key_id.hex()}+{base64.b64encode(ED25519 + self.public).decode()}"


@dataclass(frozen=True, slots=True, kw_only=True)
class SigningKey:
    """A key that can sign. Its seed is left out of `repr`, and nothing prints it but `encode`."""

    name: str
    seed: bytes = field(repr=False)

    @classmethod
    def generate(cls, name: str) -> SigningKey:
        """A new random key."""
        return cls(name=require_key_name(name), seed=Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def decode(cls, text: str) -> SigningKey:
        """Reads the one-line private form that `encode` writes (the form of Go's sumdb/note)."""
        if not text.startswith(PRIVATE_PREFIX):
            raise KeyUnusable(f"This is no signing key: expected a line that begins with {PRIVATE_PREFIX}.")
        name, key_id, seed = _tail_of(text.strip().removeprefix(PRIVATE_PREFIX), what="signing key")
        key = cls(name=name, seed=seed)
        if key.verifier.key_id.hex() != key_id:
            raise KeyUnusable(
                f"The signing key of {name} is damaged: its id does not follow from its name and key."
            )
        return key

    def encode(self) -> str:
        """The one-line private form. Keep it secret."""
        material = base64.b64encode(ED25519 + self.seed).decode()
        return f"{PRIVATE_PREFIX}{self.name}+{self.verifier.key_id.hex()}+{material}"

    @property
    def verifier(self) -> VerifierKey:
        """The public half."""
        return VerifierKey(name=self.name, public=self._private.public_key().public_bytes_raw())

    def sign(self, message: bytes) -> bytes:
        """The 64-byte signature over `message`; the same message always gives the same bytes."""
        return self._private.sign(message)

    @property
    def _private(self) -> Ed25519PrivateKey:
        return Ed25519PrivateKey.from_private_bytes(self.seed)


def load_or_create_key(path: str | Path, name: str) -> SigningKey:
    """
    The signing key kept in `path`, made on first use with mode 0600.

    A file that others can read, that holds no key, or whose key carries another name raises `KeyUnusable`.
    """
    path = Path(path)
    require_key_name(name)
    try:
        if not path.exists():
            _create(path, SigningKey.generate(name))
        return _load(path, name)
    except (OSError, UnicodeDecodeError) as error:
        raise KeyUnusable(f"The key file {path} cannot be used: {error}.") from error


def _load(path: Path, name: str) -> SigningKey:
    mode = stat.S_IMODE(path.stat().st_mode)
    if mode & 0o077:
        raise KeyUnusable(
            f"The key file {path} has mode {mode:04o}, so others can read it: expected 0600 (chmod 600)."
        )
    key = SigningKey.decode(path.read_text(encoding="utf-8"))
    if key.name != name:
        raise KeyUnusable(f"The key file {path} holds the key of {key.name}, but this ledger is {name}.")
    return key


def _create(path: Path, key: SigningKey) -> None:
    # A hard link appears whole or not at all and never replaces: of two processes that both start first, one
    # key wins.
    descriptor, draft = tempfile.mkstemp(dir=path.parent, prefix=path.name, suffix=".new")
    try:
        with os.fdopen(descriptor, "w", encoding="utf-8") as file:
            file.write(key.encode() + "\n")
            file.flush()
            os.fsync(file.fileno())
        os.link(draft, path)
    except FileExistsError:
        pass
    finally:
        os.unlink(draft)
