"""Connectors to outside systems, found by entry points. They see only `ports` and `types` of the core."""
