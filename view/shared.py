"""Answers that sessions share: one is computed once for everybody who sees the same of the customers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Concatenate, ParamSpec, TypeVar

import streamlit as st

import access
from store import folders

KEPT_SECONDS = 600.0
Asked = ParamSpec("Asked")
Answer = TypeVar("Answer")
OfVersion = Callable[Concatenate[str, int, Asked], Answer]


def shared(most: int) -> Callable[[OfVersion[Asked, Answer]], OfVersion[Asked, Answer]]:
    """Keep up to so many answers of a function of a version, each under its arguments and what the asker may see.

    The function takes the data set and the number of the version first. Once a newer version is asked for, all that is
    kept goes, as few look at those before any longer; and each answer is made anew after a while.

    Once a customer was forgotten (`store.folders.renew`), none of before is given again.

    The only cache of answers that pages may use: one without the sight would show somebody else's customers.
    """

    def decorated(make: OfVersion[Asked, Answer]) -> OfVersion[Asked, Answer]:
        newest: dict[str, int] = {}

        def answer(
            sight: access.Sight,  # noqa: ARG001 - the key, with what is next
            renewed: int,  # noqa: ARG001
            dataset: str,
            version: int,
            *args: Asked.args,
            **kwargs: Asked.kwargs,
        ) -> Answer:
            return make(dataset, version, *args, **kwargs)

        # Streamlit tells caches apart by these.
        answer.__module__, answer.__qualname__ = make.__module__, make.__qualname__
        kept = st.cache_resource(max_entries=most, ttl=KEPT_SECONDS, show_spinner=False)(answer)

        def asked(dataset: str, version: int, /, *args: Asked.args, **kwargs: Asked.kwargs) -> Answer:
            if version > newest.setdefault(dataset, version):
                newest[dataset] = version
                kept.clear()
            return kept(access.sight(), folders.renewed(), dataset, version, *args, **kwargs)

        asked.__name__, asked.__doc__ = make.__name__, make.__doc__
        return asked

    return decorated
