"""The roof: the only place that sees all rooms. Settings, addresses, the command line, the map of flows."""
