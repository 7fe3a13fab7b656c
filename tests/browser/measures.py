"""What is measured on an open page: text that leaves its box, charts that are cut, what axe-core finds."""

from __future__ import annotations

from importlib.resources import files

# Text is looked for where a person reads it: elements with letters of their own, seen, outside the grids' canvases
# (whose twin for screen readers is hidden) and outside of what scrolls by design (tab bars, code, open lists).
TEXT_OUTSIDE = """
() => {
  const scrolls = '[role=tablist], pre, code, [role=listbox], canvas, [data-testid=stDataFrame], [aria-hidden=true]';
  const found = [];
  const own = (element) => [...element.childNodes].filter(n => n.nodeType === 3 && n.textContent.trim());
  for (const element of document.querySelectorAll('.stApp *')) {
    const texts = own(element);
    if (!texts.length || element.closest(scrolls) || element.closest('svg')) continue;
    const style = getComputedStyle(element);
    if (style.visibility === 'hidden' || style.opacity === '0' || style.clip !== 'auto') continue;
    const range = document.createRange();
    range.selectNodeContents(element);
    const text = range.getBoundingClientRect();
    if (text.width < 2 || text.height < 2) continue;
    let box = element, hides = null;
    while (box && box !== document.body) {
      const shown = getComputedStyle(box);
      if (box.clientWidth <= 1 && shown.overflow !== 'visible') { hides = 'reader'; break; }
      if (/hidden|clip/.test(shown.overflowX) && box.clientWidth) {
        const edge = box.getBoundingClientRect();
        if (text.left < edge.left - 2 || text.right > edge.right + 2) { hides = box; break; }
      }
      if (/auto|scroll/.test(shown.overflowX)) break;
      box = box.parentElement;
    }
    if (hides === 'reader') continue;
    const sidebar = element.closest('[data-testid=stSidebar]');
    if (!hides && !sidebar && (text.left < -2 || text.right > innerWidth + 2)) hides = document.body;
    if (hides) found.push(element.textContent.trim().slice(0, 60));
  }
  for (const svg of document.querySelectorAll('[data-testid=stVegaLiteChart] svg')) {
    const edge = svg.getBoundingClientRect();
    for (const text of svg.querySelectorAll('text')) {
      if (!text.textContent.trim() || getComputedStyle(text).opacity === '0') continue;
      if (/…\u2069?$/.test(text.textContent.trim())) found.push('chart, cut off: ' + text.textContent.trim());
      const box = text.getBoundingClientRect();
      const out = Math.max(edge.left - box.left, box.right - edge.right, edge.top - box.top, box.bottom - edge.bottom);
      if (out > 3) found.push('chart: ' + text.textContent.trim().slice(0, 40) + ' by ' + Math.round(out));
    }
  }
  return found;
}
"""

SIDEWAYS = """
() => {
  const main = document.querySelector('[data-testid=stMain]');
  return Math.max(main.scrollWidth - main.clientWidth, document.documentElement.scrollWidth - innerWidth);
}
"""

# The page's own ground is darker than its letters.
IS_DARK = """
() => {
  const light = (colour) => colour.match(/[\\d.]+/g).slice(0, 3).reduce((sum, part) => sum + Number(part), 0);
  const style = getComputedStyle(document.querySelector('.stApp'));
  return light(style.backgroundColor) < light(style.color);
}
"""

# Digits and Latin words in what a page of another script says; names from files are left out by the caller.
SAID = """
() => [...document.querySelectorAll(
    '.stApp [data-testid=stText], .stApp [data-testid=stHeading], .stApp [data-testid=stMarkdownContainer], '
    + '.stApp [data-testid=stMetricValue], .stApp [data-testid=stMetricDelta], '
    + '.stApp [data-testid=stVegaLiteChart] svg text')]
  .filter(e => !e.closest('[data-testid=stFileUploader], pre, code') && e.getBoundingClientRect().width > 1)
  .map(e => e.textContent.trim()).filter(Boolean)
"""

