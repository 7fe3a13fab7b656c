"""What a person can do wrong with a data set, as sentences."""


class StoreError(Exception):
    """A sentence for the person: what is wrong, where, and what to do."""
