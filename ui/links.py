"""What a view is made of, kept in the address, so that a link opens the same view for a colleague.

Streamlit can bind a widget to the address only by its shown label, which differs from language to
language; here the address holds the values themselves.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import streamlit as st

from localization import _
from ui.texts import unmarked

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

_SEPARATOR, _ESCAPE = "|", "\\"
# Where a text among the choices is read as markdown.
_IN_MARKDOWN = {"segmented_control", "pills", "radio"}
# What belongs to one data set alone, and has no meaning in another.
_OF_DATASET = ("version",)
_LEFT_OUT = "links_left_out"


def address() -> dict[str, str]:
    """Return the address parameters of the view, for links to other pages."""
    return {name: str(value) for name, value in st.query_params.items()}


def permanent(version: int) -> str:
    """Return the address of this view on this version of the data, whatever is published later."""
    base = str(st.context.url or "").split("?")[0]
    return f"{base}?{urlencode({**address(), 'version': version})}"


def joined(values: Sequence[str]) -> str:
    """Return several values as one parameter of the address, whatever letters they have."""
    return _SEPARATOR.join(
        value.replace(_ESCAPE, _ESCAPE * 2).replace(_SEPARATOR, _ESCAPE + _SEPARATOR) for value in values
    )


def parted(text: str) -> list[str]:
    """Return the values that `joined` made one parameter of; empty ones are left out."""
    values, escaped = [""], False
    for letter in text:
        if escaped or letter not in {_SEPARATOR, _ESCAPE}:
            values[-1] += letter if not escaped or letter in {_SEPARATOR, _ESCAPE} else _ESCAPE + letter
            escaped = False
        elif letter == _ESCAPE:
            escaped = True
        else:
            values.append("")
    if escaped:
        values[-1] += _ESCAPE
    return [value for value in values if value]


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
    asked = [] if name in st.session_state else [st.query_params.get(name, "")]
    st.session_state[name] = remembered(name, options, default)
    if getattr(widget, "__name__", "") in _IN_MARKDOWN:
        show = widget_options.get("format_func", str)
        widget_options["format_func"] = lambda value: unmarked(show(value))
    chosen = widget(unmarked(label), options, key=name, persist_state="session", **widget_options)
    value = str(chosen) if chosen is not None else default
    _say_what_is_not_here(name, label, [one for one in asked if one and one not in options], value)
    remember(name, value, default)
    return value


def pick_several(label: str, name: str, options: Sequence[str], **widget_options: Any) -> tuple[str, ...]:
    """Show a multiselect and keep the choices in the address; none means all."""
    stored, asked = st.session_state.get(name), []
    if stored is None:
        stored = asked = parted(st.query_params.get(name, ""))
    st.session_state[name] = [value for value in stored if value in options]
    chosen = st.multiselect(unmarked(label), options, key=name, persist_state="session", **widget_options)
    now = joined(chosen)
    _say_what_is_not_here(name, label, [value for value in asked if value not in options], now)
    remember(name, now, "")
    return tuple(chosen)


def _say_what_is_not_here(name: str, label: str, missing: Sequence[str], now: str) -> None:
    """Say above the page what a link asked for and is not here, until the reader chooses or goes on.

    Parameters
    ----------
    name, label
        Of the choice.
    missing
        What the link asks for; a link is looked at once, so later there is nothing.
    now
        What is chosen in its place.

    """
    left_out: dict[str, tuple[str, str, str]] = st.session_state.setdefault(_LEFT_OUT, {})
    place = str(st.context.url or "").split("?")[0]
    if missing:
        wanted = ", ".join(_("“{cause}”").format(cause=value) for value in missing)
        if name == "dataset":
            for other in _OF_DATASET:
                st.query_params.pop(other, None)
            said = _(
                "This link is of the data set {wanted}, which is not here: it was renamed or deleted, or the link "
                "comes from elsewhere. You see “{now}” instead. Choose the one you mean under “{label}”, or ask "
                "whoever sent the link."
            ).format(wanted=wanted, now=now, label=label)
        else:
            said = _(
                "This link asks for {wanted} under “{label}”, which is not in this version of the data. It was left "
                "out, so the numbers are not those of the link. Choose anew, or ask whoever sent the link."
            ).format(wanted=wanted, label=label)
        left_out[name] = (place, now, said)
    where, chosen, said = left_out.get(name, ("", "", ""))
    if not said:
        return
    if (where, chosen) != (place, now):
        left_out.pop(name)
        return
    with st._main:  # noqa: SLF001  # the choice stands at the side; what it says belongs above the page
        st.warning(unmarked(said), icon=":material/link_off:")


def forget(names: Sequence[str]) -> None:
    """Put choices back to what everybody starts with."""
    for name in names:
        st.session_state.pop(name, None)
        st.query_params.pop(name, None)