AXE = (files("axe_playwright_python") / "axe.min.js").read_text(encoding="utf-8")
RUN_AXE = """
async () => {
  const result = await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa'],
    resultTypes: ['violations'] });
  return result.violations.filter(v => ['serious', 'critical'].includes(v.impact)).flatMap(v => v.nodes.map(n => ({
    rule: v.id, target: n.target.join(' '), html: n.html.slice(0, 300), why: (n.any[0] || n.all[0] || {}).message || ''
  })));
}
"""

HEADINGS = """
() => {
  let last = 0;
  const wrong = [];
  for (const heading of document.querySelectorAll('[data-testid=stMain] :is(h1, h2, h3, h4, h5, h6)')) {
    const level = Number(heading.getAttribute('aria-level') || heading.tagName[1]);
    if (level > last + 1) wrong.push(heading.textContent.trim());
    last = level;
  }
  return wrong;
}
"""

CHARTS_WITHOUT_WORDS = """
() => [...document.querySelectorAll('[data-testid=stVegaLiteChart]')]
  .filter(chart => ![chart, ...chart.querySelectorAll('[aria-label], [alt]')]
    .some(e => (e.getAttribute('aria-label') || e.getAttribute('alt') || '').trim().length > 15))
  .map(chart => chart.outerHTML.slice(0, 200))
"""

# Laid out as wide as the paper, before the page could draw its charts anew.
PRINTED = """
(width) => {
  document.body.style.setProperty('width', `${width}px`, 'important');
  document.documentElement.style.setProperty('width', `${width}px`, 'important');
  const charts = [...document.querySelectorAll('[data-testid=stVegaLiteChart] :is(svg, canvas)')];
  const main = document.querySelector('.stMainBlockContainer').getBoundingClientRect();
  const cut = charts.map(e => e.getBoundingClientRect())
    .filter(box => box.left < main.left - 2 || box.right > main.right + 2 || box.height > 1000)
    .map(box => [box.left, box.right, box.height].map(Math.round));
  const controls = [...document.querySelectorAll(
      '[data-testid=stSidebar], [data-testid=stDownloadButton], .st-key-menu')]
    .filter(e => e.getBoundingClientRect().width > 0).map(e => e.dataset.testid || e.className);
  for (const element of [document.body, document.documentElement]) element.style.removeProperty('width');
  return { charts: charts.length, cut, controls, width: main.width };
}
"""

# Texts of a page read from the right that stand at the left of their box.
AT_THE_LEFT = """
() => [...document.querySelectorAll('.stApp *')].filter(e =>
    [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) && !e.closest('svg, pre, code, canvas')
    && e.getBoundingClientRect().width > 1 && getComputedStyle(e).direction === 'rtl'
    && getComputedStyle(e).textAlign.endsWith('left')).map(e => e.textContent.trim().slice(0, 80))
"""

# How calm a page is: where its first card and picture begin, how high its cards are, how much can be pressed.
# What shows on hover alone is not counted, as it is not seen.
CALM = """
() => {
  const main = document.querySelector('[data-testid=stMain]');
  const top = (query) => {
    const found = main.querySelector(query);
    return found ? Math.round(found.getBoundingClientRect().top + main.scrollTop) : 0;
  };
  const is_seen = (element) => element.getBoundingClientRect().width > 1
    && getComputedStyle(element).visibility !== 'hidden'
    && !element.closest('[data-testid=stElementToolbar]');
  const cards = [...main.querySelectorAll('[class*="st-key-card_"]')].map(card => card.getBoundingClientRect());
  return {
    card: top('[class*="st-key-card_"]'),
    picture: top('[data-testid=stVegaLiteChart]'),
    heights: [...new Set(cards.map(card => Math.round(card.height)))],
    rows: new Set(cards.map(card => Math.round(card.top))).size,
    cards: cards.length,
    controls: [...main.querySelectorAll('a[href], button')].filter(is_seen).length,
    height: main.scrollHeight,
    value: Math.min(...[...main.querySelectorAll('[data-testid=stMetricValue]')]
      .map(value => parseFloat(getComputedStyle(value).fontSize))),
  };
}
"""
