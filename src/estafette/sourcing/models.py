"""Rule sets and decisions. Both are only ever added to."""

from django.db import models


class RuleSetRow(models.Model):
    """A published rule set. The highest version holds; without a row the rules of the house do, as version 0."""

    version = models.IntegerField(primary_key=True)
    body = models.JSONField()
    published_at = models.DateTimeField()
    published_by = models.TextField()

    class Meta:
        db_table = "sourcing_rule_set"


class DecisionRow(models.Model):
    """What was decided for one order, upon what, and why. `position` is where the event log stood."""

    pk = models.CompositePrimaryKey("order_id", "id")
    order_id = models.UUIDField()
    id = models.UUIDField()
    batch = models.UUIDField()
    rules = models.IntegerField()
    seed = models.IntegerField()
    position = models.BigIntegerField()
    decided_at = models.DateTimeField()
    actor = models.TextField()
    cost = models.BigIntegerField()
    bound = models.BigIntegerField()
    steps = models.JSONField()
    reasons = models.JSONField()

    class Meta:
        db_table = "sourcing_decision"

    def __str__(self) -> str:
        return str(self.id)
