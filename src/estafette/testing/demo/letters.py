"""Orders as their channels send them: a sale turned into the draft that the room of orders takes."""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from estafette.orders.types import AddressDraft, Draft, LineDraft
from estafette.platform.access.types import Actor
from estafette.platform.money import to_decimal
from estafette.testing.demo.cities import PICKUP_POINTS
from estafette.testing.demo.people import Person
from estafette.testing.demo.sales import ENGLISH, Sale, SaleLine

DELIVERED = frozenset({"home", "express"})


@dataclass(frozen=True, slots=True)
class Letters:
    """What the writing of orders needs: buyers with their customer ids, currencies and programs by channel."""

    people: Sequence[Person]
    customers: Sequence[UUID]
    currencies: Mapping[str, str]
    programs: Mapping[str, Actor]

    def draft(self, sale: Sale) -> Draft:
        """The order as it is sent."""
        currency = self.currencies[sale.channel]
        home = _home(self.people[sale.buyer])
        return Draft(
            channel=sale.channel,
            reference=sale.reference,
            lines=tuple(_line(line, currency) for line in sale.lines),
            fingerprint=hashlib.sha256(repr(sale).encode()).digest()[:16],
            by=self.programs[sale.channel],
            currency=currency,
            placed_at=sale.at,
            ship_to=_destination(sale, home),
            bill_to=home if sale.method not in DELIVERED else None,
            customer_id=self.customers[sale.buyer] if sale.channel != "MARKET" else None,
            language="en" if sale.channel in ENGLISH else "fr",
            shipping=sale.shipping,
            charges_tax=sale.shipping_tax,
            method=sale.method,
            total=sale.total + (100 if sale.trouble == "wrong_total" else 0),
            paid=sale.paid,
            tags=sale.tags,
            note=sale.note,
            raw=_sent(sale),
        )


def _line(line: SaleLine, currency: str) -> LineDraft:
    return LineDraft(
        sku=line.sku,
        quantity=line.quantity,
        unit_price=to_decimal(line.price, currency),
        discount=line.discount,
        tax=line.tax,
        tax_rate=line.rate,
        title=line.title,
        backorder=line.backorder,
        personalization=line.personalization,
    )


def _home(person: Person) -> AddressDraft:
    return AddressDraft(
        name=person.name,
        email=person.email,
        phone=person.phone,
        street1=person.street,
        street2=person.extra,
        postcode=person.site.postcode,
        city=person.site.city,
        country=person.site.country,
    )


def _destination(sale: Sale, home: AddressDraft) -> AddressDraft | None:
    """Where it goes: home, a pickup point near by, or nowhere when it is collected in a store."""
    if sale.trouble == "unknown_country":
        return _moved(home, street1=home.street1, postcode=home.postcode, city=home.city, country="France")
    if sale.method in DELIVERED:
        return home
    if sale.method != "pickup_point":
        return None
    near = [site for site in PICKUP_POINTS if site.country == home.country] or PICKUP_POINTS
    site = near[int(sale.mood * 1e6) % len(near)]
    return _moved(
        home,
        company=site.name,
        street1=site.street,
        postcode=site.postcode,
        city=site.city,
        country=site.country,
    )


def _moved(home: AddressDraft, **place: str) -> AddressDraft:
    return AddressDraft(name=home.name, email=home.email, phone=home.phone, **place)


def _sent(sale: Sale) -> dict[str, object] | None:
    """What a marketplace sent, word for word, to look at when something is wrong with it."""
    if not sale.trouble:
        return None
    lines = [{"sku": line.sku, "quantity": line.quantity, "price": line.price} for line in sale.lines]
    return {"reference": sale.reference, "lines": lines, "shipping": sale.shipping, "method": sale.method}
