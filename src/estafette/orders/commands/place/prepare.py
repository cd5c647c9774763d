"""What a draft means: codes resolved, kits exploded, amounts computed, problems named. Nothing is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import Any

import msgspec

from estafette.catalog.types import SkuKind, SkuRef
from estafette.network.types import Authority, ChannelRef
from estafette.orders import rules
from estafette.orders.commands.annotate import MAX_TAG, BadTag
from estafette.orders.commands.place import refusals as no
from estafette.orders.types import MAX_LINES, MAX_UNITS, Draft, LineDraft
from estafette.platform.ids import uuid7_text
from estafette.platform.money import MAX_MINOR, UNIT_PRICE_PLACES, UnknownCurrency, is_currency
from estafette.platform.refusal import InvalidInput, Refusal
from estafette.platform.regions import COUNTRIES, UnknownCountry

SKEW = timedelta(minutes=5)
NO_PRICE = Decimal(0)
MAX_PRICE = Decimal(10**9)
MAX_RATE = Decimal(1000)
PLACES = Decimal(1).scaleb(-UNIT_PRICE_PLACES)


class PlannedLine(msgspec.Struct):
    """One line to write; `sku_id` None is an article that we do not know."""

    line: int
    sku_id: int | None
    sku: str
    quantity: int
    unit_price: Decimal
    amount: int
    discount: int
    tax: int
    tax_rate: Decimal | None = None
    title: str = ""
    parent: int | None = None
    kit_version: int | None = None
    backorder: bool = False
    personalization: Mapping[str, str] | None = None
    reserved: int = 0
    short: int = 0


@dataclass(slots=True)
class Planned:
    """An order ready to be claimed, reserved and written."""

    draft: Draft
    channel: ChannelRef
    id: str
    lines: list[PlannedLine]
    kits: list[dict[str, Any]]
    goods: int
    discount: int
    tax: int
    total: int
    adjustment: int
    tax_in: bool
    currency: str
    placed_at: datetime
    holds: list[dict[str, Any]] = field(default_factory=list)
    ship_contact: str | None = None
    bill_contact: str | None = None
    number: int = 0

    @property
    def whole(self) -> bool:
        """Whether it is taken whole or refused: so with our own checkout, never with orders taken elsewhere."""
        return self.channel.authority is Authority.OWN

    @property
    def status(self) -> str:
        return "on_hold" if self.holds else "placed"


@dataclass(frozen=True, slots=True)
class Lookups:
    """What codes mean, read for the whole batch.

    `prices` are by (channel, SKU, quantity), `tax_rates` percent by (country, category), `personal_faults` by
    the identity of the line.
    """

    skus: Mapping[str, SkuRef]
    prices: Mapping[tuple[int, int, int], Decimal]
    tax_rates: Mapping[tuple[str, str], Decimal]
    personal_faults: Mapping[int, Sequence[Refusal]]
    customers: frozenset[str]
    at: datetime


def plan(draft: Draft, channel: ChannelRef, known: Lookups) -> Planned | list[InvalidInput]:
    """The order that a draft means, or why it is refused.

    An order that a channel has accepted is never refused for its content: it is planned with what can be
    understood, and the problems become a hold.
    """
    problems = _problems(draft, channel, known)
    if problems and channel.authority is Authority.OWN:
        return problems
    planned = _build(draft, channel, known)
    if draft.total is not None and planned.adjustment:
        problem = no.PricesDoNotAddUp(
            field="total", sent=draft.total, computed=planned.total - planned.adjustment
        )
        if channel.authority is Authority.OWN:
            return [problem]
        problems.append(problem)
    planned.holds = _holds(draft, channel, planned, problems, known.at)
    return planned


def _problems(draft: Draft, channel: ChannelRef, known: Lookups) -> list[InvalidInput]:
    found: list[InvalidInput] = []
    if not draft.lines:
        found.append(no.NoLines(field="lines"))
    elif len(draft.lines) > MAX_LINES:
        found.append(no.TooManyLines(field="lines", lines=len(draft.lines), limit=MAX_LINES))
    if draft.currency and not is_currency(draft.currency):
        found.append(UnknownCurrency(field="currency", currency=draft.currency))
    elif draft.currency and draft.currency != channel.currency:
        found.append(
            no.CurrencyMismatch(field="currency", expected=channel.currency, currency=draft.currency)
        )
    if draft.placed_at is not None and draft.placed_at > known.at + SKEW:
        found.append(no.ClockSkew(field="placed_at", instant=draft.placed_at.isoformat()))
    if draft.customer_id is not None and str(draft.customer_id) not in known.customers:
        found.append(no.UnknownCustomer(field="customer", customer=str(draft.customer_id)))
    for name, address in (("ship_to", draft.ship_to), ("bill_to", draft.bill_to)):
        if address is not None and address.country and address.country not in COUNTRIES:
            found.append(UnknownCountry(field=f"{name}.country", country=address.country))
    for position, tag in enumerate(draft.tags):
        if tag != tag.strip() or not tag:
            found.append(BadTag(field=f"tags[{position}]", tag=tag, limit=MAX_TAG))
    for position, line in enumerate(draft.lines):
        problem = _line_problem(line, position, channel, known)
        if problem is not None:
            found.append(problem)
        for fault in known.personal_faults.get(id(line), ()):
            found.append(
                no.BadPersonalization(
                    field=f"lines[{position}].{fault.field}", fault=fault.sentence().rstrip(".")
                )
            )
    return found


def _line_problem(line: LineDraft, position: int, channel: ChannelRef, known: Lookups) -> InvalidInput | None:
    ref = known.skus.get(line.sku)
    at = f"lines[{position}]"
    if ref is None:
        return no.UnknownSku(field=f"{at}.sku", sku=line.sku)
    if not (ref.active and ref.sellable and ref.sold_alone) or (
        ref.kind is SkuKind.KIT and not ref.components
    ):
        return no.NotForSale(field=f"{at}.sku", sku=line.sku)
    if not _units(line, ref):
        return no.BadQuantity(field=f"{at}.quantity", quantity=line.quantity, limit=MAX_UNITS)
    if line.unit_price is None:
        if (channel.id, ref.id, line.quantity) not in known.prices:
            return no.NoPrice(field=f"{at}.unit_price", sku=line.sku)
        return None
    return _amount_problem(line, line.unit_price, at, channel)


def _amount_problem(line: LineDraft, price: Decimal, at: str, channel: ChannelRef) -> InvalidInput | None:
    if not _is_price(price) or price < 0:
        return no.BadAmount(field=f"{at}.unit_price", amount=str(price))
    if line.tax_rate is not None and not _is_rate(line.tax_rate):
        return no.BadAmount(field=f"{at}.tax_rate", amount=str(line.tax_rate))
    worth = rules.amount(unit_price=price, quantity=line.quantity, currency=channel.currency)
    if worth > MAX_MINOR:
        return no.BadAmount(field=f"{at}.unit_price", amount=str(price))
    if line.discount > worth:
        return no.BadAmount(field=f"{at}.discount", amount=line.discount)
    if line.tax > worth:
        return no.BadAmount(field=f"{at}.tax", amount=line.tax)
    return None


@lru_cache(maxsize=100_000)
def _is_price(price: Decimal) -> bool:
    """Whether a unit price can be kept to the last digit: what is not a number compares with nothing."""
    return price.is_finite() and abs(price) <= MAX_PRICE and price == price.quantize(PLACES)


def _is_rate(rate: Decimal) -> bool:
    return rate.is_finite() and 0 <= rate < MAX_RATE


def _build(draft: Draft, channel: ChannelRef, known: Lookups) -> Planned:
    tax_in = channel.prices_include_tax if draft.prices_include_tax is None else draft.prices_include_tax
    lines: list[PlannedLine] = []
    kits: list[dict[str, Any]] = []
    order_id = uuid7_text()
    for line in draft.lines:
        _add_line(line, draft, channel, known, tax_in, lines, kits, order_id)
    goods = sum(line.amount for line in lines)
    discount = sum(line.discount for line in lines)
    tax = sum(line.tax for line in lines) + draft.charges_tax
    computed = rules.order_total(
        goods=goods, discount=discount, shipping=draft.shipping, fees=draft.fees, tax=tax,
        prices_include_tax=tax_in,
    )  # fmt: skip
    total = computed if draft.total is None else draft.total
    return Planned(
        draft=draft,
        channel=channel,
        id=order_id,
        lines=lines,
        kits=kits,
        goods=goods,
        discount=discount,
        tax=tax,
        total=total,
        adjustment=total - computed,
        tax_in=tax_in,
        currency=channel.currency,
        placed_at=known.at if draft.placed_at is None else min(draft.placed_at, known.at),
    )


def tax_country(draft: Draft, channel: ChannelRef) -> str:
    """Where the goods go, as far as it is known."""
    return draft.ship_to.country if draft.ship_to is not None and draft.ship_to.country else channel.country


def _units(line: LineDraft, ref: SkuRef | None) -> int:
    """The units of a line, of a kit's largest component too, within bounds; else 0."""
    largest = max(part.quantity for part in ref.components) if ref is not None and ref.components else 1
    return line.quantity if line.quantity > 0 and line.quantity * largest <= MAX_UNITS else 0


