"""Identities: what must be true of the whole database after every commit, and how it is proven."""

from dataclasses import dataclass

from estafette.platform.sql import Statement


@dataclass(frozen=True, slots=True)
class Identity:
    """A name, the formula, and a statement that returns one row (offender, what is wrong) for each breach."""

    name: str
    formula: str
    offenders: Statement


@dataclass(frozen=True, slots=True)
class Breach:
    """One offender of one identity."""

    identity: str
    offender: str
    detail: str


def breaches(identity: Identity) -> list[Breach]:
    """All offenders of an identity, by name."""
    rows = identity.offenders.rows()
    return sorted(
        (Breach(identity.name, str(offender), str(detail)) for offender, detail in rows),
        key=lambda breach: breach.offender,
    )
