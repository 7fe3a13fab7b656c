"""Run the dashboard as a service: `python -m frame.serve --server.port 8501`, with whatever `streamlit run` takes.

Unlike `streamlit run dashboard.py` it answers whether it is well, and writes its logs as asked, from its start on and
not from the first page that somebody opens.
"""

from __future__ import annotations

import sys
from pathlib import Path

from streamlit.web import cli

from frame import operation


def main() -> None:
    """Begin what is asked for by the environment, then serve."""
    operation.begin()
    sys.argv = ["streamlit", "run", str(Path(__file__).resolve().parent.parent / "dashboard.py"), *sys.argv[1:]]
    cli.main(prog_name="streamlit")


if __name__ == "__main__":
    main()
