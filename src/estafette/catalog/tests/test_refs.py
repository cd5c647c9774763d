"""What codes mean: one statement, and a memory that is never older than it says."""

from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from django.db import connection, transaction

from estafette.catalog import commands, queries
from estafette.catalog.queries import refs
from estafette.catalog.types import BarcodeDraft, ComponentDraft, FieldDraft, KitDraft, SkuDraft
from estafette.platform import recent, sql
from estafette.platform.access.types import SYSTEM

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def skus() -> None:
    recent.forget_all()
    with transaction.atomic():
        _write()


def _write() -> None:
    drafts = [SkuDraft(code="K", kind="kit"), SkuDraft(code="A"), SkuDraft(code="B", active=False)]
    commands.upsert_skus(drafts=drafts, by=SYSTEM, at=AT)
    kit = KitDraft(sku="K", components=(ComponentDraft(sku="A", quantity=2, share=3),))
    commands.define_kit(drafts=[kit], by=SYSTEM, at=AT)


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Names of the statements that were run."""
    names: list[str] = []
    run = sql.Statement.rows
    refs._watch.look()

    def rows(self: sql.Statement, **params: object) -> list[tuple[object, ...]]:
        names.append(self.name)
        return run(self, **params)

    monkeypatch.setattr(sql.Statement, "rows", rows)
    return names


def test_codes_are_resolved_in_one_statement(asked: list[str]) -> None:
    found = queries.skus_by_code(codes=["K", "A", "B", "nope"], at=AT)
    assert sorted(found) == ["A", "B", "K"]
    assert (found["A"].active, found["B"].active) == (True, False)
    part = found["K"].components[0]
    assert (part.sku_id, part.code, part.quantity, part.share) == (found["A"].id, "A", 2, 3)
    assert len(asked) == 1
    assert queries.skus_by_id(ids=[found["K"].id], at=AT) == {found["K"].id: found["K"]}
    assert queries.skus_by_code(codes=[], at=AT) == {}


def test_the_second_look_asks_nothing_and_a_miss_is_asked_again(asked: list[str]) -> None:
    first = queries.sku_refs(codes=["A", "nope"], at=AT)
    assert queries.sku_refs(codes=["A"], at=AT + timedelta(seconds=1)) == first
    assert len(asked) == 1
    queries.sku_refs(codes=["A", "nope"], at=AT)
    assert len(asked) == 2


def test_another_instant_is_never_answered_from_memory(asked: list[str]) -> None:
    queries.sku_refs(codes=["K"], at=AT)
    assert queries.sku_refs(codes=["K"], at=AT - timedelta(hours=1))["K"].kit_version is None
    assert len(asked) == 2


@pytest.mark.django_db(transaction=True)
def test_a_change_of_another_process_is_felt_when_it_is_committed(monkeypatch: pytest.MonkeyPatch) -> None:
    def at_once() -> bool:
        refs._watch._looked = 0.0
        return queries.sku_refs(codes=["A"], at=AT)["A"].active

    assert at_once()
    settings = connection.settings_dict
    with psycopg.connect(
        host=settings["HOST"], port=settings["PORT"] or None, user=settings["USER"] or None,
        password=settings["PASSWORD"] or None, dbname=settings["NAME"],
    ) as other:  # fmt: skip
        other.execute(sql.load("estafette.catalog", "note_change.sql").text)
        other.execute("UPDATE catalog_sku SET active = false WHERE code = 'A'")
        assert at_once()
        other.commit()
        assert queries.sku_refs(codes=["A"], at=AT)["A"].active
        assert not at_once()


def test_a_change_of_this_process_is_seen_at_once_after_its_commit(
    django_capture_on_commit_callbacks: object,
) -> None:
    queries.sku_refs(codes=["A"], at=AT)
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        commands.upsert_skus(drafts=[SkuDraft(code="A", sellable=False)], by=SYSTEM, at=AT)
    assert not queries.sku_refs(codes=["A"], at=AT)["A"].sellable


def test_barcodes_are_resolved_in_any_length() -> None:
    draft = SkuDraft(code="A", barcodes=(BarcodeDraft(gtin="96385074", quantity=12),))
    commands.upsert_skus(drafts=[draft], by=SYSTEM, at=AT)
    found = queries.skus_by_gtin(gtins=["96385074", "00000096385074", "4006381333931"], at=AT)
    assert {gtin: (ref.code, quantity) for gtin, (ref, quantity) in found.items()} == {
        "96385074": ("A", 12),
        "00000096385074": ("A", 12),
    }


def test_what_buyers_fill_in_is_checked_in_bulk() -> None:
    field = FieldDraft(name="initials", max_length=2, required=True)
    drafts = [SkuDraft(code="P", personalization=(field,)), SkuDraft(code="Q")]
    commands.upsert_skus(drafts=drafts, by=SYSTEM, at=AT)
    refs = queries.skus_by_code(codes=["P", "Q"], at=AT)
    assert (refs["P"].personalized, refs["Q"].personalized) == (True, False)
    one, other = refs["P"].id, refs["Q"].id
    filled = [
        (one, {"initials": "AB"}),
        (one, {}),
        (one, {"initials": "ABC"}),
        (other, {}),
        (other, {"x": "y"}),
    ]
    faults = queries.personalization_faults(filled=filled)
    assert [[fault.field for fault in each] for each in faults] == [
        [], ["personalization.initials"], ["personalization.initials"], [], ["personalization.x"],
    ]  # fmt: skip


def test_the_hot_look_up_scans_no_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO catalog_sku (code, kind, active, sellable, sold_alone, base_unit, display_unit,"
            " display_factor, hazard_class, cold_chain, tax_category, options, version, updated_at)"
            " SELECT 'S' || n, 'item', true, true, true, 'piece', 'piece', 1, '', 'none', 'standard', '{}', 1, %s"
            " FROM generate_series(1, 20000) n",
            [AT],
        )
        cursor.execute("ANALYZE catalog_sku")
        text = sql.load("estafette.catalog", "skus_by_code.sql").text
        cursor.execute("EXPLAIN " + text, {"codes": ["S1", "S2", "K"], "at": AT})
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Seq Scan on catalog_sku" not in plan
    assert "catalog_sku_code" in plan
