"""What a view is made of, kept in the address, so that a link opens the same view for a colleague.

Streamlit can bind a widget to the address only by its shown label, which differs from language to
language; here the address holds the values themselves. Who goes back in the browser changes the address,
and the choices follow it (`settle`); who makes a choice adds one entry to the browser's history.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

import streamlit as st

from localization import _
from words.texts import unmarked

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from streamlit.elements.lib.mutable_tab_container import TabContainer

_SEPARATOR, _ESCAPE = "|", "\\"
# Where a text among the choices is read as markdown.
_IN_MARKDOWN = {"segmented_control", "pills", "radio"}
# What belongs to one data set alone, and has no meaning in another.
CUSTOMER = "customer"
_OF_DATASET = ("version", CUSTOMER)
_LEFT_OUT = "links_left_out"
# Names and starting values of the choices that this session has met, and the address as its last run left it.
_CHOICES, _LEFT = "links_choices", "links_left"
# An address may have any number of digits; what it names by a number here has fewer.
_MOST_DIGITS = 9
_LARGEST = 2**53
# What begins the name of a mark that was picked; it has no meaning on another page.
_MARK = "mark."


def address() -> dict[str, str]:
    """Return the address parameters of the view, for links to other pages: all but the marks picked on this one."""
    return {name: value for name, value in whole_address().items() if not name.startswith(_MARK)}


def whole_address() -> dict[str, str]:
    """Return the address parameters of the view with the marks picked on this page."""
    return {name: str(value) for name, value in st.query_params.items()}


def settle() -> None:
    """Bring the choices and the address together, before a page reads either.

    A widget that was used since the last run changes the address; an address that is not the one that the last run
    left comes from the browser's history or from a link, and its choices are the ones that count.
    """
    choices: dict[str, str] = st.session_state.setdefault(_CHOICES, {})
    now = st.query_params.to_dict()
    left = st.session_state.get(_LEFT, now)
    if now == left:
        for name, default in choices.items():
            if name in st.session_state:
                remember(name, _as_text(st.session_state[name]), default)
    else:
        for name in choices:
            if now.get(name) != left.get(name):
                st.session_state.pop(name, None)
    _note_address()


def _as_text(value: Any) -> str:
    return joined(value) if isinstance(value, list | tuple) else "" if value is None else str(value)


def _note_address() -> None:
    st.session_state[_LEFT] = st.query_params.to_dict()


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
    """Return the values that `joined` made one parameter of, each once; empty ones are left out."""
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
    return list(dict.fromkeys(value for value in values if value))


def number(text: str) -> int | None:
    """Return the whole number that a part of an address is, in the digits of any script; None where it is none."""
    return int(text) if text.isdecimal() and len(text) <= _MOST_DIGITS else None


def remembered(name: str, options: Sequence[str], default: str) -> str:
    """Return the remembered value of a choice; what is not among the options becomes the default."""
    value = st.session_state.get(name, st.query_params.get(name, default))
    return value if value in options else default


def remembered_several(name: str, options: Sequence[str]) -> tuple[str, ...]:
    """Return the remembered values of a choice of several; what is not among the options is left out."""
    value = st.session_state.get(name)
    found = parted(st.query_params.get(name, "")) if value is None else value
    return tuple(one for one in found if one in options)


def rename(old: str, new: str) -> None:
    """Take over what a link of an earlier version says under another name; nothing when it says nothing."""
    if old in st.query_params:
        value = st.query_params.pop(old)
        if new and new not in st.session_state:
            st.query_params[new] = value
        _note_address()


def remember(name: str, value: str, default: str) -> None:
    """Keep a value in the address, unless it is what everybody starts with."""
    if value == default:
        if name in st.query_params:
            st.query_params.pop(name)
    elif st.query_params.get(name) != value:
        st.query_params[name] = value
    _note_address()


def pick(
    widget: Callable[..., Any],
    label: str,
    name: str,
    options: Sequence[str],
    default: str,
    *,
    is_always_said: bool = False,
    **widget_options: Any,
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
        Value that is not written to the address, unless it `is_always_said` there.
    is_always_said
        Whether a link has to say what everybody starts with.
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
    left_out = "" if is_always_said else default
    _meet(name, left_out)
    _say_what_is_not_here(name, label, [one for one in asked if one and one not in options], value)
    remember(name, value, left_out)
    return value


def pick_several(label: str, name: str, options: Sequence[str], **widget_options: Any) -> tuple[str, ...]:
    """Show a multiselect and keep the choices in the address; none means all."""
    stored, asked = st.session_state.get(name), []
    if stored is None:
        stored = asked = parted(st.query_params.get(name, ""))
    st.session_state[name] = [value for value in stored if value in options]
    chosen = st.multiselect(unmarked(label), options, key=name, persist_state="session", **widget_options)
    now = joined(chosen)
    _meet(name, "")
    _say_what_is_not_here(name, label, [value for value in asked if value not in options], now)
    remember(name, now, "")
    return tuple(chosen)


def tabs(labels: Mapping[str, str], *, key: str, name: str = "") -> list[TabContainer]:
    """Show tabs and keep the open one in the address; a closed one is not `.open` and computes nothing.

    Parameters
    ----------
    labels
        For each tab its value in the address, independent of language, and what it is called.
    key
        Of the tabs on their page.
    name
        Name of the parameter in the address; without one it belongs to the list that is open, as a mark does.

    """
    name = name or f"{_MARK}{key}"
    values = list(labels)
    if name in st.session_state:  # the reader's last choice, unless they have turned to another tab since
        by_label = {label: value for value, label in labels.items()}
        chosen = by_label.get(st.session_state.get(key, ""), st.session_state[name])
    else:
        chosen = st.query_params.get(name, values[0])
    chosen = chosen if chosen in labels else values[0]
    st.session_state[name] = chosen
    st.session_state[key] = labels[chosen]
    _meet(name, values[0])
    remember(name, chosen, values[0])
    return list(st.tabs(list(labels.values()), key=key, on_change="rerun"))


@dataclass
class Mark:
    """The mark of a picture, or the row of a table, that is picked: by a click or by the address, which holds it.

    Attributes
    ----------
    key
        Name of the picture on its page.
    first
        The mark that the picture showed as picked when it was drawn first.
    seen
        What the picture itself last said.
    times
        How often the address picked another mark than the picture shows, which is then drawn anew.

    """

    key: str
    first: dict[str, Any] | None = None
    seen: dict[str, Any] | None = None
    times: int = 0

    @classmethod
    def of(cls, key: str) -> Mark:
        """Return what this session knows of a picture's mark; of one that was left, only what the address says."""
        mark: Mark = st.session_state.setdefault(f"{_MARK}{key}", cls(key))
        if mark.widget not in st.session_state:
            mark.first, mark.seen = mark.named, None
        return mark

    @property
    def widget(self) -> str:
        """Key of the picture as it is drawn now."""
        return f"{self.key}_{self.times}" if self.times else self.key

    @property
    def named(self) -> dict[str, Any] | None:
        """The mark that the address names; None when it names none that can be read.

        Whoever wrote the address may have named anything: whether the picture has such a mark is looked at there.
        """
        try:
            found = json.loads(st.query_params.get(f"{_MARK}{self.key}", "null"))
        except (ValueError, RecursionError):
            return None
        return found if isinstance(found, dict) and all(map(_is_plain, found.values())) else None

    def follow(self, said: dict[str, Any] | None) -> None:
        """Begin anew where the address names another mark than the picture shows, and nobody has clicked since."""
        said = _plain(said)
        if said == self.seen and self.named != (said or self.first):
            self.first, self.seen, self.times = self.named, None, self.times + 1

    def picked(self, said: dict[str, Any] | None) -> dict[str, Any] | None:
        """Return the picked mark: a click since the last run goes to the address, else the address counts."""
        said = _plain(said)
        if said != self.seen:
            self.seen = said
            remember(f"{_MARK}{self.key}", json.dumps(said, ensure_ascii=False) if said else "", "")
        return self.named


def _is_plain(value: object) -> bool:
    """Tell whether a field of a mark is nothing, a number that browsers count to, or a text that can be written."""
    if isinstance(value, str):
        return not any("\ud800" <= letter <= "\udfff" for letter in value)
    return value is None or (isinstance(value, int | float) and abs(value) <= _LARGEST)


def _plain(said: dict[str, Any] | None) -> dict[str, Any] | None:
    """Return the fields of a mark as the address gives them back."""
    found: dict[str, Any] | None = json.loads(json.dumps(said, default=str)) or None
    return found


def _meet(name: str, default: str) -> None:
    st.session_state.setdefault(_CHOICES, {})[name] = default


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
        wanted = _(", ").join(_("“{cause}”").format(cause=value) for value in missing)
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


def forget_data_set() -> None:
    """Forget what belongs to one data set alone, when another is chosen: its version, and the marks picked of it."""
    forget([*_OF_DATASET, *(name for name in whole_address() if name.startswith(_MARK))])


def forget(names: Sequence[str]) -> None:
    """Put choices back to what everybody starts with."""
    for name in names:
        st.session_state.pop(name, None)
        st.query_params.pop(name, None)
    _note_address()
