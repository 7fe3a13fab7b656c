"""The little style sheets: a calm frame, right-to-left pages, paper; and what only a script can tell the browser."""

from __future__ import annotations

import json
from functools import cache

from frame import streamlit_words
from localization import current_language, direction

# A chart whose marks happen to be as wide as the new place of the whole chart does not notice that it was narrowed
# (Vega compares the two widths), so no drawing may be wider than its place.
COMMON = """
.stMainBlockContainer { padding-top: 0.4rem; max-width: 1320px; }
[data-testid="stHeader"] { background: transparent; }
[data-testid="stHeader"], [data-testid="stHeader"] * { pointer-events: none; }
[data-testid="stHeader"] button, [data-testid="stHeader"] button * { pointer-events: auto; }
.stMainBlockContainer > [data-testid="stVerticalBlock"] { gap: 0.5rem; }
.st-key-head { padding-inline-end: 2.5rem; }
.st-key-menu { border-block-end: 1px solid color-mix(in srgb, currentColor 12%, transparent); }
.st-key-menu, .st-key-head, .st-key-filtering { row-gap: 0 !important; }
.mandegar-mark { display: flex; align-items: center; gap: 0.5rem; font-weight: 700; font-size: 1.1rem;
  margin-inline-end: 0.75rem; white-space: nowrap; }
.mandegar-mark img { inline-size: 1.75rem; block-size: 1.75rem; flex: none; }
.st-key-step_here a { background: color-mix(in srgb, #0072B2 12%, transparent); }
.st-key-step_here a p { font-weight: 700; }
.st-key-chips [data-testid="stText"] { opacity: 0.75; font-size: 0.875rem; }
.st-key-chips [data-testid="stText"], .st-key-provenance p { white-space: normal; font-family: inherit; }
.st-key-provenance button p { font-size: 0.875rem; opacity: 0.85; }
[class*="st-key-quiet_"] [data-testid="stPopoverButton"] p { position: absolute; inline-size: 1px; block-size: 1px;
  overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
[data-testid="stPopoverBody"]:has([data-testid="stExpander"]) { inline-size: min(46rem, 92vw); max-inline-size: 92vw; }
[data-testid="stHeading"] h1 { padding: 0 0 0.35rem; font-size: 1.3rem; line-height: 1.3; }
[data-testid="stHeading"] h3 { padding: 0; }
[data-testid="stVerticalBlock"] > [data-testid="stElementContainer"] [data-testid="stMarkdownContainer"]:has(h3)
{ margin-block-end: -0.25rem; }
[data-testid="stHeaderActionElements"], [data-testid="stElementToolbar"] [aria-label$="CSV"] { display: none; }
[data-testid="stVegaLiteChart"] + [data-testid="stElementToolbar"],
:has(> [data-testid="stVegaLiteChart"]) > [data-testid="stElementToolbar"] { display: none; }
.st-key-lang [data-baseweb="select"] > div { min-height: 2rem; border-color: transparent; background: transparent; }
[data-testid="stMetric"] { container-type: inline-size; }
[data-testid="stMetricValue"] { font-variant-numeric: tabular-nums; font-size: clamp(1.1rem, 14cqi, 1.9rem); }
[data-testid="stMetricValue"] *, [data-testid="stMetricLabel"] * { white-space: normal !important; overflow: visible; }
[data-testid="stMetric"], [data-testid="stMetricLabel"], [data-testid="stMetricLabel"] * { max-inline-size: 100%;
  min-inline-size: 0; }
.st-key-finding { padding-block: 0.2rem; }
.st-key-finding [data-testid="stText"] { font-size: 1.1rem; line-height: 1.4; max-width: 78rem; font-weight: 500;
  white-space: normal; font-family: inherit; }
:is(.st-key-menu, .st-key-head) [data-testid="stPageLink"] a { white-space: nowrap; }
[class*="st-key-verdict_"]:not([class*="st-key-verdict_none"]) { padding-inline-start: 0.75rem;
  border-inline-start: 4px solid #8A94A0; }
[class*="st-key-verdict_better"] { border-color: #0072B2 !important; }
[class*="st-key-verdict_worse"] { border-color: #D55E00 !important; }
[class*="st-key-card_"] { position: relative; padding: 0.5rem 0.9rem; min-height: 0; }
[class*="st-key-card_"] > [data-testid="stElementContainer"]:has(.little-line) { position: absolute; width: auto;
  inset-inline-end: 0.9rem; inset-block-start: 2.2rem; pointer-events: none; }
.little-line { display: block; inline-size: 5.5rem; block-size: 1.7rem; }
[class*="st-key-card_"] [class*="_definition"] { position: absolute; width: auto; inset-inline-end: 0.5rem;
  inset-block-start: 0.15rem; }
[class*="st-key-card_"] [data-testid="stMetricValue"] { line-height: 1.25; padding: 0; }
[class*="st-key-card_"] [data-testid="stMetricDelta"] { font-size: 0.8rem; height: auto; }
[class*="st-key-card_"] [data-testid="stMetricDelta"] * { white-space: normal; overflow: visible; }
[class*="st-key-card_"] button { min-height: 1.75rem; }
@media (max-width: 640px) {
  [class*="st-key-cards_"] [data-testid="stHorizontalBlock"]:has(> [data-testid="stColumn"]) { gap: 0.5rem; }
  [class*="st-key-cards_"] [data-testid="stColumn"] { flex: 1 1 calc(50% - 0.5rem); min-width: calc(50% - 0.5rem); }
  [data-testid="stElementContainer"]:has(.little-line) { display: none; }
  .mandegar-mark { font-size: 0; gap: 0; margin-inline-end: 0; }
  .st-key-head { column-gap: 0.25rem !important; } }
@media (hover: none) { [data-testid="stElementContainer"]:has([data-testid="stDataFrame"]) {
  margin-block-start: 2rem; } }
.st-key-script, .st-key-script_of_signing_in, .st-key-turning { display: none; }
@media (max-width: 640px) {
  [data-testid="stButtonGroup"] > [role] { flex-wrap: wrap; overflow: visible; mask-image: none; row-gap: 0.25rem; } }
[data-testid="stText"] { white-space: pre-wrap; overflow: visible; overflow-wrap: anywhere; }
[data-testid="stCaptionContainer"] { color: inherit !important; opacity: 0.75; }
[data-testid="stCaptionContainer"] p { color: inherit !important; }
[data-testid="stVegaLiteChart"] svg { max-width: 100%; height: auto; }
.stApp [role="tablist"] { flex-wrap: wrap; row-gap: 0.25rem; overflow: visible; }
[data-testid="stElementContainer"]:has(table.on-paper),
[data-testid="stLayoutWrapper"]:has(> [class*="st-key-paper_"]) { display: none; }
"""

