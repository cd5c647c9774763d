"""Codes, countries, locales: what passes and what does not."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estafette.platform.codes import MAX_CODE, is_code
from estafette.platform.regions import COUNTRIES, is_country, is_locale


@pytest.mark.parametrize("code", ["FR", "BE", "GB", "US", "XK", "RE", "MC"])
def test_countries_pass(code: str) -> None:
    assert is_country(code)


@pytest.mark.parametrize("code", ["", "fr", "FRA", "EU", "UN", "ZZ", "XA", "UK", "F", "001", "ＦＲ"])
def test_what_is_no_country_does_not(code: str) -> None:
    assert not is_country(code)


def test_the_list_of_countries_is_whole() -> None:
    assert 240 <= len(COUNTRIES) <= 265


@pytest.mark.parametrize("locale", ["fr", "en", "fr-BE", "nl-BE"])
def test_locales_pass(locale: str) -> None:
    assert is_locale(locale)


@pytest.mark.parametrize("locale", ["", "xx", "french", "fr-", "fr_BE", "FR", "fr-be", "fr-BE-x", "-FR"])
def test_what_is_no_locale_does_not(locale: str) -> None:
    assert not is_locale(locale)


@pytest.mark.parametrize("code", ["A", "a-1", "SKU.1_2:3+4#5*6=7", "0" * MAX_CODE])
def test_codes_pass(code: str) -> None:
    assert is_code(code)


@pytest.mark.parametrize(
    "code", ["", " A", "-A", "a b", "a/b", "é", "A\n", "0" * (MAX_CODE + 1), "A\x00", "a%2F"]
)
def test_what_is_no_code_does_not(code: str) -> None:
    assert not is_code(code)


@given(st.text(max_size=70))
def test_a_code_stands_in_an_address_in_one_piece(value: str) -> None:
    if is_code(value):
        assert value.isascii()
        assert not set(value) & set(" /?&%\"'<>\\")
