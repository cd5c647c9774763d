"""Questions about webhooks and their deliveries."""

from estafette.notifications.queries.lists import list_deliveries, list_webhooks, read_webhook

__all__ = ["list_deliveries", "list_webhooks", "read_webhook"]
