"""The expected noes of order capture."""

from estafette.platform.refusal import Conflict, InvalidInput


class UnknownChannel(InvalidInput):
    code = "unknown_channel"
    message = "There is no active sales channel “{channel}” that this key may use."
    remedy = "Send the code of a channel that the key is allowed for."


class NoLines(InvalidInput):
    code = "no_lines"
    message = "The order has no lines."
    remedy = "Send at least one line."


class TooManyLines(InvalidInput):
    code = "too_many_lines"
    message = "The order has {lines} lines, more than {limit}."
    remedy = "Split it into several orders."


class UnknownSku(InvalidInput):
    code = "unknown_sku"
    message = "There is no article “{sku}”."
    remedy = "Check the SKU, or add the article to the catalog first."


class NotForSale(InvalidInput):
    code = "not_for_sale"
    message = "The article “{sku}” is not for sale."
    remedy = "Remove the line, or make the article sellable in the catalog."


class BadQuantity(InvalidInput):
    code = "bad_quantity"
    message = "The quantity {quantity} is not possible: it is a whole number from 1 to {limit}."
    remedy = "Send the units wanted."


class CurrencyMismatch(InvalidInput):
    code = "currency_mismatch"
    message = "The channel sells in {expected}, not in “{currency}”."
    remedy = "Send the amounts in the channel's currency, or use another channel."


class ClockSkew(InvalidInput):
    code = "clock_skew"
    message = "The order says that it was placed at {instant}, which has not come yet."
    remedy = "Check the clock of the sending system; at most five minutes of difference are accepted."


class BadAmount(InvalidInput):
    code = "bad_amount"
    message = "The amount {amount} is not possible here."
    remedy = (
        "Send minor units of the currency; a discount and a tax are not negative nor larger than the line."
    )


class PricesDoNotAddUp(InvalidInput):
    code = "prices_do_not_add_up"
    message = "The total is {sent}, but lines, discounts, charges and taxes add up to {computed}."
    remedy = (
        "Compute the total again: Σ line amounts − discounts + shipping + fees (+ taxes, if not included)."
    )


class NoPrice(InvalidInput):
    code = "no_price"
    message = "The article “{sku}” has no price on this channel."
    remedy = "Send a unit price, or add the article to the channel's price list."


class BadPersonalization(InvalidInput):
    code = "bad_personalization"
    message = "The personal text of the article cannot be made ({fault})."
    remedy = "Fill in what the article asks for, within its limits."


class UnknownCustomer(InvalidInput):
    code = "unknown_customer"
    message = "There is no customer “{customer}”."
    remedy = "Leave the field out, or create the customer first."


class KeyReused(Conflict):
    code = "reference_reused"
    message = "The reference “{reference}” was used before, for an order with another content."
    remedy = "Use a new reference for a new order; send the same content to get the first answer again."


class OutOfStock(Conflict):
    code = "out_of_stock"
    message = "Only {available} of the {wanted} wanted units of “{sku}” can be had."
    remedy = "Lower the quantity or allow backorder, and send the order with a new reference."
