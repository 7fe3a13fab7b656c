"""The little style sheet: a calm frame, and right-to-left pages for languages that are read so."""

COMMON = """
.stMainBlockContainer { padding-top: 4.2rem; max-width: 1320px; }
[data-testid="stMetricValue"] { font-variant-numeric: tabular-nums; }
.mandegar-finding { font-size: 1.25rem; line-height: 1.55; margin: 0.1rem 0 0.6rem; max-width: 62rem; }
.mandegar-provenance { opacity: 0.72; font-size: 0.85rem; }
.st-key-menu [data-testid="stPageLink"] a { white-space: nowrap; }
"""

RIGHT_TO_LEFT = """
.stApp, [data-testid="stSidebar"], [data-testid="stPopoverBody"], [role="dialog"], [role="listbox"],
[data-testid="stToastContainer"] { direction: rtl; text-align: start; }
[data-testid="stHeading"] *, [data-testid="stMarkdownContainer"], [data-testid="stMarkdownContainer"] *,
[data-testid="stCaptionContainer"] { text-align: start !important; }
[data-testid="stVegaLiteChart"] svg, [data-testid="stVegaLiteChart"] canvas, [data-testid="stMetricChart"],
[data-testid="stDataFrame"], [data-testid="stDateInputField"], [data-testid="stSlider"] [role="group"],
pre, code { direction: ltr; }
[data-testid="stMetricValue"] p, [data-testid="stMetricDelta"] p { unicode-bidi: plaintext; display: inline-block; }
[data-testid="stProgress"] [role="progressbar"] > div { transform: scaleX(-1); }
[data-testid="stSidebar"][data-collapsed="true"] { display: none; }
"""
