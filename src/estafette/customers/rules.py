"""Pure checks of contacts and consents. Refusals here never repeat what was sent: it may be personal."""

import re
from collections.abc import Iterable, Iterator, Sequence

from estafette.customers.types import (
    MAX_LINE,
    BadContact,
    BadEmail,
    BadPhone,
    ConsentInput,
    ContactInput,
    CustomerDraft,
    LimitedAccess,
    Medium,
    ReferenceTaken,
    TooLong,
    UnknownMedium,
)
from estafette.platform.access.types import Access
from estafette.platform.refusal import Refusal
from estafette.platform.regions import UnknownCountry, UnknownLocale, is_country, is_locale

_EMAIL = re.compile(r"[^@\s\"(),:;<>\[\\\]]{1,64}@[^@\s.]+(\.[^@\s.]+)+\Z")
_PHONE = re.compile(r"\+?[0-9 ().\-/]+\Z")
MATCHED_DIGITS = 9
"""Digits from the right by which phones are compared: national and international forms share them."""


def require_unlimited(access: Access, permission: str) -> None:
    """Refuse with `forbidden` or `limited_access`: people are not divided by channel or place."""
    access.require(permission)
    if access.channels is not None or access.locations is not None or access.suppliers is not None:
        raise LimitedAccess(permission=permission)


def digits(phone: str) -> str:
    """The digits of a phone number."""
    return re.sub(r"[^0-9]", "", phone)


def is_email(value: str) -> bool:
    """Whether this has the form of an e-mail address; whether it exists, only a message shows."""
    return len(value) <= 254 and _EMAIL.match(value) is not None


def is_phone(value: str) -> bool:
    """Whether this can be a phone number: 4 to 15 digits (E.164), with the usual marks between."""
    return _PHONE.match(value) is not None and 4 <= len(digits(value)) <= 15


def customer_faults(drafts: Sequence[CustomerDraft]) -> list[Refusal]:
    """All that is wrong with the drafts by themselves, each with the path `customers[n].…`."""
    faults: list[Refusal] = []
    seen: set[tuple[str, str]] = set()
    for n, draft in enumerate(drafts):
        path = f"customers[{n}]."
        if not is_locale(draft.language):
            faults.append(UnknownLocale(field=f"{path}language", locale=draft.language[:20]))
        for k, each in enumerate(draft.references):
            if (each.source, each.ref) in seen:
                faults.append(ReferenceTaken(field=f"{path}references[{k}]"))
            seen.add((each.source, each.ref))
        faults += under(path, [*contact_faults(draft.contacts), *consent_faults(draft.consents)])
    return faults


def contact_faults(contacts: Sequence[ContactInput]) -> Iterator[Refusal]:
    """What is wrong with contacts, each with the path `contacts[n].…`."""
    for n, each in enumerate(contacts):
        path = f"contacts[{n}]"
        if not (each.name.strip() or each.company.strip() or each.email or each.phone):
            yield BadContact(field=path)
        if each.email and not is_email(each.email):
            yield BadEmail(field=f"{path}.email")
        if each.phone and not is_phone(each.phone):
            yield BadPhone(field=f"{path}.phone")
        if each.country and not is_country(each.country):
            yield UnknownCountry(field=f"{path}.country", country=each.country[:2])
        for name in ("name", "company", "street1", "street2", "postcode", "city", "region"):
            if len(getattr(each, name)) > MAX_LINE:
                yield TooLong(field=f"{path}.{name}", most=MAX_LINE)


def consent_faults(consents: Sequence[ConsentInput]) -> Iterator[Refusal]:
    """What is wrong with consents, each with the path `consents[n].…`."""
    for n, each in enumerate(consents):
        if each.medium not in list(Medium):
            yield UnknownMedium(
                field=f"consents[{n}].medium", value=each.medium[:40], known=", ".join(Medium)
            )


def under(path: str, faults: Iterable[Refusal]) -> list[Refusal]:
    """The faults, each with `path` before its own."""
    found = list(faults)
    for fault in found:
        fault.field = path + fault.field
    return found