# The accent that is readable on white is not on the dark surface.
DARK = """
[data-variant="segmented_control"][data-selected="true"] p { color: #7CC4F0; }
[role="tab"][aria-selected="true"], [role="tab"][aria-selected="true"] * { color: #7CC4F0; }
"""

RIGHT_TO_LEFT = """
.stApp, [data-testid="stPopoverBody"], [role="dialog"], [role="listbox"],
[data-testid="stToastContainer"], [role="tooltip"], #vg-tooltip-element { direction: rtl; text-align: start; }
[data-testid="stHeading"] *, [data-testid="stMarkdownContainer"], [data-testid="stMarkdownContainer"] *,
[data-testid="stCaptionContainer"], [data-testid="stText"] *,
[data-testid="stFileUploader"] small, [data-testid="stFileUploader"] span { text-align: start !important; }
[data-testid="stVegaLiteChart"] svg, [data-testid="stVegaLiteChart"] canvas, [data-testid="stMetricChart"],
[data-testid="stDataFrame"], [data-testid="stDateInputField"], [data-testid="stSlider"] [role="group"],
pre, code, [class*="st-key-source_query"] textarea { direction: ltr; text-align: left; }
[data-testid="stMetricValue"] p, [data-testid="stMetricDelta"] p { unicode-bidi: plaintext; display: inline-block; }
[data-testid="stProgress"] [role="progressbar"] > div { transform: scaleX(-1); }
[data-testid="stToolbar"] > div > div:last-child { margin-left: 0; margin-inline-start: auto; }
#vg-tooltip-element td.key { text-align: start; }
#vg-tooltip-element td.value { text-align: start; unicode-bidi: plaintext; }
[data-variant="segmented_control"] { margin: 0 0 0 -1px !important; border-width: 1px !important; }
[data-variant="segmented_control"]:not([data-selected="true"])
{ border-color: color-mix(in srgb, currentColor 20%, transparent) !important; }
[data-variant="segmented_control"]:first-child { border-radius: 0 0.5rem 0.5rem 0 !important; }
[data-variant="segmented_control"]:last-child { border-radius: 0.5rem 0 0 0.5rem !important; margin: 0 !important; }
[data-variant="segmented_control"]:only-child { border-radius: 0.5rem !important; }
[data-testid="stMetricLabel"] span:has(> [data-testid="stTooltipIcon"]) { padding: 0 6px 0 0 !important; }
[data-testid="stMetricValue"] { font-variant-numeric: normal; }
"""

