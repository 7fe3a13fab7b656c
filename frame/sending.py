"""Who may send files to the server: Streamlit takes the bytes of anybody with a session, whatever a page draws."""

from __future__ import annotations

from streamlit import runtime
from streamlit.runtime.scriptrunner import get_script_run_ctx

import access

# The rights whose pages ask for files.
RIGHTS = ("publish", "act")
_may_send: set[str] = set()


def allow() -> None:
    """Let this session send files if whoever sits before it may; the first call has the server ask for that.

    The server asks whether a session is there before it reads a byte of what is sent, and for nothing else: to who may
    not send, there is no such session.
    """
    context = get_script_run_ctx(suppress_warning=True)
    if context is None or not runtime.exists():
        return
    if any(access.may(right) for right in RIGHTS):
        _may_send.add(context.session_id)
    else:
        _may_send.discard(context.session_id)
    server = runtime.get_instance()
    if "is_active_session" in vars(server):
        return
    is_there = server.is_active_session

    def may_send(session_id: str) -> bool:
        if not is_there(session_id):
            _may_send.discard(session_id)
            return False
        return session_id in _may_send

    server.is_active_session = may_send  # type: ignore[method-assign]
