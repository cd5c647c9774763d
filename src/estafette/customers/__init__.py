"""Who buys: customers, their contacts, references in other systems, and consents.

Guarantees: personal data lives in contact rows alone (references aside, which are forgotten with the customer).
Erasing blanks them for ever and keeps their ids, and a blank row can never be filled again; events, answers kept
under idempotency keys and everything append-only hold ids. A contact is never changed, so that what an order was
sent to stays what it was. People are not divided by channel or place: a caller that is limited to some sees none
here. Neighbors: none below but the platform; orders keep contact ids and ask for them in bulk.
"""
