"""Users and API keys. Limits are arrays of internal ids: small, read whole, and null means no limit."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower, Now

from estafette.platform.columns import UUID7


def _ids() -> "ArrayField[list[int] | None, list[int] | None]":
    return ArrayField(models.IntegerField(), null=True, blank=True)


class User(AbstractBaseUser):
    """A person who signs in. The e-mail address, in lower case, is the user name."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    email = models.EmailField(unique=True)
    name = models.CharField(max_length=120)
    roles = ArrayField(models.CharField(max_length=40), default=list)
    language = models.CharField(max_length=2, default="en")
    time_zone = models.CharField(max_length=64, default="UTC")
    channels = _ids()
    locations = _ids()
    suppliers = _ids()
    is_active = models.BooleanField(default=True)
    created_at = models.DateTimeField(db_default=Now())
    created_by = models.CharField(max_length=80)

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    objects = BaseUserManager()

    class Meta:
        constraints = [
            models.CheckConstraint(name="access_user_email_lower", condition=models.Q(email=Lower("email"))),
            models.CheckConstraint(
                name="access_user_language", condition=models.Q(language__in=["en", "fr"])
            ),
        ]

    def __str__(self) -> str:
        return self.email


class ApiKey(models.Model):
    """A key of the API. Only the hash of its secret is kept."""

    public_id = models.CharField(max_length=8, primary_key=True)
    digest = models.BinaryField(max_length=32)
    name = models.CharField(max_length=120)
    permissions = ArrayField(models.CharField(max_length=40), default=list)
    channels = _ids()
    locations = _ids()
    suppliers = _ids()
    per_minute = models.IntegerField(default=0)
    created_at = models.DateTimeField()
    created_by = models.CharField(max_length=80)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)
    revoked_by = models.CharField(max_length=80, default="", blank=True)
    last_used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(name="access_apikey_rate", condition=models.Q(per_minute__gte=0)),
        ]

    def __str__(self) -> str:
        return f"{self.name} ({self.public_id})"


class Change(models.Model):
    """What was done to a user or a key, by whom and when. Append-only; holds no secret."""

    id = models.UUIDField(primary_key=True, db_default=UUID7(), editable=False)
    at = models.DateTimeField()
    by = models.CharField(max_length=80)
    verb = models.CharField(max_length=40)
    subject = models.CharField(max_length=80)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [models.Index(name="access_change_subject", fields=["subject", "-at"])]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.by} {self.verb} {self.subject}"
