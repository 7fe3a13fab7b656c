"""From a chart to the plain Vega-Lite dictionary that a page sends again and again with fresh frames."""

from __future__ import annotations

from typing import Any

import altair as alt
from altair.utils import schemapi


def vega_lite(chart: Any) -> dict[str, Any]:
    """Return the Vega-Lite specification of a chart without its data.

    Every picture here takes its frame as the only data of the whole chart, so the caller may give any other
    frame with the same columns: `st.vega_lite_chart(frame, spec)`. A channel without an explicit type would
    need the data to be guessed from, and fails here.
    """
    bare = chart.copy()
    bare.data = alt.NamedData(name="frame")
    spec: dict[str, Any] = bare.to_dict(validate=schemapi.DEBUG_MODE)
    for key in ("$schema", "data", "datasets"):
        spec.pop(key, None)
    return spec
