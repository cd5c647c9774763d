"""Opening hours of the demo shop's places, and the dates on which they differ."""

from collections.abc import Iterator
from datetime import date, timedelta

from estafette.network.types import ExceptionDraft, OpenDraft, WeeklyDraft
from estafette.testing.demo.cities import Site

FIXED: dict[str, dict[tuple[int, int], str]] = {
    "FR": {(1, 1): "Jour de l'an", (5, 1): "Fête du travail", (7, 14): "Fête nationale", (8, 15): "Assomption",
           (11, 1): "Toussaint", (11, 11): "Armistice", (12, 25): "Noël"},
    "BE": {(1, 1): "Nouvel an", (5, 1): "Fête du travail", (7, 21): "Fête nationale", (11, 1): "Toussaint",
           (11, 11): "Armistice", (12, 25): "Noël"},
    "LU": {(1, 1): "Nouvel an", (5, 1): "Fête du travail", (6, 23): "Fête nationale", (12, 25): "Noël"},
    "DE": {(1, 1): "Neujahr", (5, 1): "Tag der Arbeit", (10, 3): "Tag der Deutschen Einheit",
           (12, 25): "Weihnachten", (12, 26): "Weihnachten"},
    "AT": {(1, 1): "Neujahr", (1, 6): "Heilige Drei Könige", (5, 1): "Staatsfeiertag",
           (10, 26): "Nationalfeiertag", (12, 25): "Weihnachten", (12, 26): "Stefanitag"},
    "NL": {(1, 1): "Nieuwjaar", (4, 27): "Koningsdag", (12, 25): "Kerst", (12, 26): "Kerst"},
    "ES": {(1, 1): "Año Nuevo", (1, 6): "Reyes", (5, 1): "Fiesta del Trabajo", (10, 12): "Fiesta Nacional",
           (12, 6): "Día de la Constitución", (12, 25): "Navidad"},
    "IT": {(1, 1): "Capodanno", (1, 6): "Epifania", (4, 25): "Liberazione", (5, 1): "Festa del Lavoro",
           (6, 2): "Festa della Repubblica", (8, 15): "Ferragosto", (12, 25): "Natale"},
    "PT": {(1, 1): "Ano Novo", (4, 25): "Dia da Liberdade", (5, 1): "Dia do Trabalhador",
           (6, 10): "Dia de Portugal", (12, 25): "Natal"},
    "IE": {(1, 1): "New Year's Day", (3, 17): "Saint Patrick's Day", (12, 25): "Christmas Day"},
    "GB": {(1, 1): "New Year's Day", (12, 25): "Christmas Day", (12, 26): "Boxing Day"},
}  # fmt: skip
"""Public holidays of fixed date on which shops are closed, by country."""

DAYS = {
    "FR": ("10:00", "19:30"),
    "DE": ("10:00", "20:00"),
    "ES": ("10:00", "21:00"),
    "GB": ("10:00", "19:00"),
}
SUNDAYS = {
    "GB": ("11:30", "17:30"),
    "IE": ("12:00", "18:00"),
    "NL": ("12:00", "18:00"),
    "PT": ("11:00", "19:00"),
}
"""Countries whose stores open on Sundays too."""
TOURIST = frozenset({"PAR-MARAIS", "PAR-OPERA", "NIC-MASSEN"})
"""French stores in quarters where shops may open on Sundays."""
CLOSED_ON_MONDAY_MORNING = frozenset({"LIM-CLOCHE", "PER-MAILLY", "AJA-FESCH", "BES-GRANGE", "ANN-ROYALE"})


def store_hours(site: Site) -> tuple[WeeklyDraft, ...]:
    """A store's week: Monday to Saturday, closed on Sundays except where custom has it otherwise."""
    opens, closes = DAYS.get(site.country, ("10:00", "19:00"))
    week = [WeeklyDraft(weekday=day, opens=opens, closes=closes) for day in range(1, 7)]
    if site.code in CLOSED_ON_MONDAY_MORNING:
        week[0] = WeeklyDraft(weekday=1, opens="14:00", closes=closes)
    sunday = SUNDAYS.get(site.country) or (("11:00", "19:00") if site.code in TOURIST else None)
    if sunday:
        week.append(WeeklyDraft(weekday=7, opens=sunday[0], closes=sunday[1]))
    return tuple(week)


def warehouse_hours() -> tuple[WeeklyDraft, ...]:
    """Two shifts from Monday to Friday, one on Saturdays."""
    week = [WeeklyDraft(weekday=day, opens="05:30", closes="21:30") for day in range(1, 6)]
    return (*week, WeeklyDraft(weekday=6, opens="06:00", closes="13:00"))


def counter_hours() -> tuple[WeeklyDraft, ...]:
    """A partner's counter: long days, a short Sunday."""
    week = [WeeklyDraft(weekday=day, opens="08:00", closes="21:00") for day in range(1, 7)]
    return (*week, WeeklyDraft(weekday=7, opens="09:00", closes="13:00"))


def exceptions(site: Site, *, today: date, store: bool) -> tuple[ExceptionDraft, ...]:
    """The dates of the coming year that differ: holidays, and for stores Christmas Eve and Sundays in Advent."""
    found = {on: ExceptionDraft(on=on, reason=reason) for on, reason in _holidays(site.country, today)}
    if store:
        for on in _within_a_year(12, 24, today):
            found[on] = ExceptionDraft(on=on, open=_open("10:00", "17:00"), reason="24 December")
        if site.country in ("FR", "BE", "LU"):
            for on in _advent_sundays(today):
                reason = "Dimanche de l'Avent"
                found.setdefault(on, ExceptionDraft(on=on, open=_open("11:00", "19:00"), reason=reason))
    if site.code == "ROU-GROSHO":
        for ahead in range(12, 15):
            on = today + timedelta(days=ahead)
            found[on] = ExceptionDraft(on=on, reason="Travaux dans le magasin")
    return tuple(found[on] for on in sorted(found))


def _open(opens: str, closes: str) -> tuple[OpenDraft, ...]:
    return (OpenDraft(opens=opens, closes=closes),)


def _holidays(country: str, today: date) -> Iterator[tuple[date, str]]:
    for (month, day), reason in FIXED[country].items():
        for on in _within_a_year(month, day, today):
            yield on, reason


def _within_a_year(month: int, day: int, today: date) -> Iterator[date]:
    found = date(today.year, month, day)
    yield found if found >= today else date(today.year + 1, month, day)


def _advent_sundays(today: date) -> Iterator[date]:
    for christmas in _within_a_year(12, 25, today):
        before = christmas - timedelta(days=christmas.isoweekday())
        yield from (before - timedelta(days=7), before)
