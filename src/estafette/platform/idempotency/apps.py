from django.apps import AppConfig


class IdempotencyConfig(AppConfig):
    name = "estafette.platform.idempotency"
    label = "idempotency"
