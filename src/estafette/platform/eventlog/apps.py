from django.apps import AppConfig


class EventLogConfig(AppConfig):
    name = "estafette.platform.eventlog"
    label = "eventlog"
