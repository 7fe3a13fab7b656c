"""Who may send files to the server: Streamlit takes the bytes of anybody with a session, whatever a page draws."""

from __future__ import annotations

from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

import access

# The rights whose pages ask for files.
RIGHTS = ("publish", "act")
# Sessions that may send files, each with whose it is; and those of which a file was refused since their last run.
_may_send: dict[str, str] = {}
_refused: set[str] = set()


def allow() -> None:
    """Let this session send files if whoever sits before it may; the first call has the server ask for that.

    The server asks whether a session is there before it reads a byte of what is sent, and for nothing else: to who may
    not send, there is no such session.
    """
    context = get_script_run_ctx(suppress_warning=True)
    if context is None or not runtime.exists():
        return
    if any(access.may(right) for right in RIGHTS):
        _may_send[context.session_id] = access.who().account or context.session_id
    else:
        _may_send.pop(context.session_id, None)
    server = runtime.get_instance()
    if "is_active_session" in vars(server):
        return
    is_there = server.is_active_session

    def may_send(session_id: str) -> bool:
        if not is_there(session_id):
            _may_send.pop(session_id, None)
            return False
        return session_id in _may_send

    server.is_active_session = may_send  # type: ignore[method-assign]


def sender(session_id: str) -> str | None:
    """Return who sends files in a session; None where nobody may."""
    return _may_send.get(session_id)


def refuse(session_id: str) -> None:
    """Note that a file of a session was not taken, and have its page run anew, which says so."""
    _refused.add(session_id)
    manager = getattr(runtime.get_instance(), "_session_mgr", None) if runtime.exists() else None
    found = manager.get_session_info(session_id) if manager is not None else None
    if found is not None:
        found.session.request_rerun(None)


def was_refused() -> bool:
    """Tell whether a file of this session was not taken since its last run."""
    context = get_script_run_ctx(suppress_warning=True)
    if context is None or context.session_id not in _refused:
        return False
    _refused.discard(context.session_id)
    return True
