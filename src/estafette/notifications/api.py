"""HTTP door of webhooks."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Annotated, Any, Literal
from uuid import UUID

from msgspec import Meta

from estafette.notifications import commands, queries
from estafette.notifications.queries.views import DeliveryView, WebhookView
from estafette.notifications.types import MAX_LIMITS, MAX_TYPES, MAX_URL, WebhookDraft
from estafette.platform.api.contract import Call, Input, NoQuery, Output, Repeat, Router
from estafette.platform.api.paging import Page, PageQuery
from estafette.platform.codes import Code, Instant
from estafette.platform.eventlog.feed import Publication
from estafette.platform.refusal import NotFound

READ, WRITE = "webhooks:read", "webhooks:write"
Type = Annotated[str, Meta(max_length=80)]
Codes = Annotated[list[Code], Meta(max_length=MAX_LIMITS)]
Url = Annotated[str, Meta(min_length=1, max_length=MAX_URL)]
Words = Annotated[str, Meta(max_length=500)]


class NewWebhook(Input, frozen=True, kw_only=True):
    """Whom to tell, and of what: public event types (none: all), channels and locations (null: all that you see)."""

    url: Url
    types: Annotated[list[Type], Meta(max_length=MAX_TYPES)] = []
    description: Words = ""
    channels: Codes | None = None
    locations: Codes | None = None

    def draft(self) -> WebhookDraft:
        """The same as the command takes it."""
        return WebhookDraft(self.url, self.types, self.description, self.channels, self.locations)


class ChangedWebhook(NewWebhook, frozen=True, kw_only=True):
    """A webhook as it shall be, from the `version` that was read."""

    version: Annotated[int, Meta(ge=1, le=2**31 - 1)]


class Overlap(Input, frozen=True, kw_only=True):
    """For how many hours the secret before the new one signs too."""

    overlap_hours: Annotated[int, Meta(ge=0, le=168)] = 24


class From(Input, frozen=True, kw_only=True):
    """Where to begin: after a cursor of the feed of events, or at an instant."""

    cursor: Annotated[str, Meta(max_length=400)] = ""
    since: Instant | None = None


class DeliveryQuery(PageQuery, frozen=True, kw_only=True):
    """Deliveries of one state, or all."""

    state: Literal["", "pending", "delivered", "failed"] = ""


class Secret(Output, frozen=True, kw_only=True):
    """A webhook and its secret, which is shown this once: keep it."""

    id: UUID
    secret: str


class Done(Output, frozen=True, kw_only=True):
    """What was changed."""

    id: UUID


def router(publications: Sequence[Publication], *, private: bool) -> Router:
    """The endpoints, over the publications of all rooms. `private` lets webhooks lie in the own network."""
    known = frozenset(each.name for each in publications)
    routes = Router("webhooks")

    @routes.post("/webhooks", scope=WRITE, body=NewWebhook, answer=Secret, status=201, repeat=Repeat.NATURAL)
    def create_webhook(call: Call[NewWebhook, NoQuery]) -> Secret:
        """Make a webhook. The answer has its secret, which is never shown again and never kept for repeats."""
        made = commands.create(
            draft=call.body.draft(),
            known=known,
            private=private,
            by=call.actor,
            access=call.access,
            at=call.at,
        )
        return Secret(id=made.id, secret=made.secret)

    @routes.put("/webhooks/{id}", scope=WRITE, body=ChangedWebhook, answer=Done)
    def change_webhook(call: Call[ChangedWebhook, NoQuery]) -> Done:
        """Put address, types, limits and description of a webhook."""
        commands.change(
            webhook_id=_id(call),
            draft=call.body.draft(),
            version=call.body.version,
            known=known,
            private=private,
            by=call.actor,
            access=call.access,
            at=call.at,
        )
        return Done(id=_id(call))

    _add_reading(routes)
    _add_moves(routes)
    _add_sending(routes)
    return routes


def _add_reading(routes: Router) -> None:
    @routes.get("/webhooks", scope=READ, query=PageQuery, answer=Page[WebhookView])
    def list_webhooks(call: Call[None, PageQuery]) -> Page[WebhookView]:
        """List webhooks, the oldest first."""
        return queries.list_webhooks(access=call.access, limit=call.query.limit, cursor=call.query.cursor)

    @routes.get("/webhooks/{id}", scope=READ, answer=WebhookView)
    def read_webhook(call: Call[None, NoQuery]) -> WebhookView:
        """Read one webhook: how it does, and why it was disabled."""
        return queries.read_webhook(webhook_id=_id(call), access=call.access)

    @routes.get("/webhooks/{id}/deliveries", scope=READ, query=DeliveryQuery, answer=Page[DeliveryView])
    def list_deliveries(call: Call[None, DeliveryQuery]) -> Page[DeliveryView]:
        """List what a webhook was told and is to be told, the latest first, with the attempts."""
        sent = call.query
        return queries.list_deliveries(
            webhook_id=_id(call), access=call.access, state=sent.state, limit=sent.limit, cursor=sent.cursor
        )


def _add_moves(routes: Router) -> None:
    @routes.delete("/webhooks/{id}", scope=WRITE, answer=Done)
    def delete_webhook(call: Call[None, NoQuery]) -> Done:
        """Delete a webhook with all that waits for it."""
        commands.remove(webhook_id=_id(call), by=call.actor, access=call.access, at=call.at)
        return Done(id=_id(call))

    @routes.post("/webhooks/{id}/pause", scope=WRITE, answer=Done, repeat=Repeat.NATURAL)
    def pause_webhook(call: Call[None, NoQuery]) -> Done:
        """Send nothing for the time being; what happens is kept for later."""
        commands.pause(webhook_id=_id(call), by=call.actor, access=call.access, at=call.at)
        return Done(id=_id(call))

    @routes.post("/webhooks/{id}/resume", scope=WRITE, answer=Done, repeat=Repeat.NATURAL)
    def resume_webhook(call: Call[None, NoQuery]) -> Done:
        """Send again what waits, and what happened since the webhook was disabled."""
        commands.resume(webhook_id=_id(call), by=call.actor, access=call.access, at=call.at)
        return Done(id=_id(call))


def _add_sending(routes: Router) -> None:
    @routes.post("/webhooks/{id}/rotate", scope=WRITE, body=Overlap, answer=Secret, repeat=Repeat.NATURAL)
    def rotate_secret(call: Call[Overlap, NoQuery]) -> Secret:
        """Make a new secret; both sign until the overlap is over."""
        hours = timedelta(hours=call.body.overlap_hours)
        made = commands.rotate(
            webhook_id=_id(call), overlap=hours, by=call.actor, access=call.access, at=call.at
        )
        return Secret(id=made.id, secret=made.secret)

    @routes.post("/webhooks/{id}/replay", scope=WRITE, body=From, answer=Done, status=202)
    def replay_webhook(call: Call[From, NoQuery]) -> Done:
        """Send everything again from a cursor of the feed or an instant on."""
        commands.replay(
            webhook_id=_id(call),
            cursor=call.body.cursor,
            since=call.body.since,
            by=call.actor,
            access=call.access,
            at=call.at,
        )
        return Done(id=_id(call))

    @routes.post(
        "/webhooks/{id}/deliveries/{delivery}/retry",
        scope=WRITE,
        answer=Done,
        status=202,
        repeat=Repeat.NATURAL,
    )
    def retry_delivery(call: Call[None, NoQuery]) -> Done:
        """Send one delivery now; sent twice, the receiver knows it by its id."""
        delivery = _id(call, "delivery")
        commands.retry(
            webhook_id=_id(call), delivery_id=delivery, by=call.actor, access=call.access, at=call.at
        )
        return Done(id=delivery)


def _id(call: Call[Any, Any], name: str = "id") -> UUID:
    """An id in the address; refuses with `not_found` what is none."""
    try:
        return UUID(call.path[name])
    except ValueError:
        noun = "webhook" if name == "id" else "delivery"
        raise NotFound(noun=noun, ref=call.path[name][:60]) from None
