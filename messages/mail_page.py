"""The brief as the HTML of an e-mail: tables and inline styles, 600 pixels wide, right to left where it is read so.

What mail programs leave out is not used: no style sheets, no scripts, no flex boxes. Directional isolates, which some
of them show as boxes, become elements with a direction of their own.
"""

from __future__ import annotations

from html import escape
from typing import TYPE_CHECKING

from charts.style import CONTEXT, INKS, KEPT, LOST
from localization import _, current_language, direction, ngettext
from localization.numbers import without_marks
from messages.words import count

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from messages.alerts import Alert
    from messages.brief import Brief, Figure, Picture, Section, Table
    from messages.words import Door

WIDTH = 600
SHORT = 16  # letters: an amount with its currency stays in one line, a sentence does not
PICTURE = "usual"  # names the picture inside the e-mail
FONT = "font-family:Vazirmatn,Tahoma,'Segoe UI',Arial,sans-serif"
INK = INKS["light"]
COLOURS = {"better": KEPT, "worse": LOST, "unclear": CONTEXT}
_OPENED = {"\u2066": '<span dir="ltr">', "\u2067": '<span dir="rtl">', "\u2068": '<span dir="auto">'}
_CLOSED = "\u2069"


def page(brief: Brief, address: str = "", picture: str = "") -> str:
    """Return the whole HTML.

    Parameters
    ----------
    brief
        What it says.
    address
        Where the dashboard is, for the links; without it there are none.
    picture
        Source of its picture: cid:… inside an e-mail, data:… in a file; without it there is none.

    """
    parts = [
        _row(f'<h1 style="margin:0;font-size:22px;line-height:1.35;color:{INK.text}">{text(brief.title)}</h1>'),
        _row(_small(brief.about), below=12),
        _row(_finding(brief)),
        _row(_figures(brief.figures, brief.dataset, address)) if brief.figures else "",
        _row(_image(brief.picture, picture)) if brief.picture and picture else "",
        _row(_alerts(brief, address)),
        *(_row(_section(section, brief.dataset, address)) for section in brief.sections),
    ]
    return document(brief.title, parts)


def alerts_page(dataset: str, alerts: Sequence[Alert], address: str = "") -> str:
    """Return alerts alone as the HTML of an e-mail."""
    title = heading(dataset, alerts)
    parts = [
        _row(f'<h1 style="margin:0;font-size:20px;line-height:1.35;color:{INK.text}">{text(title)}</h1>', below=12),
        *(_row(_alert(alert, dataset, address)) for alert in alerts),
    ]
    return document(title, parts)


def heading(dataset: str, alerts: Sequence[Alert]) -> str:
    """Return the subject of a message of alerts: the first of them, and how many more there are."""
    more, dataset = len(alerts) - 1, f"\u2068{dataset}\u2069"
    if not more:
        return _("{dataset}: {title}").format(dataset=dataset, title=alerts[0].title)
    return ngettext("{dataset}: {title}, and {n} more alert", "{dataset}: {title}, and {n} more alerts", more).format(
        dataset=dataset, title=alerts[0].title, n=count(more)
    )


def subject(title: str) -> str:
    """Return a title as the subject of a message, where marks of direction show as letters of their own."""
    return without_marks(title)


def document(title: str, rows: Iterable[str]) -> str:
    """Put rows into the frame of an e-mail."""
    side = direction()
    body = "".join(rows)
    return (
        f'<!DOCTYPE html><html lang="{current_language()}" dir="{side}"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light"><meta name="supported-color-schemes" content="light">'
        f"<title>{escape(subject(title))}</title></head>"
        f'<body dir="{side}" style="margin:0;padding:0;background:#F4F5F7;{FONT}">'
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" bgcolor="#F4F5F7" '
        'style="width:100%">'
        f'<tr><td align="center" style="padding:12px 4px"><table role="presentation" dir="{side}" width="{WIDTH}" '
        f'cellpadding="0" cellspacing="0" border="0" bgcolor="#FFFFFF" style="width:100%;max-width:{WIDTH}px;'
        f'background:#FFFFFF;border-radius:8px;{FONT}"><tr><td style="padding:8px 0 16px">'
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="width:100%">'
        f"{body}</table></td></tr></table></td></tr></table></body></html>\n"
    )


def text(said: str) -> str:
    """Return a text as HTML: its letters escaped, its isolates as elements with a direction."""
    parts, depth = [], 0
    for letter in said:
        if letter in _OPENED:
            parts.append(_OPENED[letter])
            depth += 1
        elif letter == _CLOSED:
            parts.append("</span>" if depth else "")
            depth = max(depth - 1, 0)
        else:
            parts.append(escape(letter))
    return "".join(parts) + "</span>" * depth


def _side() -> str:
    """Return the side where reading starts."""
    return "right" if direction() == "rtl" else "left"


def _row(inside: str, below: int = 18) -> str:
    side = _side()
    return (
        f'<tr><td align="{side}" style="padding:10px 18px {below}px;text-align:{side};font-size:15px;line-height:1.55;'
        f'color:{INK.text};{FONT}">{inside}</td></tr>'
    )


