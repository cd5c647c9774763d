from django.apps import AppConfig


class InventoryConfig(AppConfig):
    name = "estafette.inventory"
    label = "inventory"
