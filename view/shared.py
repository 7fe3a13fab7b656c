"""Answers that sessions share: one is computed once for everybody who sees the same of the customers."""

from __future__ import annotations

from typing import TYPE_CHECKING, ParamSpec, TypeVar

import streamlit as st

import access
from store import folders

if TYPE_CHECKING:
    from collections.abc import Callable

KEPT_SECONDS = 600.0
Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")


def shared(most: int) -> Callable[[Callable[Asked, Answer]], Callable[Asked, Answer]]:
    """Keep up to so many answers of a function of a data set, each under its arguments and what the asker may see.

    Each is made anew after a while, so that those of versions at which nobody looks any more go.

    Once a customer was forgotten (`store.folders.renew`), none of before is given again.

    The only cache of answers that pages may use: one without the sight would show somebody else's customers.
    """

    def decorated(make: Callable[Asked, Answer]) -> Callable[Asked, Answer]:
        def answer(
            sight: access.Sight,  # noqa: ARG001 - the key, with what is next
            renewed: int,  # noqa: ARG001
            *args: Asked.args,
            **kwargs: Asked.kwargs,
        ) -> Answer:
            return make(*args, **kwargs)

        # Streamlit tells caches apart by these.
        answer.__module__, answer.__qualname__ = make.__module__, make.__qualname__
        kept = st.cache_resource(max_entries=most, ttl=KEPT_SECONDS, show_spinner=False)(answer)

        def asked(*args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
            return kept(access.sight(), folders.renewed(), *args, **kwargs)

        asked.__name__, asked.__doc__ = make.__name__, make.__doc__
        return asked

    return decorated
