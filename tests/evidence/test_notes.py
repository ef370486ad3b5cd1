"""Notes and checkpoints are those of C2SP: published examples, and what must be refused."""

from __future__ import annotations

import base64

import pytest

from evidence import NoteRejected, SigningKey, TreeHead, VerifierKey, open_checkpoint, verify
from evidence.notes import MAX_NOTE_CHARACTERS, open_note, parse_tree_head, sign_note
from tests.evidence.samples import KEY, ORIGIN, OTHER_KEY

# The example of Go's sumdb/note, from which C2SP signed-note was made.
SIGNING_KEY = "PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz"
VERIFIER_KEY = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
TEXT = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
NOTE = (
    f"{TEXT}\n— PeterNeumann "
    "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
)
# A checkpoint of the Go checksum database as it was published.
SUM_KEY = "sum.golang.org+033de0ae+Ac4zctda0e5eza+HJyk9SxEdh+s3Ux18htTTAD8OuAn8"
SUM_CHECKPOINT = (
    "go.sum database tree\n63096908\n8lHrQPRYe4KT4WQ9/Qk8/taKnD6IRHbFgfN7vQE2Y54=\n\n— sum.golang.org "
    "Az3gri/oVBN1jAhNZ/iS+W31psFAWRT20/GyrhpU6taFwulQGetBkH5S7wpGXdS935jiIGiUUAXBVHzT/P6fYhqAmAk=\n"
)
HEAD = TreeHead(origin=ORIGIN, size=5, root=bytes(32))


def test_the_published_example_is_signed_byte_for_byte() -> None:
    key = SigningKey.decode(SIGNING_KEY)
    assert str(key.verifier) == VERIFIER_KEY
    assert sign_note(TEXT, key) == NOTE


def test_the_published_example_verifies() -> None:
    assert open_note(NOTE, VerifierKey.parse(VERIFIER_KEY)) == TEXT
    assert verify.is_signed(NOTE, VERIFIER_KEY)


def test_a_published_checkpoint_of_another_log_software_verifies() -> None:
    head = parse_tree_head(open_note(SUM_CHECKPOINT, VerifierKey.parse(SUM_KEY)))
    assert (head.origin, head.size) == ("go.sum database tree", 63096908)
    assert verify.is_signed(SUM_CHECKPOINT, SUM_KEY)
    assert verify.parse_checkpoint(SUM_CHECKPOINT) == (head.origin, head.size, head.root)


def test_a_checkpoint_of_a_log_with_another_name_than_the_key_is_refused() -> None:
    with pytest.raises(NoteRejected, match=r"of the log go\.sum database tree"):
        open_checkpoint(SUM_CHECKPOINT, VerifierKey.parse(SUM_KEY))


def test_signatures_of_other_keys_are_passed_over() -> None:
    text, _, line = NOTE.rpartition("\n\n")
    other = sign_note(TEXT, OTHER_KEY).rpartition("\n\n")[2]
    both = f"{text}\n\n{other}{line}"
    assert open_note(both, VerifierKey.parse(VERIFIER_KEY)) == TEXT
    assert verify.is_signed(both, VERIFIER_KEY)


def test_a_note_that_only_another_key_signed_is_refused() -> None:
    note = sign_note(TEXT, OTHER_KEY)
    with pytest.raises(NoteRejected, match="carries no signature of"):
        open_note(note, KEY.verifier)
    assert not verify.is_signed(note, str(KEY.verifier))


def test_one_wrong_signature_of_the_key_spoils_the_note() -> None:
    good = sign_note(TEXT, KEY)
    bad = good + sign_note("other\n", KEY).rpartition("\n\n")[2]
    with pytest.raises(NoteRejected, match="is wrong"):
        open_note(bad, KEY.verifier)
    assert not verify.is_signed(bad, str(KEY.verifier))


def test_every_changed_byte_of_a_note_is_noticed() -> None:
    note = sign_note(HEAD.text(), KEY)
    for place in range(len(note)):
        changed = f"{note[:place]}{chr(ord(note[place]) ^ 1)}{note[place + 1 :]}"
        with pytest.raises(NoteRejected):
            open_note(changed, KEY.verifier)


def test_an_empty_line_in_the_text_belongs_to_the_text() -> None:
    text = "one\n\ntwo\n"
    note = sign_note(text, KEY)
    assert open_note(note, KEY.verifier) == text
    assert verify.is_signed(note, str(KEY.verifier))


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n",
        "text\n",
        "text\n\n",
        "text\n\nno signature line\n",
        "text\n\n— name\n",
        "text\n\n— name !!!\n",
        "text\n\n—  c2lnbg==\n",
        NOTE.removesuffix("\n"),
        NOTE.replace("—", "-"),
        NOTE.replace("If", "I\tf"),
        NOTE.replace("If", "\ud800"),
        "x" * MAX_NOTE_CHARACTERS + NOTE,
    ],
)
def test_what_is_no_signed_note_is_refused(note: str) -> None:
    with pytest.raises(NoteRejected):
        open_note(note, VerifierKey.parse(VERIFIER_KEY))


@pytest.mark.parametrize("text", ["no newline", "", "a\tb\n", "\udcff\n"])
def test_what_cannot_be_a_note_text_is_not_signed(text: str) -> None:
    with pytest.raises(NoteRejected):
        sign_note(text, KEY)


def test_a_checkpoint_states_origin_size_and_root() -> None:
    encoded = base64.b64encode(bytes(32)).decode()
    assert HEAD.text() == f"{ORIGIN}\n5\n{encoded}\n"
    note = sign_note(HEAD.text(), KEY)
    assert open_checkpoint(note, KEY.verifier) == HEAD
    assert verify.parse_checkpoint(note) == (ORIGIN, 5, bytes(32))


@pytest.mark.parametrize(
    "text",
    [
        "",
        "\n\n\n",
        HEAD.text() + "extension\n",
        HEAD.text().replace("\n5\n", "\n05\n"),
        HEAD.text().replace("\n5\n", "\n-5\n"),
        HEAD.text().replace("\n5\n", "\n5_0\n"),
        HEAD.text().replace("\n5\n", "\nfive\n"),
        HEAD.text().replace("AAA", "A", 1),
        HEAD.text().replace("AA=\n", "AB=\n"),
        f"\n5\n{base64.b64encode(bytes(32)).decode()}\n",
        f"{ORIGIN}\n5\n{base64.b64encode(bytes(31)).decode()}\n",
    ],
)
def test_what_is_no_checkpoint_is_refused(text: str) -> None:
    with pytest.raises(NoteRejected):
        parse_tree_head(text)
    with pytest.raises(verify.Unusable):
        verify.parse_checkpoint(f"{text}\n— {ORIGIN} AAAA\n")
