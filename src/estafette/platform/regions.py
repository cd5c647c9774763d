"""Countries and languages by their ISO codes."""

from babel import Locale

from estafette.platform.refusal import InvalidInput

_NOT_COUNTRIES = frozenset({"EU", "EZ", "QO", "UN", "XA", "XB", "ZZ"})
_ENGLISH = Locale("en")
COUNTRIES: frozenset[str] = frozenset(
    code for code in map(str, _ENGLISH.territories) if len(code) == 2 and code.isalpha()
).difference(_NOT_COUNTRIES)
LANGUAGES: frozenset[str] = frozenset(
    code for code in map(str, _ENGLISH.languages) if len(code) == 2 and code.isalpha()
)


class UnknownCountry(InvalidInput):
    code = "unknown_country"
    message = "“{country}” is not an ISO 3166 country."
    remedy = "Send two capital letters, such as FR or BE."


class UnknownLocale(InvalidInput):
    code = "unknown_locale"
    message = "“{locale}” is not a locale."
    remedy = "Send an ISO 639 language such as fr, or a language and a country such as fr-BE."


def is_country(code: str) -> bool:
    """Whether `code` is an ISO 3166-1 alpha-2 country (Kosovo's XK included)."""
    return code in COUNTRIES


def is_locale(code: str) -> bool:
    """Whether `code` is a language (`fr`), or a language and a country (`fr-BE`)."""
    language, dash, country = code.partition("-")
    return language in LANGUAGES and (not dash or country in COUNTRIES)