def _add_line(
    line: LineDraft,
    draft: Draft,
    channel: ChannelRef,
    known: Lookups,
    tax_in: bool,
    lines: list[PlannedLine],
    kits: list[dict[str, Any]],
    order_id: str,
) -> None:
    """Append what one sent line becomes: itself, or the components of a kit."""
    ref = known.skus.get(line.sku)
    quantity = _units(line, ref)
    rate = line.tax_rate if line.tax_rate is not None and _is_rate(line.tax_rate) else None
    price, tax = line.unit_price, min(line.tax, MAX_MINOR)
    if price is not None and not _is_price(price):
        price = NO_PRICE
    listed = price is None
    if price is None and ref is not None:
        price = known.prices.get((channel.id, ref.id, line.quantity))
        rate = known.tax_rates.get((tax_country(draft, channel), ref.tax_category))
    price = NO_PRICE if price is None else price
    number = len(lines) + len(kits) + 1
    worth = _bounded(price, quantity, channel.currency)
    discount = max(0, min(line.discount, worth))
    if listed and rate is not None:
        tax = rules.tax_of(amount=worth - discount, percent=rate, included=tax_in)
    if ref is not None and ref.kind is SkuKind.KIT and ref.components and quantity:
        kits.append(
            {
                "o": order_id, "line": number, "sku_id": ref.id, "sku": line.sku, "title": line.title,
                "kit": ref.kit_version, "quantity": quantity, "price": price, "amount": worth,
                "discount": discount, "tax": tax,
            }
        )  # fmt: skip
        _add_parts(line, ref, number, kits[-1], rate, lines)
        return
    lines.append(
        PlannedLine(
            line=number, sku_id=None if ref is None else ref.id, sku=line.sku, quantity=quantity,
            unit_price=price, amount=worth, discount=discount, tax=tax, tax_rate=rate, title=line.title,
            backorder=line.backorder, personalization=line.personalization or None,
        )
    )  # fmt: skip


