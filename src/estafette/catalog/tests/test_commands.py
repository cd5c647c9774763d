"""SKUs, styles, kits and barcodes on a real database."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from functools import partial
from types import SimpleNamespace
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from estafette.catalog import commands, queries
from estafette.catalog.models import Barcode, KitVersion, Sku, SkuText
from estafette.catalog.types import (
    BarcodeDraft,
    BarcodeSet,
    ComponentDraft,
    FieldDraft,
    KitDraft,
    SkuDraft,
    SkuKind,
    StyleDraft,
    TextDraft,
    TextSet,
)
from estafette.platform import transactions
from estafette.platform.access.types import EVERYTHING, SYSTEM, Access
from estafette.platform.refusal import Forbidden, Refusal, Refused

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


def upsert(*drafts: SkuDraft, at: datetime = AT) -> list[str]:
    return [done.outcome for done in commands.upsert_skus(drafts=drafts, by=SYSTEM, at=at)]


def define(sku: str, *parts: tuple[str, int], start: datetime | None = None, at: datetime = AT) -> str:
    components = tuple(ComponentDraft(sku=code, quantity=quantity) for code, quantity in parts)
    draft = KitDraft(sku=sku, components=components, effective_from=start)
    return commands.define_kit(drafts=[draft], by=SYSTEM, at=at)[0].outcome


def refused(work: Callable[[], Any]) -> list[tuple[str, str]]:
    """(field, code) of every refusal; what was begun is undone."""
    try:
        with transaction.atomic():
            work()
    except Refusal as refusal:
        return [(refusal.field, refusal.code)]
    except Refused as several:
        return [(each.field, each.code) for each in several.refusals]
    return pytest.fail("nothing was refused")


def events() -> list[tuple[str, int, str]]:
    with connection.cursor() as cursor:
        cursor.execute("SELECT aggregate, version, kind FROM eventlog_pending ORDER BY id")
        return list(cursor.fetchall())


def test_skus_are_created_changed_and_left_alone() -> None:
    assert upsert(SkuDraft(code="A"), SkuDraft(code="B", weight_g=100)) == ["created", "created"]
    assert upsert(SkuDraft(code="A"), SkuDraft(code="B", weight_g=200), SkuDraft(code="C")) == [
        "same", "changed", "created",
    ]  # fmt: skip
    assert dict(Sku.objects.values_list("code", "version")) == {"A": 1, "B": 2, "C": 1}
    assert Sku.objects.get(code="B").weight_g == 200


def test_events_carry_the_versions_without_gaps() -> None:
    upsert(SkuDraft(code="A"))
    upsert(SkuDraft(code="A"))
    upsert(SkuDraft(code="A", texts=(TextDraft(locale="fr", name="Un"),)))
    upsert(SkuDraft(code="A", weight_g=5))
    sku = Sku.objects.get(code="A")
    assert events() == [(f"sku:{sku.pk}", version, "catalog.sku_changed") for version in (1, 2, 3)]


def test_parts_not_sent_stay_and_parts_sent_replace() -> None:
    upsert(
        SkuDraft(
            code="A",
            barcodes=(BarcodeDraft(gtin="4006381333931"), BarcodeDraft(gtin="96385074", quantity=6)),
            texts=(TextDraft(locale="fr", name="Un"), TextDraft(locale="en", name="One")),
            personalization=(FieldDraft(name="initials", max_length=3),),
        )
    )
    upsert(SkuDraft(code="A", weight_g=1))
    view = queries.read_sku(code="A", access=EVERYTHING)
    assert [(each.gtin, each.quantity) for each in view.barcodes] == [("96385074", 6), ("4006381333931", 1)]
    assert [each.name for each in view.texts] == ["One", "Un"]
    assert [each.name for each in view.personalization] == ["initials"]
    upsert(SkuDraft(code="A", weight_g=1, barcodes=(), texts=(TextDraft(locale="fr", name="Deux"),)))
    view = queries.read_sku(code="A", access=EVERYTHING)
    assert (view.barcodes, [each.name for each in view.texts], view.version) == ((), ["Deux"], 3)


def test_one_bad_row_refuses_all_and_names_every_bad_row() -> None:
    found = refused(
        lambda: upsert(
            SkuDraft(code="A"), SkuDraft(code="B", base_unit="inch"), SkuDraft(code="C", style="no")
        )
    )
    assert found == [("skus[1].base_unit", "unknown_unit")]
    found = refused(lambda: upsert(SkuDraft(code="A", style="no"), SkuDraft(code="C", style="nor")))
    assert found == [("skus[0].style", "unknown_style"), ("skus[1].style", "unknown_style")]
    assert not Sku.objects.exists()


def test_kind_and_base_unit_never_change() -> None:
    upsert(SkuDraft(code="A"))
    found = refused(lambda: upsert(SkuDraft(code="A", kind="kit", base_unit="gram", display_unit="gram")))
    assert found == [("skus[0].kind", "kind_fixed"), ("skus[0].base_unit", "unit_fixed")]


def test_two_variants_of_a_style_differ() -> None:
    commands.upsert_styles(drafts=[StyleDraft(code="TEE")], by=SYSTEM, at=AT)
    upsert(SkuDraft(code="TEE-M", style="TEE", options={"size": "M"}))
    found = refused(lambda: upsert(SkuDraft(code="TEE-M2", style="TEE", options={"size": "M"})))
    assert found == [("skus[0].options", "variant_taken")]
    assert upsert(
        SkuDraft(code="TEE-M2", style="TEE", options={"size": "M"}),
        SkuDraft(code="TEE-M", style="TEE", options={"size": "L"}),
    ) == ["created", "changed"]
    assert queries.read_style(code="TEE", access=EVERYTHING).skus == ("TEE-M", "TEE-M2")


def test_a_barcode_belongs_to_one_sku_and_can_move_in_one_call() -> None:
    upsert(SkuDraft(code="A", barcodes=(BarcodeDraft(gtin="012345678905"),)), SkuDraft(code="B"))
    thirteen = (BarcodeDraft(gtin="0012345678905"),)
    found = refused(lambda: upsert(SkuDraft(code="B", barcodes=thirteen)))
    assert found == [("skus[0].barcodes[0].gtin", "gtin_taken")]
    sets = [BarcodeSet(sku="A", barcodes=()), BarcodeSet(sku="B", barcodes=thirteen)]
    done = commands.set_barcodes(sets=sets, by=SYSTEM, at=AT)
    assert [(each.code, each.outcome, each.version) for each in done] == [
        ("A", "changed", 2),
        ("B", "changed", 2),
    ]
    assert Barcode.objects.get().sku.code == "B"
    assert queries.read_barcode(gtin="12345678905".zfill(14), access=EVERYTHING, at=AT).sku == "B"
    again = commands.set_barcodes(sets=sets, by=SYSTEM, at=AT)
    assert [each.outcome for each in again] == ["same", "same"]


def test_texts_are_set_by_locale() -> None:
    upsert(SkuDraft(code="A"))
    texts = (TextDraft(locale="fr-BE", name="Nom"),)
    commands.set_texts(sets=[TextSet(sku="A", texts=texts)], by=SYSTEM, at=AT)
    assert SkuText.objects.get().locale == "fr-BE"
    bad = [TextSet(sku="A", texts=texts), TextSet(sku="Z", texts=texts)]
    assert refused(lambda: commands.set_texts(sets=bad, by=SYSTEM, at=AT)) == [("sets[1].sku", "unknown_sku")]


def test_a_kit_has_versions_and_each_instant_its_own() -> None:
    upsert(SkuDraft(code="K", kind="kit"), SkuDraft(code="A", weight_g=10), SkuDraft(code="B"))
    assert queries.skus_by_code(codes=["K"], at=AT)["K"].kit_version is None
    assert define("K", ("A", 2)) == "created"
    assert define("K", ("A", 2), at=AT + HOUR) == "same"
    assert define("K", ("B", 1), ("A", 1), start=AT + 3 * HOUR, at=AT + HOUR) == "changed"
    before = queries.skus_by_code(codes=["K"], at=AT + 2 * HOUR)["K"]
    after = queries.skus_by_code(codes=["K"], at=AT + 3 * HOUR)["K"]
    assert before.kind is SkuKind.KIT
    assert [(part.code, part.quantity, part.weight_g) for part in before.components] == [("A", 2, 10)]
    assert [part.code for part in after.components] == ["B", "A"]
    assert (before.kit_version, after.kit_version) == (1, 2)
    assert KitVersion.objects.count() == 2


def test_a_planned_kit_stands_whatever_is_said_for_the_time_before_it() -> None:
    upsert(SkuDraft(code="K", kind="kit"), SkuDraft(code="A"), SkuDraft(code="B"))
    assert define("K", ("A", 1)) == "created"
    assert define("K", ("A", 1), start=AT + 2 * HOUR) == "changed"
    assert define("K", ("A", 1), start=AT + 2 * HOUR) == "same"
    assert define("K", ("A", 1)) == "same"
    assert define("K", ("B", 1), start=AT + HOUR) == "changed"
    made_of = [
        queries.skus_by_code(codes=["K"], at=AT + hours * HOUR)["K"].components[0].code for hours in range(3)
    ]
    assert made_of == ["A", "B", "A"]


def test_kits_are_made_of_active_items_alone() -> None:
    upsert(SkuDraft(code="K", kind="kit"), SkuDraft(code="L", kind="kit"), SkuDraft(code="A", active=False))
    found = refused(lambda: define("K", ("L", 1), ("A", 1), ("Z", 1), start=AT - HOUR))
    assert found == [
        ("kits[0].effective_from", "kit_in_past"),
        ("kits[0].components[0].sku", "kit_in_kit"),
        ("kits[0].components[1].sku", "component_retired"),
        ("kits[0].components[2].sku", "unknown_sku"),
    ]
    assert refused(lambda: define("A", ("A", 1)))[0] == ("kits[0].sku", "not_a_kit")
    late = datetime(9999, 12, 31, tzinfo=UTC)
    assert refused(lambda: define("K", ("A", 1), start=late)) == [("kits[0].effective_from", "bad_instant")]
    assert refused(lambda: define("K")) == [("kits[0].components", "kit_empty")]


def test_a_component_is_not_retired_before_its_kit() -> None:
    upsert(SkuDraft(code="K", kind="kit"), SkuDraft(code="A"), SkuDraft(code="B"))
    define("K", ("A", 1))
    define("K", ("B", 1), start=AT + HOUR)
    at = AT + timedelta(minutes=30)
    for code in ("A", "B"):
        found = refused(partial(commands.retire, codes=[code], by=SYSTEM, at=at))
        assert found == [("skus[0]", "still_in_kit")]
    assert refused(lambda: upsert(SkuDraft(code="B", active=False), at=at)) == [
        ("skus[0].active", "still_in_kit")
    ]
    commands.retire(codes=["A"], by=SYSTEM, at=AT + 2 * HOUR)
    done = commands.retire(codes=["B", "K"], by=SYSTEM, at=AT + 2 * HOUR)
    assert [each.outcome for each in done] == ["changed", "changed"]
    assert not Sku.objects.filter(active=True).exists()
    assert commands.retire(codes=["B"], by=SYSTEM, at=AT + 3 * HOUR)[0].outcome == "same"
    assert refused(lambda: commands.retire(codes=["nope"], by=SYSTEM, at=AT)) == [("skus[0]", "unknown_sku")]


def test_lists_search_filter_and_page() -> None:
    upsert(
        SkuDraft(code="BAG-1", texts=(TextDraft(locale="fr", name="Sac en cuir rouge"),)),
        SkuDraft(code="BAG-2", texts=(TextDraft(locale="fr", name="Sac en toile"),), active=False),
        SkuDraft(code="HAT-1", kind="kit", barcodes=(BarcodeDraft(gtin="96385074"),)),
    )

    def found(**filters: Any) -> list[str]:
        return [view.code for view in queries.list_skus(access=EVERYTHING, **filters).items]

    assert found(q="BAG") == ["BAG-1", "BAG-2"]
    assert found(q="cuir sac") == ["BAG-1"]
    assert found(q="soie") == []
    assert found(kind="kit") == ["HAT-1"]
    assert found(active=False) == ["BAG-2"]
    assert found(gtin="96385074") == ["HAT-1"]
    assert found(changed_since=AT + HOUR) == []
    first = queries.list_skus(access=EVERYTHING, limit=2)
    assert [view.code for view in first.items] == ["BAG-1", "BAG-2"]
    assert first.next is not None
    rest = queries.list_skus(access=EVERYTHING, limit=2, cursor=first.next)
    assert ([view.code for view in rest.items], rest.next) == (["HAT-1"], None)


def test_statements_do_not_grow_with_the_number_of_skus() -> None:
    def statements(work: Callable[[], Any]) -> int:
        with CaptureQueriesContext(
            connection,
        ) as caught:
            work()
        return len(caught)

    def drafts(start: int, count: int) -> list[SkuDraft]:
        text = (TextDraft(locale="fr", name="Nom"),)
        return [SkuDraft(code=f"S{n:04}", texts=text, barcodes=()) for n in range(start, start + count)]

    few = statements(lambda: upsert(*drafts(0, 2)))
    many = statements(lambda: upsert(*drafts(100, 200)))
    assert many == few <= 15
    one = statements(lambda: queries.list_skus(access=EVERYTHING, limit=1))
    full = statements(lambda: queries.list_skus(access=EVERYTHING, limit=100))
    assert one == full <= 7


def test_a_command_needs_its_transaction_and_a_list_its_permission(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(transactions, "connection", SimpleNamespace(in_atomic_block=False))
    with pytest.raises(transactions.NoTransaction):
        upsert(SkuDraft(code="A"))
    with pytest.raises(Forbidden):
        queries.list_skus(access=Access(permissions=frozenset({"orders:read"})))
