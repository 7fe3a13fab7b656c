"""What a view is made of, kept in the address, so that a link opens the same view for a colleague.

Streamlit can bind a widget to the address only by its shown label, which differs from language to
language; here the address holds the values themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import streamlit as st

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_SEPARATOR = "|"


def address() -> dict[str, str]:
    """Return the address parameters of the view, for links to other pages."""
    return {name: str(value) for name, value in st.query_params.items()}


def permanent(version: int) -> str:
    """Return the address of this view on this version of the data, whatever is published later."""
    base = str(st.context.url or "").split("?")[0]
    return f"{base}?{urlencode({**address(), 'version': version})}"


def remembered(name: str, options: Sequence[str], default: str) -> str:
    """Return the remembered value of a choice; what is not among the options becomes the default."""
    value = st.session_state.get(name, st.query_params.get(name, default))
    return value if value in options else default


def remember(name: str, value: str, default: str) -> None:
    """Keep a value in the address, unless it is what everybody starts with."""
    if value == default:
        st.query_params.pop(name, None)
    else:
        st.query_params[name] = value


def pick(
    widget: Callable[..., Any], label: str, name: str, options: Sequence[str], default: str, **widget_options: Any
) -> str:
    """Show a widget with one choice among `options` and keep the choice in the address and across pages.

    Parameters
    ----------
    widget
        st.selectbox, st.segmented_control or st.radio, or the same of a container.
    label
        Translated label.
    name
        Name of the parameter in the address, and the widget's key.
    options
        Values, independent of language; give `format_func` to show them.
    default
        Value that is not written to the address.
    widget_options
        Passed on to the widget.

    """
    st.session_state[name] = remembered(name, options, default)
    chosen = widget(label, options, key=name, persist_state="session", **widget_options)
    value = str(chosen) if chosen is not None else default
    remember(name, value, default)
    return value


def pick_several(label: str, name: str, options: Sequence[str], **widget_options: Any) -> tuple[str, ...]:
    """Show a multiselect and keep the choices in the address; none means all."""
    stored = st.session_state.get(name)
    if stored is None:
        stored = [value for value in st.query_params.get(name, "").split(_SEPARATOR) if value]
    st.session_state[name] = [value for value in stored if value in options]
    chosen = st.multiselect(label, options, key=name, persist_state="session", **widget_options)
    remember(name, _SEPARATOR.join(chosen), "")
    return tuple(chosen)


def forget(names: Sequence[str]) -> None:
    """Put choices back to what everybody starts with."""
    for name in names:
        st.session_state.pop(name, None)
        st.query_params.pop(name, None)
