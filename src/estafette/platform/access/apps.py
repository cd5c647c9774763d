from django.apps import AppConfig


class AccessConfig(AppConfig):
    name = "estafette.platform.access"
    label = "access"
