"""Idempotency keys: a repeated call gets the first answer, and the same key with another body is refused.

Keys are unique across time partitions by an advisory lock on the key's hash, taken before the look-up; a
unique index alone could not see the neighbouring partition at midnight.
"""

from estafette.platform.idempotency.keys import Fingerprint, KeyReused, once

__all__ = ["Fingerprint", "KeyReused", "once"]
