from django.apps import AppConfig


class OrdersConfig(AppConfig):
    name = "estafette.orders"
    label = "orders"
