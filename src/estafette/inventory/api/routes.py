"""The doors of the stock API."""

from typing import Any

from estafette.inventory.api import bodies, views
from estafette.inventory.commands.carts import drop_cart, hold_cart, prolong_cart
from estafette.inventory.commands.plan import plan_rules, plan_supply, record_receipts
from estafette.inventory.commands.record import record_counts, record_movements, record_snapshots
from estafette.inventory.queries.carts import read_cart
from estafette.inventory.queries.shown import changed
from estafette.platform.api.contract import Call, Repeat, Router
from estafette.platform.api.paging import Page

router = Router("stock")
READ, WRITE, SELL = "stock:read", "stock:write", "orders:write"
BODY = 4 << 20


@router.get(
    "/availability",
    scope=READ,
    query=bodies.AvailabilityQuery,
    answer=bodies.AvailabilityAnswer,
    transaction=False,
)
def read_availability(call: Call[Any, bodies.AvailabilityQuery]) -> Any:
    """What a channel may promise of up to 200 SKUs, now, by an instant, or as it was known at one."""
    query = call.query
    return views.available(
        query.channel, query.sku, "sku", query.derivation, query.until, query.known_at, call
    )


@router.post(
    "/availability",
    scope=READ,
    body=bodies.AvailabilityAsked,
    answer=bodies.AvailabilityAnswer,
    repeat=Repeat.NATURAL,
    transaction=False,
)
def ask_availability(call: Call[bodies.AvailabilityAsked, Any]) -> Any:
    """What a channel may promise; as the GET of the same address, for those who rather send a body."""
    body = call.body
    return views.available(body.channel, body.skus, "skus", body.derivation, body.until, body.known_at, call)


@router.get(
    "/stock/levels", scope=READ, query=bodies.LevelQuery, answer=Page[bodies.LevelRead], transaction=False
)
def list_levels(call: Call[Any, bodies.LevelQuery]) -> Page[bodies.LevelRead]:
    """List stock by SKU and location."""
    return views.level_page(call)


@router.get(
    "/stock/ledger", scope=READ, query=bodies.LedgerQuery, answer=Page[bodies.MovementRead], transaction=False
)
def read_ledger(call: Call[Any, bodies.LedgerQuery]) -> Page[bodies.MovementRead]:
    """List the movements of one SKU, newest first."""
    return views.ledger_page(call)


@router.post(
    "/stock/movements", scope=WRITE, body=bodies.Movements, answer=bodies.Rows, status=201, max_body=BODY
)
def post_movements(call: Call[bodies.Movements, Any]) -> bodies.Rows:
    """Record up to 1,000 movements, all or none."""
    touched = record_movements(drafts=call.body.movements, by=call.actor, access=call.access, at=call.at)
    changed(skus=touched)
    return bodies.Rows(rows=len(call.body.movements))


@router.post(
    "/stock/snapshots",
    scope=WRITE,
    body=bodies.Snapshots,
    answer=bodies.Figures,
    repeat=Repeat.NATURAL,
    max_body=BODY,
)
def post_snapshots(call: Call[bodies.Snapshots, Any]) -> bodies.Figures:
    """Take over up to 5,000 figures of an outside stock master; old and duplicate ones change nothing."""
    figures, touched = record_snapshots(
        drafts=call.body.figures, by=call.actor, access=call.access, at=call.at
    )
    changed(skus=touched)
    return views.figures(figures)


@router.post("/stock/counts", scope=WRITE, body=bodies.Counts, answer=bodies.Figures, max_body=BODY)
def post_counts(call: Call[bodies.Counts, Any]) -> bodies.Figures:
    """Book what was counted."""
    figures, touched = record_counts(
        drafts=call.body.figures,
        source_ref=call.body.source_ref,
        by=call.actor,
        access=call.access,
        at=call.at,
    )
    changed(skus=touched)
    return views.figures(figures)


