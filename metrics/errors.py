"""What can stand in the way of a metric, as sentences."""

from __future__ import annotations


class MetricError(Exception):
    """A sentence for the person: which metric or column is meant, and what to do."""


class UnknownMetric(MetricError, LookupError):  # noqa: N818 - says what happened
    """No public metric has this name."""


class MissingData(MetricError):  # noqa: N818 - says what happened
    """A table or column that the metric reads was not loaded."""


class UnsuitableOption(MetricError):  # noqa: N818 - says what happened
    """An option that this metric does not take, or one that it cannot do without."""
