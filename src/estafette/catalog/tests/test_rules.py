"""Barcodes, measures and personalization: pure checks."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from estafette.catalog import rules
from estafette.catalog.types import BarcodeDraft, FieldDraft, SkuDraft, TextDraft
from estafette.platform.refusal import Refusal

BODIES = st.sampled_from([7, 11, 12, 13]).flatmap(
    lambda length: st.text("0123456789", min_size=length, max_size=length).filter(
        lambda body: body.strip("0")
    )
)


def codes(faults: list[Refusal]) -> list[tuple[str, str]]:
    return [(fault.field, fault.code) for fault in faults]


@pytest.mark.parametrize(
    "gtin",
    ["4006381333931", "0012345678905", "012345678905", "96385074", "10614141000415", "3017620422003"],
)
def test_real_barcodes_are_right(gtin: str) -> None:
    assert rules.gtin_fault(gtin) is None


@pytest.mark.parametrize(
    ("gtin", "code"),
    [
        ("4006381333932", "wrong_check_digit"),
        ("400638133393", "wrong_check_digit"),
        ("40063813339", "bad_gtin"),
        ("400638133393a", "bad_gtin"),
        ("٤٠٠٦٣٨١٣٣٣٩٣١", "bad_gtin"),
        ("0000000000000", "bad_gtin"),
        ("", "bad_gtin"),
    ],
)
def test_wrong_barcodes_are_refused(gtin: str, code: str) -> None:
    fault = rules.gtin_fault(gtin)
    assert fault is not None
    assert fault.code == code


@given(BODIES)
def test_any_body_with_its_check_digit_is_right_in_every_length(body: str) -> None:
    gtin = f"{body}{rules.check_digit(body)}"
    assert rules.gtin_fault(gtin) is None
    assert rules.gtin_fault(rules.gtin14(gtin)) is None


@given(BODIES, st.integers(0, 13), st.integers(1, 9))
def test_one_wrong_digit_is_always_seen(body: str, place: int, shift: int) -> None:
    gtin = f"{body}{rules.check_digit(body)}"
    place %= len(gtin)
    wrong = gtin[:place] + str((int(gtin[place]) + shift) % 10) + gtin[place + 1 :]
    assert rules.gtin_fault(wrong) is not None


@given(BODIES, st.integers(0, 12))
def test_neighbors_swapped_are_seen_unless_five_apart(body: str, place: int) -> None:
    gtin = f"{body}{rules.check_digit(body)}"
    place %= len(gtin) - 1
    one, other = gtin[place], gtin[place + 1]
    swapped = gtin[:place] + other + one + gtin[place + 2 :]
    right = one == other or abs(int(one) - int(other)) == 5
    assert (rules.gtin_fault(swapped) is None) == right


def test_every_fault_of_every_row_is_named() -> None:
    drafts = [
        SkuDraft(code="A"),
        SkuDraft(code="A", base_unit="inch", weight_g=-1),
        SkuDraft(code="bad code", hazard_class="4.9", minimum_age=0, length_mm=0, kind="thing"),
        SkuDraft(code="B", barcodes=(BarcodeDraft(gtin="123"), BarcodeDraft(gtin="4006381333932"))),
        SkuDraft(code="C", texts=(TextDraft(locale="xx", name=" "),), options={"size": "M"}),
        SkuDraft(code="D", display_factor=6),
    ]
    assert codes(rules.sku_faults(drafts)) == [
        ("skus[1].code", "sent_twice"),
        ("skus[1].base_unit", "unknown_unit"),
        ("skus[1].weight_g", "bad_measure"),
        ("skus[2].code", "bad_code"),
        ("skus[2].kind", "unknown_word"),
        ("skus[2].length_mm", "bad_measure"),
        ("skus[2].hazard_class", "bad_hazard_class"),
        ("skus[2].minimum_age", "bad_measure"),
        ("skus[3].barcodes[0].gtin", "bad_gtin"),
        ("skus[3].barcodes[1].gtin", "wrong_check_digit"),
        ("skus[4].options", "bad_options"),
        ("skus[4].texts[0].locale", "unknown_locale"),
        ("skus[4].texts[0].name", "bad_text"),
        ("skus[5].display_factor", "unit_without_factor"),
    ]


def test_one_barcode_in_two_lengths_is_the_same() -> None:
    drafts = [
        SkuDraft(code="A", barcodes=(BarcodeDraft(gtin="012345678905"),)),
        SkuDraft(code="B", barcodes=(BarcodeDraft(gtin="0012345678905"),)),
    ]
    assert codes(rules.sku_faults(drafts)) == [("skus[1].barcodes[0].gtin", "sent_twice")]


INITIALS = FieldDraft(name="initials", max_length=3, characters="letters", required=True)
RIBBON = FieldDraft(name="ribbon", kind="choice", choices=("red", "blue"))


@pytest.mark.parametrize(
    ("values", "fields"),
    [
        ({"initials": "AB"}, []),
        ({"initials": "Él", "ribbon": "red"}, []),
        ({}, ["personalization.initials"]),
        ({"initials": "ABCD"}, ["personalization.initials"]),
        ({"initials": "A1"}, ["personalization.initials"]),
        ({"initials": "A\n"}, ["personalization.initials"]),
        ({"initials": "AB", "ribbon": "green"}, ["personalization.ribbon"]),
        ({"initials": "AB", "engraving": "x"}, ["personalization.engraving"]),
    ],
)
def test_what_a_buyer_fills_in_is_checked(values: dict[str, str], fields: list[str]) -> None:
    assert [fault.field for fault in rules.personalization_faults([INITIALS, RIBBON], values)] == fields


@pytest.mark.parametrize(
    "field",
    [
        FieldDraft(name="x"),
        FieldDraft(name="x", kind="choice"),
        FieldDraft(name="x", kind="choice", choices=("a", "a")),
        FieldDraft(name="x", max_length=3, choices=("a",)),
    ],
)
def test_a_field_that_nobody_could_fill_in_is_refused(field: FieldDraft) -> None:
    assert codes(list(rules.field_faults([field]))) == [("personalization[0]", "bad_personalization")]


@given(st.text(max_size=6), st.sampled_from(["any", "letters", "digits", "letters_digits", "latin"]))
def test_what_fits_is_never_longer_nor_blank(value: str, characters: str) -> None:
    if rules.fits(FieldDraft(name="x", max_length=3, characters=characters), value):
        assert 1 <= len(value) <= 3
        assert value.strip()
        assert characters != "digits" or value.isdigit()
