"""What can be sold: SKUs, styles and variants, kits, barcodes, personalization fields, texts by locale.

Guarantees: a SKU code names one SKU for ever, of one kind, counted in one base unit; a GTIN has a right check digit
and belongs to one SKU, in whatever length it is written; a kit is made of active items, never of kits, every
make-up is a version that is never changed, and a component is not retired before its kits. One bad row refuses a
whole call, and every bad field is named. `queries.sku_refs` answers the path of every order from the memory of the
process, which feels a change within two seconds. Neighbors: none below but the platform; inventory, pricing and
orders ask it what a code means.
"""