def _add_parts(
    line: LineDraft,
    ref: SkuRef,
    number: int,
    kit: Mapping[str, Any],
    rate: Decimal | None,
    lines: list[PlannedLine],
) -> None:
    parts = rules.explode(
        kits=kit["quantity"],
        components=[(part.quantity, part.share) for part in ref.components],
        amount=kit["amount"],
        discount=kit["discount"],
        tax=kit["tax"],
    )
    for offset, (part, share) in enumerate(zip(ref.components, parts, strict=True), start=1):
        lines.append(
            PlannedLine(
                line=number + offset, sku_id=part.sku_id, sku=part.code, quantity=share.quantity,
                unit_price=NO_PRICE, amount=share.amount, discount=share.discount, tax=share.tax,
                tax_rate=rate, parent=number, kit_version=ref.kit_version, backorder=line.backorder,
            )
        )  # fmt: skip


def _bounded(price: Decimal, quantity: int, currency: str) -> int:
    worth = rules.amount(unit_price=price, quantity=quantity, currency=currency)
    return worth if abs(worth) <= MAX_MINOR else 0


def _holds(
    draft: Draft, channel: ChannelRef, planned: Planned, problems: Sequence[InvalidInput], at: datetime
) -> list[dict[str, Any]]:
    """The holds of the channel's policy, written with the order, and one for content that is not right."""
    holds = []
    for policy in channel.holds:
        if policy.threshold_minor is not None and planned.total < policy.threshold_minor:
            continue
        if policy.kind == "payment" and draft.paid:
            continue
        until = at + timedelta(minutes=channel.remorse_minutes) if policy.kind == "remorse" else None
        holds.append(_hold(planned, policy.kind, policy.reason, until=until))
    if problems:
        details = [
            {"code": each.code, "field": each.field, "detail": each.sentence(), "data": each.data}
            for each in problems
        ]
        holds.append(_hold(planned, "content", problems[0].sentence(), details=details))
    return holds


def _hold(
    planned: Planned, kind: str, reason: str, *, until: datetime | None = None, details: Any = ()
) -> dict[str, Any]:
    return {
        "o": planned.id,
        "kind": kind,
        "reason": reason,
        "details": list(details),
        "until": until,
        "actor": planned.draft.by.label(),
    }


def hold_for_stock(planned: Planned) -> None:
    """Say on the order which units no place had."""
    short = [line for line in planned.lines if line.short and not line.backorder]
    details = [{"line": line.line, "sku": line.sku, "units": line.short} for line in short]
    words = ", ".join(f"{line.sku} × {line.short}" for line in short[:5])
    planned.holds.append(_hold(planned, "stock", words, details=details))
