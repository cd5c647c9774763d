"""The formulas of availability, over all numbers."""

from hypothesis import given
from hypothesis import strategies as st

from estafette.catalog.types import Component, SkuKind, SkuRef
from estafette.inventory import rules

units = st.integers(min_value=-1000, max_value=1000)
some = st.integers(min_value=0, max_value=1000)


@given(st.lists(units), some, some, st.none() | some)
def test_a_channel_never_shows_more_than_its_places_or_its_cap(
    nets: list[int], buffer: int, demand: int, cap: int | None
) -> None:
    figure = rules.channel_atp(nets=nets, global_buffer=buffer, unassigned_demand=demand, cap=cap)
    assert 0 <= figure <= sum(max(0, each) for each in nets)
    assert cap is None or figure <= cap
    free = rules.channel_atp(nets=nets, global_buffer=buffer, unassigned_demand=demand, cap=None)
    assert figure == (free if cap is None else min(free, cap))
    assert free == max(0, sum(max(0, each) for each in nets) - buffer - demand)


@given(st.lists(units), units, some, some)
def test_a_place_that_lacks_units_takes_nothing_from_the_others(
    nets: list[int], short: int, buffer: int, demand: int
) -> None:
    figures = [
        rules.channel_atp(nets=given, global_buffer=buffer, unassigned_demand=demand, cap=None)
        for given in (nets, [*nets, min(0, short)])
    ]
    assert figures[0] == figures[1]


@given(some, some, some, some)
def test_clamping_comes_last(on_hand: int, reserved: int, held_back: int, supply: int) -> None:
    net = rules.net(on_hand=on_hand, reserved=reserved, held_back=held_back, supply=supply)
    assert net == rules.net(on_hand=on_hand, reserved=reserved, held_back=held_back) + supply
    assert net == on_hand + supply - reserved - held_back


@given(st.lists(st.tuples(some, st.integers(min_value=1, max_value=20)), min_size=1))
def test_a_kit_is_as_many_as_its_scarcest_component_makes(components: list[tuple[int, int]]) -> None:
    kits = rules.kit_atp(components=components)
    assert all(kits * quantity <= atp for atp, quantity in components)
    assert any((kits + 1) * quantity > atp for atp, quantity in components)


def test_a_kit_without_components_is_none() -> None:
    assert rules.kit_atp(components=[]) == 0


def ref(sku_id: int, code: str, *components: Component) -> SkuRef:
    kind = SkuKind.KIT if components else SkuKind.ITEM
    return SkuRef(sku_id, code, kind, True, True, True, "piece", None, "standard", components=components)


levels = st.lists(st.tuples(st.sampled_from([1, 2]), st.sampled_from([7, 8]), some, some, some, some),
                  unique_by=lambda row: row[:2])  # fmt: skip
limits = st.tuples(some, some, st.none() | some)


@given(levels, limits, limits)
def test_every_derivation_adds_up(
    rows: list[tuple[int, ...]], first: tuple[int, int, int | None], second: tuple[int, int, int | None]
) -> None:
    kit = ref(3, "KIT", Component(1, "A", 2, 1, None), Component(2, "B", 1, 1, None))
    answers = rules.assemble(
        skus=[ref(1, "A"), kit], places={7: "P7", 8: "P8"}, levels=rows,
        limits=[(1, *first), (2, *second)],
    )  # fmt: skip
    for answer in answers:
        for part in answer.parts:
            one = part.derivation
            for place in one.places:
                assert place.net == place.on_hand - place.reserved - place.held_back + place.supply
                assert place.counted == max(0, place.net)
            assert one.places_total == sum(place.counted for place in one.places)
            pooled = one.places_total - one.global_buffer - one.unassigned_demand
            assert one.atp == max(0, pooled if one.cap is None else min(pooled, one.cap))
        assert answer.atp == min(part.derivation.atp // part.quantity for part in answer.parts)
    assert [[(part.derivation.sku, part.quantity) for part in answer.parts] for answer in answers] == [
        [("A", 1)], [("A", 2), ("B", 1)],
    ]  # fmt: skip
