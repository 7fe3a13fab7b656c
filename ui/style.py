"""The little style sheet: a calm frame, and right-to-left pages for languages that are read so."""

COMMON = """
.stMainBlockContainer { padding-top: 4.2rem; max-width: 1320px; }
[data-testid="stMetricValue"] { font-variant-numeric: tabular-nums; }
.st-key-provenance [data-testid="stText"] { opacity: 0.75; font-size: 0.875rem; }
.st-key-finding [data-testid="stText"] { font-size: 1.15rem; line-height: 1.6; max-width: 62rem; font-weight: 500; }
.st-key-finding [data-testid="stText"], .st-key-provenance [data-testid="stText"] {
  white-space: normal; font-family: inherit; }
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
