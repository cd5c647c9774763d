"""Who buys: customers, their contacts and consents.

Guarantees: personal data lives in contact rows alone, which can be erased; everything append-only refers to
them by id. Neighbors: orders keep contact ids.
"""
