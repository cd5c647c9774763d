"""The form of addresses and phones."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estafette.customers import rules


@pytest.mark.parametrize(
    "value", ["ann@example.com", "ann+x.y@mail.example.fr", "élodie@exemple.fr", "a@b.co"]
)
def test_addresses_pass(value: str) -> None:
    assert rules.is_email(value)


@pytest.mark.parametrize(
    "value",
    [
        "",
        "ann",
        "ann@",
        "@example.com",
        "ann@example",
        "a b@example.com",
        "a@b..com",
        "a@b.c\n",
        "x" * 250 + "@a.fr",
    ],
)
def test_what_is_no_address_does_not(value: str) -> None:
    assert not rules.is_email(value)


@pytest.mark.parametrize("value", ["+33 1 23 45 67 89", "(01) 23.45.67-89", "3949", "0033/123456789"])
def test_phones_pass(value: str) -> None:
    assert rules.is_phone(value)


@pytest.mark.parametrize("value", ["", "call me", "12", "1" * 16, "١٢٣٤٥٦", "+33+1234", "0612345678x"])
def test_what_is_no_phone_does_not(value: str) -> None:
    assert not rules.is_phone(value)


@given(st.text("0123456789", min_size=9, max_size=12), st.sampled_from([" ", ".", "-", ""]))
def test_marks_between_digits_change_nothing(number: str, mark: str) -> None:
    assert rules.digits(mark.join(number)) == number
    assert rules.is_phone(mark.join(number))
