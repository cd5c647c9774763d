from django.apps import AppConfig


class CatalogConfig(AppConfig):
    name = "estafette.catalog"
    label = "catalog"