# A page on paper: no controls, nothing cut at the edge of the screen or of the sheet.
PAPER = """
@page { size: A4; margin: 12mm; }
@media print {
  html, body, #root, .stApp, [data-testid="stAppViewContainer"], [data-testid="stMain"] {
    position: static !important; height: auto !important; min-height: 0 !important; overflow: visible !important;
    display: block !important; width: 100% !important; inset: auto !important; background: #fff !important; }
  .stMainBlockContainer { padding: 0 !important; max-width: none !important; }
  [data-testid="stHeader"], .st-key-menu, [data-testid="stPageLink"], .st-key-lang,
  [data-testid="stElementToolbar"],
  [data-testid="stDownloadButton"], [data-testid="stPopover"], [data-testid="stButton"], [data-testid="stFileUploader"],
  [data-testid="stExpander"]:not(:has(details[open])), [data-testid="stStatusWidget"], .st-key-no_paper
  { display: none !important; }
  [data-testid="stHorizontalBlock"] { flex-wrap: wrap !important; }
  [data-testid="stHorizontalBlock"] > [data-testid="stColumn"] { min-width: 100% !important; }
  [data-testid="stHorizontalBlock"]:has([data-testid="stMetric"]) > * { min-width: 0 !important; }
  [data-testid="stVegaLiteChart"], [data-testid="stVegaLiteChart"] *, [data-testid="stFullScreenFrame"]
  { max-width: 100% !important; }
  [data-testid="stVegaLiteChart"] { overflow: visible !important; height: auto !important; }
  [data-testid="stVegaLiteChart"] svg, [data-testid="stVegaLiteChart"] canvas,
  [data-testid="stDataFrame"] canvas { max-width: 100% !important; height: auto !important; }
  [data-testid="stVegaLiteChart"], [data-testid="stMetric"], [data-testid="stDataFrame"], [data-testid="stText"],
  [data-testid="stCaptionContainer"] { break-inside: avoid; }
  [data-testid="stHeading"], [data-testid="stText"] { break-after: avoid; }
  [data-testid="stElementContainer"]:has(table.on-paper),
  [data-testid="stLayoutWrapper"]:has(> [class*="st-key-paper_"]) { display: block !important; }
  [data-testid="stElementContainer"]:has([data-testid="stDataFrame"]):has(+ * table.on-paper)
  { display: none !important; }
  table.on-paper { width: 100%; border-collapse: collapse; font-size: 9pt; color: #000; }
  table.on-paper :is(th, td) { border: 0.5pt solid #bbb; padding: 2pt 4pt; text-align: start; overflow-wrap: anywhere; }
  table.on-paper tr { break-inside: avoid; }
}
"""

