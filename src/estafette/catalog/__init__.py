"""What can be sold: SKUs, styles and variants, kits, barcodes, personalization fields, texts by locale.

Guarantees: a SKU code names one SKU for ever; a GTIN has a right check digit and belongs to one SKU; a kit is
made of items, never of kits, and every change of it has a version. Neighbors: none below but the platform;
inventory, pricing and orders ask it what a code means.
"""
