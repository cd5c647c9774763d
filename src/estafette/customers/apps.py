from django.apps import AppConfig


class CustomersConfig(AppConfig):
    name = "estafette.customers"
    label = "customers"