# Streamlit always says <html lang="en">, which makes screen readers and the browser's translator guess wrong; its
# subheaders are headings of the third level, with none of the second above them; and it opens a grid that is wider
# than its place at the left, away from the first column of a page read from the right. The words that Streamlit writes
# itself are English always; each is replaced where it stands, and put back when the language changes.
_SCRIPT = """
(() => {
  const [lang, dir, words] = %s;
  const root = document.documentElement;
  root.lang = lang; root.dir = dir;
  window.onbeforeunload = (leaving) => {
    if (document.querySelector(".st-key-publish, [data-testid=stFileUploaderFile]")) leaving.preventDefault();
  };
  if (window.mandegarWatch) window.mandegarWatch.disconnect();
  const seen = new WeakSet();
  const known = window.mandegarWords = window.mandegarWords || new WeakMap();
  const said = (holder, name, now, own) => {
    const kept = known.get(holder) || {};
    const english = kept[name] && kept[name].said === now ? kept[name].english : now;
    const word = english.trim();
    if (kept[name] === undefined && !Object.hasOwn(own, word)) return now;
    const text = Object.hasOwn(own, word) ? english.replace(word, own[word]) : english;
    known.set(holder, { ...kept, [name]: { english, said: text } });
    return text;
  };
  const say = (place, own) => {
    const texts = document.createTreeWalker(place, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const text = said(node, "text", node.nodeValue, own);
      if (text !== node.nodeValue) node.nodeValue = text;
    }
    for (const element of [place, ...place.querySelectorAll("[aria-label], [title], [placeholder]")]) {
      for (const name of ["aria-label", "title", "placeholder"]) {
        const now = element.getAttribute(name);
        const text = now && said(element, name, now, own);
        if (text && text !== now) element.setAttribute(name, text);
      }
    }
  };
  const shade = () => getComputedStyle(document.querySelector(".stApp") || document.body).backgroundColor;
  const turned = () => {  // pictures are drawn in the inks of a theme: in another one, the page is asked for again
    if (matchMedia("print").matches) return;
    const now = shade(), before = window.mandegarShade;
    window.mandegarShade = now;
    if (before && before !== now) document.querySelector(".st-key-theme_turned button")?.click();
  };
  matchMedia("(prefers-color-scheme: dark)").onchange = () => setTimeout(turned, 500);
  const turn = () => {
    turned();
    for (const [places, own] of Object.entries(words)) {
      for (const place of document.querySelectorAll(places)) say(place, own);
    }
    for (const heading of document.querySelectorAll('[data-testid="stHeading"] h3:not([aria-level])')) {
      heading.setAttribute("aria-level", "2");
    }
    if (dir === "ltr") return;
    for (const grid of document.querySelectorAll('[data-testid="stDataFrame"] .dvn-scroller')) {
      if (seen.has(grid) || !grid.clientWidth) continue;
      seen.add(grid);
      const toStart = () => { grid.scrollLeft = grid.scrollWidth; };
      toStart(); setTimeout(toStart, 300);
    }
  };
  window.mandegarWatch = new MutationObserver(() => requestAnimationFrame(turn));
  window.mandegarWatch.observe(document.body, { childList: true, subtree: true });
  turn();
})();
"""


def mark(name: str) -> str:
    """Return the product's mark with its name."""
    return f'<span class="mandegar-mark"><img src="app/static/mark.svg" alt="">{name}</span>'


def sheets(theme: str) -> str:
    """Return the style sheets of a page in the language in use."""
    turned, dark = RIGHT_TO_LEFT if direction() == "rtl" else "", DARK if theme == "dark" else ""
    return f"<style>{COMMON}{turned}{dark}{PAPER}</style>"


def script() -> str:
    """Return the script that tells the browser in which language and direction the page is written.

    It is one fixed text for each language, so a content security policy can name it by its hash.
    """
    return _script_in(current_language())


@cache
def _script_in(lang: str) -> str:
    return f"<script>{_SCRIPT % json.dumps([lang, direction(), streamlit_words.words()])}</script>"
