from django.apps import AppConfig


class NetworkConfig(AppConfig):
    name = "estafette.network"
    label = "network"
