"""Contact, case, fact ledger, guidance."""

__all__: list[str] = []
