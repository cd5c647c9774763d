"""Column expressions that every room's models share."""

from django.db.models import Func, UUIDField


class UUID7(Func):
    """PostgreSQL's `uuidv7()`, as the database default of a primary key: sorts by time of making."""

    function = "uuidv7"
    arity = 0
    output_field = UUIDField()
