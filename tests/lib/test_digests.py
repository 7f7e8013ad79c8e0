"""Canonical JSON, SHA-256 and the chain's link."""

import hashlib
import json
from datetime import date
from decimal import Decimal
from enum import StrEnum

import pytest
from hypothesis import given
from hypothesis import strategies as st

from renkeg.lib.digests import canonical, digest, link, sha256

EMPTY = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"  # FIPS 180-4, the empty message
ABC = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"  # FIPS 180-4, "abc"

texts = st.text(st.characters(exclude_categories=["Cs"]))
values = st.recursive(
    st.none() | st.booleans() | st.integers() | texts,
    lambda inner: st.lists(inner) | st.dictionaries(st.text("abcdefgh_"), inner),
    max_leaves=20,
)


class Verb(StrEnum):
    APPROVE = "approve"


@pytest.mark.parametrize(
    ("value", "expected"),
    [
        ({"b": 1, "a": [True, None, "x"]}, '{"a":[true,null,"x"],"b":1}'),
        ({"a": {"z": {}, "y": []}}, '{"a":{"y":[],"z":{}}}'),
        ("Re\u0301sume\u0301", '"Résumé"'),
        ({"e\u0301": 1}, '{"é":1}'),
        ('baris\n"dua"', '"baris\\n\\"dua\\""'),
        (999_999_999_999_999, "999999999999999"),
        (2**53 + 1, "9007199254740993"),
        (Decimal("2.50"), '"2.5"'),
        (Decimal("60.00"), '"60"'),
        (Decimal(100), '"100"'),
        (Decimal("1E+2"), '"100"'),
        (Decimal("-0.00"), '"0"'),
        (Decimal("0.10"), '"0.1"'),
        (
            Decimal("12345678901234567890123456789012.5"),
            '"12345678901234567890123456789012.5"',
        ),
        (Verb.APPROVE, '"approve"'),
    ],
)
def test_canonical_form(value: object, expected: str) -> None:
    assert canonical(value) == expected.encode()


@pytest.mark.parametrize(
    "value",
    [1.0, {"a": [0.5]}, date(2027, 1, 4), b"x", (1, 2), {1, 2}, {1: "a"}, {None: 1}],
)
def test_what_has_no_canonical_form_is_a_type_error(value: object) -> None:
    with pytest.raises(TypeError):
        canonical(value)


@pytest.mark.parametrize("value", ["a\ud800b", Decimal("NaN"), Decimal("Infinity"), {"é": 1, "e\u0301": 2}])
def test_what_cannot_be_told_apart_or_written_is_a_value_error(value: object) -> None:
    with pytest.raises(ValueError):
        canonical(value)


@given(values)
def test_order_of_keys_does_not_matter(value: object) -> None:
    assert canonical(_backwards(value)) == canonical(value)


@given(values)
def test_reading_back_gives_the_same_bytes(value: object) -> None:
    assert canonical(json.loads(canonical(value))) == canonical(value)


@given(values, values)
def test_different_bytes_mean_different_digests(one: object, other: object) -> None:
    assert (digest(one) == digest(other)) == (canonical(one) == canonical(other))


def test_true_is_not_one() -> None:
    assert digest({"mengetahui": True}) != digest({"mengetahui": 1})


def test_sha256_of_the_published_examples() -> None:
    assert sha256(b"") == EMPTY
    assert sha256("abc") == sha256(b"abc") == ABC


def test_digest_is_the_hash_of_the_canonical_bytes() -> None:
    assert digest({"b": 1, "a": "é"}) == hashlib.sha256('{"a":"é","b":1}'.encode()).hexdigest()


def test_link_hashes_prev_then_value() -> None:
    first = link("", {"seq": 1})
    assert first == digest({"seq": 1})
    assert link(first, {"seq": 2}) == hashlib.sha256(first.encode() + b'{"seq":2}').hexdigest()


def test_a_changed_entry_changes_every_later_link() -> None:
    def chain(entries: list[str]) -> list[str]:
        hashes = [""]
        for entry in entries:
            hashes.append(link(hashes[-1], {"verb": entry}))
        return hashes

    honest, forged = (
        chain(["propose", "approve", "publish"]),
        chain(["propose", "cancel", "publish"]),
    )
    assert honest[:2] == forged[:2]
    assert not set(honest[2:]) & set(forged[2:])


@pytest.mark.parametrize("prev", ["0", "A" * 64, "g" * 64, "0" * 65, "0" * 64 + "\n"])
def test_link_refuses_what_is_no_hash(prev: str) -> None:
    with pytest.raises(ValueError):
        link(prev, {})


def _backwards(value: object) -> object:
    match value:
        case dict():
            return {key: _backwards(item) for key, item in reversed(value.items())}
        case list():
            return [_backwards(item) for item in value]
        case _:
            return value
