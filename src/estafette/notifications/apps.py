from django.apps import AppConfig


class NotificationsConfig(AppConfig):
    name = "estafette.notifications"
    label = "notifications"
