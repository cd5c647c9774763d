"""Webhooks, what they are to be told, and the lanes in which it goes out."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from estafette.notifications.types import DeliveryState, WebhookState
from estafette.platform.columns import UUID7


class Webhook(models.Model):
    """A system that is told. Its limits are those of the key that made it, or narrower ones.

    `after` is the end of the log when it was made. `fill_after` and `fill_since` mark how far past events have
    been made deliveries, while that lasts: nothing goes out meanwhile. `old_secrets` (`sealed`, `until`) sign too. `fill_again` tells that a replay sends
    what was delivered before.
    """

    id = models.UUIDField(primary_key=True, db_default=UUID7())
    url = models.TextField()
    description = models.TextField(default="", blank=True)
    types = ArrayField(models.TextField(), default=list, blank=True)
    channels = ArrayField(models.IntegerField(), null=True)
    locations = ArrayField(models.IntegerField(), null=True)
    state = models.TextField(default="active")
    reason = models.TextField(default="", blank=True)
    secret = models.TextField()
    old_secrets = models.JSONField(default=list)
    after = models.BigIntegerField()
    fill_after = models.BigIntegerField(null=True)
    fill_since = models.DateTimeField(null=True)
    fill_again = models.BooleanField(default=False)
    failing_since = models.DateTimeField(null=True)
    last_error = models.TextField(default="", blank=True)
    last_success_at = models.DateTimeField(null=True)
    disabled_at = models.DateTimeField(null=True)
    version = models.IntegerField(default=1)
    created_at = models.DateTimeField()
    created_by = models.TextField()
    updated_at = models.DateTimeField()

    class Meta:
        db_table = "notifications_webhook"
        constraints = [
            models.UniqueConstraint(
                fields=["created_by", "url"],
                condition=~Q(state="deleted"),
                name="notifications_webhook_url",
            ),
            models.CheckConstraint(
                condition=Q(state__in=[each.value for each in WebhookState]),
                name="notifications_webhook_state",
            ),
        ]

    def __str__(self) -> str:
        return str(self.id)


class Delivery(models.Model):
    """An event that a webhook is told. `generation` grows when it is to be sent again; `log` holds the last attempts."""

    id = models.UUIDField(primary_key=True, db_default=UUID7())
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="deliveries", db_index=False)
    position = models.BigIntegerField()
    sequenced_at = models.DateTimeField()
    aggregate = models.TextField()
    version = models.IntegerField()
    type = models.TextField()
    state = models.TextField(default="pending")
    generation = models.IntegerField(default=1)
    attempts = models.IntegerField(default=0)
    log = models.JSONField(default=list)
    created_at = models.DateTimeField()
    delivered_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "notifications_delivery"
        constraints = [
            models.UniqueConstraint(fields=["webhook", "position"], name="notifications_delivery_once"),
            models.CheckConstraint(
                condition=Q(state__in=[each.value for each in DeliveryState]),
                name="notifications_delivery_state",
            ),
        ]
        indexes = [
            models.Index(
                fields=["webhook", "aggregate", "position"],
                condition=Q(state="pending"),
                name="notifications_delivery_pending",
            ),
            models.Index(fields=["created_at"], name="notifications_delivery_age"),
        ]

    def __str__(self) -> str:
        return f"{self.webhook_id} {self.position}"


class Lane(models.Model):
    """The deliveries of one aggregate to one webhook. Whoever holds its lease sends them, one after the other.

    `due_at` is when it is to be worked on; null when nothing waits.
    """

    pk = models.CompositePrimaryKey("webhook_id", "aggregate")
    webhook = models.ForeignKey(Webhook, on_delete=models.CASCADE, related_name="lanes", db_index=False)
    aggregate = models.TextField()
    due_at = models.DateTimeField(null=True)
    lease = models.UUIDField(null=True)
    leased_until = models.DateTimeField(null=True)

    class Meta:
        db_table = "notifications_lane"
        indexes = [
            models.Index(
                fields=["webhook", "due_at"], condition=Q(due_at__isnull=False), name="notifications_lane_due"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.webhook_id} {self.aggregate}"
