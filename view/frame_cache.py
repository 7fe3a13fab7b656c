"""What is made of a shared frame, made once: labels and rows of pictures cost more than the queries behind them."""

from __future__ import annotations

import threading
import weakref
from collections import OrderedDict, deque
from functools import wraps
from typing import TYPE_CHECKING, ParamSpec, TypeVar

import pandas as pd

from localization import current_language

if TYPE_CHECKING:
    from collections.abc import Callable

Given = ParamSpec("Given")
Made = TypeVar("Made")

MOST = 600
_memory: OrderedDict[tuple[object, ...], tuple[tuple[weakref.ref[pd.DataFrame], ...], object]] = OrderedDict()
_orphans: deque[tuple[object, ...]] = deque()  # whose frame is gone; an append needs no lock
_lock = threading.Lock()


def remembered(make: Callable[Given, Made]) -> Callable[Given, Made]:
    """Remember what a function makes of frames that results are kept in, for each language.

    The frames among the arguments are told apart by being the same object, which is why nobody may change one that
    `View.fetch` returned; of a view counts what it looks at; anything else must be hashable. What is returned is
    shared as well. The longest unused is forgotten first, and all that was made of a frame with the frame.
    """

    @wraps(make)
    def made(*args: Given.args, **kwargs: Given.kwargs) -> Made:
        given = (*args, *kwargs.values())
        frames = tuple(one for one in given if isinstance(one, pd.DataFrame))
        key = (make, current_language(), tuple(kwargs), *(_told_apart(one) for one in given))
        with _lock:
            while _orphans:
                _memory.pop(_orphans.popleft(), None)
            held = _memory.get(key)
            if held is not None and all(ref() is frame for ref, frame in zip(held[0], frames, strict=True)):
                _memory.move_to_end(key)
                return held[1]  # type: ignore[return-value]
        found = make(*args, **kwargs)
        with _lock:
            _memory[key] = tuple(weakref.ref(frame, lambda _frame: _orphans.append(key)) for frame in frames), found
            _memory.move_to_end(key)
            while len(_memory) > MOST:
                _memory.popitem(last=False)
        return found

    return made


def _told_apart(given: object) -> object:
    if isinstance(given, pd.DataFrame):
        return id(given)
    return getattr(given, "looks_at", given)
