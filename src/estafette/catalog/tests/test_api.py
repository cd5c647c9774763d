"""The catalog over HTTP: created, read, listed, refused in two languages, and closed to those without permission."""

from typing import Any

import pytest

from estafette.platform import recent
from estafette.platform.api.paging import encode_cursor
from estafette.testing.http import Caller

pytestmark = pytest.mark.django_db


@pytest.fixture
def caller() -> Caller:
    recent.forget_all()
    return Caller("catalog:read", "catalog:write")


def sku(code: str, **more: Any) -> dict[str, Any]:
    return {"code": code, **more}


def test_a_shop_fills_its_catalog(caller: Caller) -> None:
    style = {"code": "TEE", "texts": [{"locale": "fr", "name": "T-shirt col rond"}]}
    assert caller.put("/styles", {"styles": [style]})[0] == 200
    medium = sku(
        "TEE-M",
        style="TEE",
        options={"size": "M"},
        weight_g=180,
        texts=[{"locale": "fr", "name": "T-shirt M"}],
        barcodes=[{"gtin": "4006381333931"}],
        personalization=[{"name": "initials", "max_length": 3, "characters": "letters"}],
    )
    status, done = caller.put("/skus", {"skus": [medium, sku("BOX"), sku("SET", kind="kit")]})
    assert (status, [each["outcome"] for each in done["items"]]) == (200, ["created"] * 3)
    parts = [{"sku": "TEE-M", "quantity": 2, "share": 3}, {"sku": "BOX"}]
    status, done = caller.put("/kits", {"kits": [{"sku": "SET", "components": parts}]})
    assert (status, done["items"][0]["outcome"]) == (200, "created")
    status, view = caller.get("/skus/SET")
    assert status == 200
    assert view["kit"][0]["number"] == 1
    assert view["kit"][0]["components"] == [
        {"sku": "TEE-M", "quantity": 2, "share": 3},
        {"sku": "BOX", "quantity": 1, "share": 1},
    ]
    assert caller.get("/barcodes/4006381333931") == (
        200,
        {"gtin": "4006381333931", "sku": "TEE-M", "quantity": 1},
    )
    assert caller.get("/styles/TEE")[1]["skus"] == ["TEE-M"]
    status, page = caller.get("/skus", q="shirt", active="true", kind="item")
    assert (status, [each["code"] for each in page["items"]]) == (200, ["TEE-M"])
    status, page = caller.get("/styles", q="rond")
    assert (status, [each["code"] for each in page["items"]]) == (200, ["TEE"])
    assert (
        caller.put("/sku-texts", {"sets": [{"sku": "BOX", "texts": [{"locale": "en", "name": "Box"}]}]})[0]
        == 200
    )
    status, page = caller.get("/skus", limit=1)
    assert page["next"]
    status, rest = caller.get("/skus", limit=5, cursor=page["next"])
    assert [each["code"] for each in (*page["items"], *rest["items"])] == ["BOX", "SET", "TEE-M"]
    assert "id" not in page["items"][0]
    assert caller.put("/skus-retired", {"skus": ["TEE-M"]})[1]["code"] == "still_in_kit"
    assert caller.put("/skus-retired", {"skus": ["SET", "TEE-M"]})[0] == 200


def test_the_same_call_again_changes_nothing(caller: Caller) -> None:
    body = {"skus": [sku("A", texts=[{"locale": "fr", "name": "Un"}], barcodes=[{"gtin": "96385074"}])]}
    assert caller.put("/skus", body)[1]["items"] == [{"code": "A", "outcome": "created", "version": 1}]
    assert caller.put("/skus", body)[1]["items"] == [{"code": "A", "outcome": "same", "version": 1}]


BAD: list[tuple[Any, list[tuple[str, str]]]] = [
    ({"skus": []}, [("skus", "out_of_range")]),
    ({"skus": [sku("A", colour="red")]}, [("skus[0].colour", "field_unknown")]),
    ({"skus": [{}]}, [("skus[0].code", "field_missing")]),
    ({"skus": [sku("A", weight_g=1.5)]}, [("skus[0].weight_g", "wrong_type")]),
    ({"skus": [sku("A", weight_g=10**9)]}, [("skus[0].weight_g", "out_of_range")]),
    ({"skus": [sku("A"), sku("B", base_unit="inch")]}, [("skus[1].base_unit", "unknown_unit")]),
    (
        {"skus": [sku("A", barcodes=[{"gtin": "4006381333932"}]), sku("B", barcodes=[{"gtin": "12"}])]},
        [("skus[0].barcodes[0].gtin", "wrong_check_digit"), ("skus[1].barcodes[0].gtin", "bad_gtin")],
    ),
    ({"skus": [sku("A\u0000")]}, [("", "malformed_json")]),
    (b'{"skus": [{"code": "\xff"}]}', [("", "malformed_json")]),
    (b'{"skus": [', [("", "malformed_json")]),
]


@pytest.mark.parametrize(("body", "expected"), BAD)
def test_bad_input_is_refused_at_its_fields_and_nothing_is_written(
    caller: Caller, body: Any, expected: list[tuple[str, str]]
) -> None:
    status, problem = caller.put("/skus", body)
    assert 400 <= status < 500
    several = problem.get("errors") or [problem]
    assert [(each.get("field", ""), each["code"]) for each in several] == expected
    assert caller.get("/skus")[1]["items"] == []


def test_too_many_and_too_large_are_refused(caller: Caller) -> None:
    status, problem = caller.put("/skus", {"skus": [sku(f"S{n}") for n in range(501)]})
    assert (status, problem["code"], problem["field"]) == (422, "out_of_range", "skus")
    status, problem = caller.put("/skus", b" " * ((8 << 20) + 1))
    assert (status, problem["code"]) == (413, "body_too_large")


def test_refusals_speak_french(caller: Caller) -> None:
    body = {"skus": [sku("A", barcodes=[{"gtin": "4006381333932"}])]}
    english = caller.put("/skus", body)[1]
    french = caller.put("/skus", body, **{"Accept-Language": "fr"})[1]
    assert english["detail"] == "The last digit of “4006381333932” should be 1."
    assert english["remedy"]
    assert french["detail"] not in ("", english["detail"])
    assert french["code"] == english["code"] == "wrong_check_digit"


def test_what_is_not_there_is_not_found(caller: Caller) -> None:
    for path, code in (
        ("/skus/NO", "no_sku"),
        ("/styles/NO", "no_style"),
        ("/barcodes/96385074", "no_barcode"),
    ):
        status, problem = caller.get(path)
        assert (status, problem["code"]) == (404, code)
    for cursor in ("nonsense", encode_cursor("a\x00"), encode_cursor(1), encode_cursor("a", "b")):
        assert caller.get("/skus", cursor=cursor)[1]["code"] == "bad_cursor"


def test_reading_does_not_allow_writing(caller: Caller) -> None:
    reader = Caller("catalog:read")
    assert reader.get("/skus")[0] == 200
    assert reader.put("/skus", {"skus": [sku("A")]})[0] == 403
    assert Caller("orders:read").get("/skus")[0] == 403