def _small(said: str, *, is_block: bool = True) -> str:
    style = f"font-size:13px;line-height:1.5;color:{INK.muted}"
    return f'<div style="{style}">{text(said)}</div>' if is_block else f'<span style="{style}">{text(said)}</span>'


def _heading(said: str) -> str:
    return f'<h2 style="margin:0 0 6px;font-size:17px;line-height:1.4;color:{INK.text}">{text(said)}</h2>'


def _finding(brief: Brief) -> str:
    border = f"border-{_side()}:4px solid {COLOURS[brief.verdict]}"
    return f'<div style="{border};padding:2px 12px;font-size:16px;line-height:1.6">{text(brief.finding)}</div>'


def _figures(figures: Sequence[Figure], dataset: str, address: str) -> str:
    cells = [_figure(one, dataset, address) for one in figures]
    rows = [cells[at : at + 2] for at in range(0, len(cells), 2)]
    body = "".join(f"<tr>{''.join(row)}{'<td></td>' if len(row) == 1 else ''}</tr>" for row in rows)
    return (
        '<table role="presentation" width="100%" cellpadding="0" cellspacing="6" border="0" '
        f'style="width:100%;table-layout:fixed">{body}</table>'
    )


def _figure(one: Figure, dataset: str, address: str) -> str:
    side, colour = _side(), COLOURS[one.verdict]
    said = f'<div style="font-size:13px;line-height:1.45;color:{colour}">{text(one.change_in_words)}</div>'
    change = said if one.change else ""
    return (
        f'<td width="50%" valign="top" align="{side}" style="padding:10px 12px;border:1px solid {INK.grid};'
        f'border-radius:6px;text-align:{side};{FONT}">{_small(one.label)}'
        f'<div style="font-size:25px;line-height:1.4;font-weight:bold;color:{INK.text}">{text(one.value)}</div>'
        f"{change}{_small(one.note)}{_door(one.door, dataset, address)}</td>"
    )


def _image(picture: Picture, source: str) -> str:
    said = escape(without_marks(picture.alt))
    return (
        f'{_heading(picture.title)}<img src="{escape(source)}" alt="{said}" width="{WIDTH - 36}" '
        f'style="display:block;width:100%;max-width:{WIDTH - 36}px;height:auto;border:0">{_small(picture.alt)}'
    )


def _alerts(brief: Brief, address: str) -> str:
    told, title = brief.told, _heading(_("Not as usual"))
    if not told.alerts:
        return title + _small(told.quiet())
    body = "".join(_alert(alert, brief.dataset, address) for alert in told.alerts)
    return title + body + (_small(left_out(told.left_out)) if told.left_out else "")


def left_out(number: int) -> str:
    """Say how many alerts are left out."""
    return ngettext("{n} more alert is left out.", "{n} more alerts are left out.", number).format(n=count(number))


def _alert(alert: Alert, dataset: str, address: str) -> str:
    colour = CONTEXT if alert.is_worse is None else LOST if alert.is_worse else KEPT
    more = _small(alert.more) if alert.more else ""
    return (
        f'<div style="margin:0 0 12px;padding:2px 12px;border-{_side()}:4px solid {colour}">'
        f"<strong>{text(alert.title)}</strong><br>{text(alert.said)}{more}{_door(alert.door, dataset, address)}</div>"
    )


def _section(section: Section, dataset: str, address: str) -> str:
    table = _table(section.table) if section.table else ""
    door = _door(section.door, dataset, address) if section.door else ""
    return f"{_heading(section.title)}<div>{text(section.said)}</div>{table}{door}"


def _table(table: Table) -> str:
    side = _side()
    cell = f"padding:6px 4px;border-bottom:1px solid {INK.grid};text-align:{side};vertical-align:top"
    head = "".join(
        f'<th align="{side}" scope="col" style="{cell};font-size:12px;color:{INK.muted};font-weight:normal">'
        f"{text(one)}</th>"
        for one in table.headings
    )
    rows = "".join(
        "<tr>"
        + "".join(
            f'<td align="{side}" style="{cell};font-size:13px;line-height:1.45;{FONT};'
            f'{"white-space:nowrap" if at == 1 and len(without_marks(one)) <= SHORT else "word-break:break-word"}">'
            f"{text(one)}</td>"
            for at, one in enumerate(row)
        )
        + "</tr>"
        for row in table.rows
    )
    return (
        '<table width="100%" cellpadding="0" cellspacing="0" border="0" '
        'style="width:100%;margin:8px 0;border-collapse:collapse">'
        f"<thead><tr>{head}</tr></thead><tbody>{rows}</tbody></table>"
    )


def _door(door: Door, dataset: str, address: str) -> str:
    link = door.address(address, dataset)
    if not link:
        return ""
    style = f"color:{KEPT};font-size:13px"
    return f'<div style="margin-top:2px"><a href="{escape(link)}" style="{style}">{text(door.label)}</a></div>'
