"""What can go wrong with a customer, as one small tree: CustomerError ▸ KeyTaken, IdentityNotChecked."""

from __future__ import annotations

from django.utils.translation import gettext as _

__all__ = ["CustomerError", "IdentityNotChecked", "KeyTaken"]


class CustomerError(Exception):
    """Nothing was changed; the message says why."""


class KeyTaken(CustomerError):
    """A key belongs to another customer of the same client, `customer_id`."""

    def __init__(self, customer_id: int) -> None:
        super().__init__(_("Nomor atau alamat itu sudah tercatat pada pelanggan lain."))
        self.customer_id = customer_id


class IdentityNotChecked(CustomerError):
    """Personal data stays masked."""
