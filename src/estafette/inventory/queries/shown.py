"""What a channel shows: ATP of many SKUs, from the memory of this process where it is true, else read now."""

from collections.abc import Iterable, Sequence
from datetime import datetime

import msgspec
from django.db import connection, transaction

from estafette.catalog.queries import sku_refs
from estafette.catalog.types import SkuKind, SkuRef
from estafette.inventory.queries.available import atp
from estafette.inventory.queries.memory import Kept, Memory
from estafette.inventory.queries.refs import channel_of, pool_of, skus_of
from estafette.inventory.queries.watch import Watch
from estafette.inventory.types import Pool
from estafette.platform.access.types import Access
from estafette.platform.recent import Recent

memory = Memory()
watch = Watch(memory)
_items: Recent[str, SkuRef] = Recent(seconds=600.0, most=200_000)
_encode = msgspec.json.Encoder().encode


def shown(*, channel: str, skus: Sequence[str], name: str, access: Access, at: datetime) -> bytes:
    """The JSON answer `{channel, as_of, items: [{sku, atp}]}` for SKU codes, in the order asked.

    At most a tenth of a second old as a rule, a second at the worst; `as_of` says of when it is. `name` is that
    of the list in the request. Raises `unknown_channel`, `outside_limits`, `unknown_sku`.
    """
    access.require("stock:read")
    pool = pool_of(channel=channel_of(code=channel, access=access))
    if connection.in_atomic_block:
        # A transaction sees what it has written itself, and what nobody else may be told yet.
        return _answer(channel, at, [each.fragment for each in _read(skus, pool, name, access, at).values()])
    watch.wake()
    known = memory.shelf(pool)
    shelf, as_of = (known[0], known[1].as_of) if known else ({}, at)
    found = [shelf.get(code) for code in skus]
    if None in found:
        found = _complete(found, skus, pool, name, access, at)
    return _answer(channel, as_of, found)


def changed(*, skus: Iterable[int]) -> None:
    """Let this process see what its transaction changes as soon as that is committed."""
    ids = list(skus)
    transaction.on_commit(lambda: memory.changed(ids))


def _complete(
    found: list[bytes | None], skus: Sequence[str], pool: Pool, name: str, access: Access, at: datetime
) -> list[bytes | None]:
    """Read what is missing, and keep it."""
    began = memory.number
    missing = [code for code, fragment in zip(skus, found, strict=True) if fragment is None]
    fresh = _read(missing, pool, name, access, at, asked=skus)
    memory.keep(pool, fresh, began=began)
    return [fragment or fresh[code].fragment for code, fragment in zip(skus, found, strict=True)]


def _read(
    codes: Sequence[str],
    pool: Pool,
    name: str,
    access: Access,
    at: datetime,
    asked: Sequence[str] | None = None,
) -> dict[str, Kept]:
    refs = _refs(codes, name, at, asked or codes)
    figures = atp(skus=list(refs.values()), pool=pool, access=access)
    return {code: _kept(ref, figures[ref.id]) for code, ref in refs.items()}


def _refs(codes: Sequence[str], name: str, at: datetime, asked: Sequence[str]) -> dict[str, SkuRef]:
    """What the codes mean. An item keeps its id and stays an item, so its meaning may be remembered long."""
    if connection.in_atomic_block:
        return {ref.code: ref for ref in skus_of(codes=codes, name=name, at=at)}
    kits: dict[str, SkuRef] = {}

    def read(missing: list[str]) -> dict[str, SkuRef]:
        found = sku_refs(codes=set(missing), at=at)
        if len(found) < len(set(missing)):
            skus_of(codes=asked, name=name, at=at)
        kits.update((code, ref) for code, ref in found.items() if ref.kind is SkuKind.KIT)
        return {code: ref for code, ref in found.items() if ref.kind is SkuKind.ITEM}

    return {**_items.get(codes, read), **kits}


def _kept(ref: SkuRef, figure: int) -> Kept:
    fragment = _encode({"sku": ref.code, "atp": figure})
    if ref.kind is SkuKind.ITEM:
        return Kept(fragment, (ref.id,))
    return Kept(fragment, tuple(part.sku_id for part in ref.components), kit=True)


def _answer(channel: str, as_of: datetime, fragments: Sequence[bytes | None]) -> bytes:
    return b'{"channel":%b,"as_of":%b,"items":[%b]}' % (
        _encode(channel),
        _encode(as_of),
        b",".join(fragments),  # type: ignore[arg-type]
    )
