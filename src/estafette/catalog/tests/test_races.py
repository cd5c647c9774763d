"""Two at once on a real database: one wins, the other is told to send again, and then gets its answer."""

import threading
from collections.abc import Callable, Iterable
from datetime import UTC, datetime
from typing import Any

import pytest
from django.db import connection

from estafette.catalog import commands
from estafette.catalog.models import Barcode, KitComponent, Sku
from estafette.catalog.types import BarcodeDraft, BarcodeSet, ComponentDraft, KitDraft, SkuDraft, StillInKit
from estafette.platform.access.types import SYSTEM
from estafette.platform.refusal import Busy, Refusal
from estafette.platform.transactions import door

pytestmark = pytest.mark.django_db(transaction=True)
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)


def upsert(*codes: str, **more: Any) -> None:
    commands.upsert_skus(drafts=[SkuDraft(code=code, **more) for code in codes], by=SYSTEM, at=AT)


def beside(work: Callable[[], object], other: Callable[[], object]) -> list[str]:
    """Do `work`, and before it commits begin `other` in a second connection; the codes of their refusals."""
    told: dict[str, str] = {}
    begun, done = threading.Event(), threading.Event()

    def run(name: str, what: Callable[[], object], *, hold: bool) -> None:
        try:
            with door():
                what()
                if hold:
                    begun.set()
                    done.wait(1.0)  # long enough for the other to reach the lock; it cannot pass it
        except Refusal as refusal:
            told[name] = refusal.code
        finally:
            begun.set()
            connection.close()

    first = threading.Thread(target=run, args=("first", work), kwargs={"hold": True})
    first.start()
    begun.wait(5)
    second = threading.Thread(target=run, args=("second", other), kwargs={"hold": False})
    second.start()
    second.join(0.3)
    done.set()
    first.join(10)
    second.join(10)
    return [told.get("first", ""), told.get("second", "")]


def test_one_new_code_is_made_once() -> None:
    assert beside(lambda: upsert("A"), lambda: upsert("A", weight_g=1)) == ["", Busy.code]
    with door():
        upsert("A", weight_g=1)
    assert Sku.objects.get().version == 2


def test_one_barcode_goes_to_one_sku() -> None:
    with door():
        upsert("A", "B")

    def give(sku: str) -> None:
        sets = [BarcodeSet(sku=sku, barcodes=(BarcodeDraft(gtin="96385074"),))]
        commands.set_barcodes(sets=sets, by=SYSTEM, at=AT)

    assert beside(lambda: give("A"), lambda: give("B")) == ["", Busy.code]
    assert Barcode.objects.get().sku.code == "A"
    with pytest.raises(Refusal) as caught, door():
        give("B")
    assert caught.value.code == "gtin_taken"


def define() -> None:
    kit = KitDraft(sku="K", components=(ComponentDraft(sku="A"),))
    commands.define_kit(drafts=[kit], by=SYSTEM, at=AT)


def retire() -> None:
    commands.retire(codes=["A"], by=SYSTEM, at=AT)


def retired_component() -> bool:
    return KitComponent.objects.filter(kit__active=True, component__active=False).exists()


def unlocked(_model: type[Sku], codes: Iterable[str]) -> dict[str, Sku]:
    """As `lock`, without locking."""
    return {row.code: row for row in Sku.objects.filter(code__in=set(codes))}


def test_a_component_is_not_retired_while_its_kit_is_being_defined() -> None:
    with door():
        upsert("K", kind="kit")
        upsert("A")
    assert beside(define, retire) == ["", StillInKit.code]
    assert not retired_component()


def test_without_the_lock_it_would_be(monkeypatch: pytest.MonkeyPatch) -> None:
    with door():
        upsert("K", kind="kit")
        upsert("A")
    monkeypatch.setattr("estafette.catalog.commands.kits.lock", unlocked)
    assert beside(define, retire) == ["", ""]
    assert retired_component()
