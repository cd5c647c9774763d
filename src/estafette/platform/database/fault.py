"""What may go wrong with the embedded database, said so that a person can act on it."""


class DatabaseFault(Exception):
    """The embedded database cannot do what was asked; the message says why and what to do."""
