-- A part of the figures that lie in key order. Locks: none. Rows: the part. Index: none, a range of pages.
SELECT t.sku_id, t.location_id, t.on_hand, t.as_of, t.sequence FROM inventory_told AS t
WHERE t.ctid >= %(first)s::tid AND t.ctid < %(after)s::tid
