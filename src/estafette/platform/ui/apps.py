from django.apps import AppConfig


class UiConfig(AppConfig):
    name = "estafette.platform.ui"
    label = "ui"
