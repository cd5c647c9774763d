from django.apps import AppConfig


class SourcingConfig(AppConfig):
    name = "estafette.sourcing"
    label = "sourcing"
