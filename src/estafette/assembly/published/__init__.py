"""The public event types: how each internal event is shown in the feed, with codes instead of internal ids.

Within v1 a shape only ever gains fields; any other change is a new version of the type.
"""

from estafette.assembly.published import customers, masters, orders, prices, stock, systems
from estafette.platform.eventlog.feed import Publication

PUBLICATIONS: tuple[Publication, ...] = (
    *orders.PUBLICATIONS,
    *stock.PUBLICATIONS,
    *prices.PUBLICATIONS,
    *customers.PUBLICATIONS,
    *masters.PUBLICATIONS,
    *systems.PUBLICATIONS,
)