@router.put("/stock/rules", scope=WRITE, body=bodies.Rules, answer=bodies.RulesSet)
def put_rules(call: Call[bodies.Rules, Any]) -> bodies.RulesSet:
    """Set or end safety stock, place buffers, global buffers and caps, all or none."""
    levels, touched = plan_rules(drafts=call.body.rules, by=call.actor, access=call.access, at=call.at)
    changed(skus=touched)
    return bodies.RulesSet(rules=len(call.body.rules), levels_changed=levels)


@router.get(
    "/stock/rules", scope=READ, query=bodies.RuleQuery, answer=Page[bodies.RuleRead], transaction=False
)
def list_rules(call: Call[Any, bodies.RuleQuery]) -> Page[bodies.RuleRead]:
    """List the rules in force."""
    return views.rule_page(call)


@router.post("/stock/supply", scope=WRITE, body=bodies.Supplies, answer=bodies.Rows, repeat=Repeat.NATURAL)
def post_supply(call: Call[bodies.Supplies, Any]) -> bodies.Rows:
    """Announce or change expected supply, each line named by SKU, location and source."""
    rows = plan_supply(drafts=call.body.supply, by=call.actor, access=call.access, at=call.at)
    return bodies.Rows(rows=rows)


@router.get(
    "/stock/supply", scope=READ, query=bodies.SupplyQuery, answer=Page[bodies.SupplyRead], transaction=False
)
def list_supply(call: Call[Any, bodies.SupplyQuery]) -> Page[bodies.SupplyRead]:
    """List what is expected, by SKU and due date."""
    return views.supply_page(call)


@router.post("/stock/receipts", scope=WRITE, body=bodies.Receipts, answer=bodies.Rows, status=201)
def post_receipts(call: Call[bodies.Receipts, Any]) -> bodies.Rows:
    """Book what came in from expected supply, all or none."""
    touched = record_receipts(drafts=call.body.receipts, by=call.actor, access=call.access, at=call.at)
    changed(skus=touched)
    return bodies.Rows(rows=len(call.body.receipts))


@router.put("/reservations/{cart}", scope=SELL, body=bodies.CartHold, answer=bodies.CartRead)
def put_reservation(call: Call[bodies.CartHold, Any]) -> bodies.CartRead:
    """Hold exactly these lines for a cart (its id is a UUID of the caller's), all or none, for some minutes."""
    body = call.body
    rows = hold_cart(
        cart=views.cart_id(call), channel=body.channel, lines=body.lines, minutes=body.minutes,
        by=call.actor, access=call.access, at=call.at,
    )  # fmt: skip
    changed(skus={row.sku_id for row in rows})
    return views.cart(rows, call)


@router.post(
    "/reservations/{cart}/extend",
    scope=SELL,
    body=bodies.CartExtension,
    answer=bodies.CartRead,
    repeat=Repeat.NATURAL,
)
def extend_reservation(call: Call[bodies.CartExtension, Any]) -> bodies.CartRead:
    """Hold what a cart holds for some minutes from now, never shorter than before."""
    rows = prolong_cart(
        cart=views.cart_id(call), minutes=call.body.minutes, held=call.body.held,
        by=call.actor, access=call.access, at=call.at,
    )  # fmt: skip
    return views.cart(rows, call)


@router.delete("/reservations/{cart}", scope=SELL, answer=bodies.CartReleased)
def delete_reservation(call: Call[Any, Any]) -> bodies.CartReleased:
    """Give back what a cart holds."""
    units = drop_cart(cart=views.cart_id(call), by=call.actor, access=call.access, at=call.at)
    return bodies.CartReleased(cart=call.path["cart"], units=units)


@router.get("/reservations/{cart}", scope=SELL, answer=bodies.CartRead, transaction=False)
def read_reservation(call: Call[Any, Any]) -> bodies.CartRead:
    """What a cart holds."""
    return views.cart(read_cart(cart=views.cart_id(call), access=call.access), call)
