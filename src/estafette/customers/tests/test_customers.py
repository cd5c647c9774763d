"""Customers, consents, search, duplicates, and that what is erased is gone from everywhere."""

import uuid
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.db import connection, transaction
from django.test.utils import CaptureQueriesContext

from estafette.customers import commands, queries
from estafette.customers.models import Consent, Contact, Customer, CustomerReference
from estafette.customers.types import (
    ConsentInput,
    ContactDraft,
    ContactInput,
    CustomerDraft,
    ReferenceInput,
)
from estafette.platform import sql
from estafette.platform.access.types import EVERYTHING, SYSTEM, Access
from estafette.platform.ids import uuid7
from estafette.platform.refusal import Refusal, Refused
from estafette.testing.http import Caller

pytestmark = pytest.mark.django_db
AT = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
ANN = ContactInput(
    name="Ann Zylberstein",
    email="Ann.Z@Example.com",
    phone="+33 6 12 34 56 78",
    postcode="75011",
    country="FR",
)


def create(*contacts: ContactInput, **changes: Any) -> uuid.UUID:
    draft = CustomerDraft(contacts=contacts, **changes)
    return commands.create(drafts=[draft], by=SYSTEM, at=AT)[0].id


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


def tables_holding(words: str) -> list[str]:
    """Every table of the database with a row in which the words stand."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT quote_ident(table_name) FROM information_schema.tables"
            " WHERE table_schema = 'public' AND table_type = 'BASE TABLE'"
        )
        found = []
        for (table,) in cursor.fetchall():
            cursor.execute(f"SELECT count(*) FROM {table} t WHERE t::text ILIKE %s", [f"%{words}%"])
            if cursor.fetchone()[0]:
                found.append(table)
    return sorted(found)


def test_customers_are_created_whole() -> None:
    draft = CustomerDraft(
        language="fr",
        references=(ReferenceInput(source="WEB", ref="c-1"),),
        contacts=(ANN, ContactInput(company="Zylberstein SARL")),
        consents=(ConsentInput(purpose="newsletter", medium="email", granted=True),),
    )
    made = commands.create(drafts=[draft, CustomerDraft()], by=SYSTEM, at=AT)
    view = queries.read_customer(customer_id=made[0].id, access=EVERYTHING)
    emails = {contact.id: contact.email for contact in view.contacts}
    assert emails == dict(zip(made[0].contacts, ("Ann.Z@Example.com", ""), strict=True))
    assert [(each.purpose, each.granted) for each in view.consents] == [("newsletter", True)]
    assert (view.version, view.language) == (1, "fr")
    assert queries.customers_by_reference(source="WEB", refs=["c-1", "c-2"]) == {"c-1": made[0].id}
    listed = queries.list_customers(access=EVERYTHING, source="WEB", ref="c-1").items
    assert [each.id for each in listed] == [made[0].id]


def test_every_bad_field_is_named_and_nothing_is_written() -> None:
    create(references=(ReferenceInput(source="WEB", ref="known"),))
    drafts = [
        CustomerDraft(language="klingon"),
        CustomerDraft(
            contacts=(
                ContactInput(),
                ContactInput(email="ann@nowhere"),
                ContactInput(phone="call me"),
                ContactInput(name="Ann", country="FX"),
                ContactInput(name="x" * 201),
            ),
            references=(ReferenceInput(source="A", ref="1"),),
            consents=(ConsentInput(purpose="x", medium="pigeon", granted=True),),
        ),
        CustomerDraft(references=(ReferenceInput(source="A", ref="1"),)),
    ]
    assert refused(lambda: commands.create(drafts=drafts, by=SYSTEM, at=AT)) == [
        ("customers[0].language", "unknown_locale"),
        ("customers[1].contacts[0]", "bad_contact"),
        ("customers[1].contacts[1].email", "bad_email"),
        ("customers[1].contacts[2].phone", "bad_phone"),
        ("customers[1].contacts[3].country", "unknown_country"),
        ("customers[1].contacts[4].name", "too_long"),
        ("customers[1].consents[0].medium", "unknown_word"),
        ("customers[2].references[0]", "reference_taken"),
    ]
    known = CustomerDraft(references=(ReferenceInput(source="WEB", ref="known"),))
    found = refused(lambda: commands.create(drafts=[CustomerDraft(), known], by=SYSTEM, at=AT))
    assert found == [("customers[1].references[0]", "reference_taken")]
    assert Customer.objects.count() == 1


def test_contacts_of_orders_are_written_in_one_statement_and_once() -> None:
    drafts = [ContactDraft(id=uuid7(), name=f"N{n}", email=f"n{n}@example.com") for n in range(50)]
    with CaptureQueriesContext(connection) as caught:
        ids = commands.ensure_contacts(drafts=drafts, by=SYSTEM, at=AT)
    assert len(caught) == 0  # it goes to psycopg directly, and Django sees nothing
    assert ids == [draft.id for draft in drafts]
    commands.ensure_contacts(drafts=[ContactDraft(id=drafts[0].id, name="Other")], by=SYSTEM, at=AT)
    assert Contact.objects.count() == 50
    assert queries.contacts_by_id(ids=ids[:2])[ids[0]].name == "N0"


def test_people_are_found_by_address_phone_and_name() -> None:
    create(ANN)
    create(ContactInput(name="Bob Martin", phone="01 23 45 67 89"))

    def found(**words: Any) -> list[str]:
        return sorted(view.name for view in queries.find_contacts(access=EVERYTHING, **words).items)

    assert found(email="ann.z@example.COM") == ["Ann Zylberstein"]
    assert found(phone="0612345678") == ["Ann Zylberstein"]
    assert found(phone="+33123456789") == ["Bob Martin"]
    assert found(name="zylberstein") == ["Ann Zylberstein"]
    assert found(name="martin", email="ann.z@example.com") == ["Ann Zylberstein", "Bob Martin"]
    assert found(name="nobody") == []
    assert refused(lambda: found(phone="12345")) == [("", "nothing_to_find")]
    first = queries.find_contacts(access=EVERYTHING, name="martin", email="ann.z@example.com", limit=1)
    assert first.next is not None
    rest = queries.find_contacts(
        access=EVERYTHING, name="martin", email="ann.z@example.com", limit=1, cursor=first.next
    )
    assert sorted(view.name for view in (*first.items, *rest.items)) == ["Ann Zylberstein", "Bob Martin"]
    assert (first.items[0].id > rest.items[0].id, rest.next) == (True, None)


def test_duplicates_are_named_with_their_reasons() -> None:
    one = create(ANN)
    both = create(ContactInput(name="A. Z.", email="ANN.Z@example.com", phone="0612345678"))
    named = create(ContactInput(name="ann zylberstein", postcode="75011"))
    create(ContactInput(name="Ann Zylberstein", postcode="69001"), ContactInput(phone="06 00 00 00 00"))
    found = queries.duplicates(customer_id=one, access=EVERYTHING)
    assert [(each.customer, each.reasons) for each in found] == [
        (both, ("email", "phone")),
        (named, ("name",)),
    ]
    assert refused(lambda: queries.duplicates(customer_id=uuid7(), access=EVERYTHING)) == [
        ("", "no_customer")
    ]


def test_consents_are_appended_and_the_latest_holds() -> None:
    customer = create(ANN)

    def consent(granted: bool, hours: int) -> int:
        sent = [ConsentInput(purpose="newsletter", medium="email", granted=granted)]
        at = AT + timedelta(hours=hours)
        return commands.set_consents(customer_id=customer, consents=sent, by=SYSTEM, at=at)

    assert [consent(True, 1), consent(True, 2), consent(False, 3)] == [1, 0, 1]
    assert Consent.objects.count() == 2
    view = queries.read_customer(customer_id=customer, access=EVERYTHING)
    assert [(each.granted, each.recorded_at) for each in view.consents] == [(False, AT + timedelta(hours=3))]


def test_erased_people_are_gone_from_every_table() -> None:
    caller = Caller()
    sent = {
        "references": [{"source": "WEB", "ref": "zylberstein-1"}],
        "contacts": [
            {
                "name": "Ann Zylberstein", "company": "Zylberstein SARL", "email": "ann@zylberstein.example",
                "phone": "+33612345678", "street1": "1 rue Zylberstein", "city": "Zylberstein",
            }
        ],
    }  # fmt: skip
    status, made = caller.post("/customers", {"customers": [sent, {"contacts": [{"name": "Zylberstein"}]}]})
    assert status == 201, made
    first, second = made["items"]
    status, _ = caller.post(f"/customers/{first['id']}/contacts", {"contacts": [{"name": "Zylberstein 2"}]})
    assert status == 201
    status, page = caller.post("/contacts/search", {"name": "zylberstein"})
    assert (status, len(page["items"])) == (200, 3)
    assert tables_holding("zylberstein") == ["customers_contact", "customers_reference"]
    status, gone = caller.put("/customers-erased", {"customers": [first["id"]]})
    assert (status, gone) == (200, {"erased": [first["id"]]})
    status, gone = caller.put("/contacts-erased", {"contacts": second["contacts"]})
    assert (status, gone) == (200, {"erased": second["contacts"]})
    assert tables_holding("zylberstein") == []
    assert tables_holding("33612345678") == []
    assert Contact.objects.filter(erased_at__isnull=False).count() == 3
    assert CustomerReference.objects.count() == 0
    assert caller.put("/contacts-erased", {"contacts": second["contacts"]}) == (200, {"erased": []})
    status, problem = caller.post(f"/customers/{first['id']}/contacts", {"contacts": [{"name": "Again"}]})
    assert (status, problem["code"]) == (409, "customer_erased")


def test_an_erased_contact_can_never_be_filled_again() -> None:
    customer = create(ANN)
    commands.erase_customers(customers=[customer], by=SYSTEM, at=AT)
    contact = Contact.objects.get(customer=customer)
    commands.ensure_contacts(drafts=[ContactDraft(id=contact.pk, name="Ann")], by=SYSTEM, at=AT)
    contact.refresh_from_db()
    assert (contact.name, contact.email, contact.country) == ("", "", "")
    with pytest.raises(Exception, match="customers_contact_erased_is_blank"), transaction.atomic():
        Contact.objects.filter(pk=contact.pk).update(name="Ann")
    assert refused(lambda: commands.erase_contacts(contacts=[uuid7()], by=SYSTEM, at=AT)) == [
        ("contacts[0]", "unknown_contact")
    ]
    assert refused(lambda: commands.erase_customers(customers=[uuid7()], by=SYSTEM, at=AT)) == [
        ("customers[0]", "unknown_customer")
    ]


def test_events_hold_ids_alone() -> None:
    customer = create(ANN)
    commands.erase_customers(customers=[customer], by=SYSTEM, at=AT)
    with connection.cursor() as cursor:
        cursor.execute("SELECT kind, version, payload::text FROM eventlog_pending ORDER BY id")
        rows = cursor.fetchall()
    assert [(kind, version) for kind, version, _ in rows] == [
        ("customers.created", 1),
        ("customers.contact_erased", 1),
        ("customers.erased", 2),
    ]
    assert not any("ann" in payload.lower() for _, _, payload in rows)


@pytest.mark.parametrize("limit", ["channels", "locations", "suppliers"])
def test_a_limited_caller_sees_and_changes_nobody(limit: str) -> None:
    customer = create(ANN)
    access = Access(permissions=frozenset({"*"}), **{limit: frozenset({1})})
    works: list[Callable[[], Any]] = [
        lambda: queries.read_customer(customer_id=customer, access=access),
        lambda: queries.list_customers(access=access),
        lambda: queries.find_contacts(access=access, name="ann"),
        lambda: queries.duplicates(customer_id=customer, access=access),
        lambda: commands.create(drafts=[CustomerDraft()], by=SYSTEM, at=AT, access=access),
        lambda: commands.erase_customers(customers=[customer], by=SYSTEM, at=AT, access=access),
    ]
    assert [refused(work) for work in works] == [[("", "limited_access")]] * len(works)


def test_statements_do_not_grow_with_the_number_of_customers() -> None:
    def statements(work: Callable[[], Any]) -> int:
        with CaptureQueriesContext(connection) as caught:
            work()
        return len(caught)

    def drafts(count: int, source: str) -> list[CustomerDraft]:
        return [
            CustomerDraft(references=(ReferenceInput(source=source, ref=str(n)),), contacts=(ANN,))
            for n in range(count)
        ]

    few = statements(lambda: commands.create(drafts=drafts(2, "A"), by=SYSTEM, at=AT))
    many = statements(lambda: commands.create(drafts=drafts(100, "B"), by=SYSTEM, at=AT))
    assert many == few
    one = statements(lambda: queries.list_customers(access=EVERYTHING, limit=1))
    full = statements(lambda: queries.list_customers(access=EVERYTHING, limit=100))
    assert one == full == 4
    first = queries.list_customers(access=EVERYTHING, limit=60)
    assert first.next is not None
    rest = queries.list_customers(access=EVERYTHING, limit=60, cursor=first.next)
    assert len({view.id for view in (*first.items, *rest.items)}) == 102


def test_a_search_reads_no_whole_table() -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO customers_contact (id, name, company, email, phone, street1, street2, postcode, city,"
            " region, country, created_at) SELECT uuidv7(), 'First' || n || ' Last' || n, '', n || '@example.com',"
            " '+336' || lpad(n::text, 8, '0'), '', '', '', '', '', '', %s FROM generate_series(1, 20000) n",
            [AT],
        )
        cursor.execute("ANALYZE customers_contact")
    asked: list[dict[str, str]] = [{"email": "77@example.com"}, {"phone": "0600000077"}, {"name": "last77"}]
    for words in asked:
        found = queries.find_contacts(access=EVERYTHING, **words)  # type: ignore[arg-type]
        assert [view.email for view in found.items] == ["77@example.com"]
    text = sql.load("estafette.customers", "find_contacts.sql").text
    with connection.cursor() as cursor:
        params = {
            "email": "77@example.com",
            "digits": "600000077",
            "name": "last77",
            "after": None,
            "limit": 51,
        }
        cursor.execute("EXPLAIN " + text, params)
        plan = "\n".join(row[0] for row in cursor.fetchall())
    assert "Seq Scan" not in plan, plan
