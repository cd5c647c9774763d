from django.apps import AppConfig


class PricingConfig(AppConfig):
    name = "estafette.pricing"
    label = "pricing"
