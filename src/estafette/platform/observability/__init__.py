"""What can be seen from outside: structured logs, measures for Prometheus, an id for every request.

Guarantees: no personal data in logs or labels; label values come from bounded sets (route names, status
codes), never from what a caller sent. Rooms define their measures through `metrics`.
"""
