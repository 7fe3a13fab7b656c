"""Is it right? Load files, see what was recognised and what changes, publish; look back, undo."""

from dataclasses import replace

import streamlit as st

import access
import ingest
import loading
import register
import store
from frame.page import frame
from localization import _, current_language
from screens.data import changed_months, file_steps, findings, history, quality, settings_form, trail, upload
from store.folders import checked_name
from store.quality import lines_by_kind
from ui import links, publishing
from ui.cards import finding
from ui.session_answers import is_kept, kept
from words.texts import plain

ERRORS = (ingest.IngestError, store.StoreError)
view = frame("data", filters=())
lines, days = lines_by_kind(view.info), quality.span(view.dataset, view.info.version)
finding(findings.holds(view, days, lines))

may_publish = access.may("publish")
if not may_publish:
    st.info(plain(access.refusal("publish")), icon=":material/lock:")
chosen = None
if may_publish:
    st.subheader(_("1 · Choose files"))
    chosen = upload.choose(view, loading, ERRORS)
with publishing.spoken(*ERRORS):
    if chosen is not None:
        checked_name(chosen.dataset)
        into = file_steps.target(view, chosen)
        st.subheader(_("2 · What we recognised and found"))
        chosen = upload.together(upload.parted(chosen, loading, ERRORS), loading)
        prepared = [file_steps.prepare(into, chosen, file, loading, ERRORS) for file in chosen.files]
        upload.all_ready(prepared)
        upload.say_fit_of_products(chosen, prepared, loading)
        st.subheader(_("3 · Publish"))
        replaces = upload.corrections(chosen)
        files = [(one.file, [replace(filling, replaces=replaces) for filling in one.fillings]) for one in prepared]
        reports = [report for one in prepared for report in one.reports]
        before = loading.started_with(into.info.settings, reports) if chosen.is_new else into.info.settings
        reaches = [days for one in prepared for days in one.reaches]
        known = () if chosen.is_new else (quality.reach_of(chosen.dataset, into.info.version),)
        settings = settings_form.ask(
            before,
            lambda tried: loading.settle(tried, *reaches, *known),
            key=settings_form.key_of(chosen.key, before),
        )
        who, note = upload.signature()
        question = (chosen.key, str(files), settings, into.info.version, current_language())
        check, publish = upload.last_step(chosen)
        if check:
            kept(
                "rehearsal",
                question,
                lambda: publishing.carry_out(
                    _("Checking what changes"),
                    _("Checked"),
                    chosen.dataset,
                    lambda tell: loading.rehearse(chosen.dataset, files, lambda _before: settings, progress=tell),
                    key="_check",
                ),
            )
        if is_kept("rehearsal", question):
            changed_months.rehearsed(into, kept("rehearsal", question, lambda: None), settings.calendar)
        if publish:
            made = {"is_new": chosen.is_new, "who": who, "note": note}
            with upload.asking(chosen):
                publishing.carry_out(
                    _("Publishing"),
                    _("Published"),
                    chosen.dataset,
                    lambda tell: loading.publish(
                        chosen.dataset, files, lambda _before: settings, **made, progress=tell
                    ),
                )
            upload.published()
            history.leave_for(checked_name(chosen.dataset))

st.divider()
names = {"right": _("Is it right?"), "history": _("History")}
if may_publish:
    names |= {"settings": _("Settings"), "end": _("Rename, delete, start over")}
may_audit = access.may("audit") and access.who().is_signed_in
if may_audit:
    names |= {"trail": _("Who did what")}
right, past, *further = links.tabs(names, key="about_tabs", name="about")
if right.open:
    with right:
        has_rejects = any(one.rejected for one in view.info.uploads)
        rejected = kept(
            "set_aside",
            (view.dataset, view.info.published_at, has_rejects, current_language()),
            lambda: loading.set_aside(view.dataset, view.info.version),
        )
        quality.report(view, lines, rejected)
if past.open:
    with past, publishing.spoken(store.StoreError):
        history.history(view)
if may_audit:
    done = further.pop()
    if done.open:
        with done, publishing.spoken(register.RegisterError):
            trail.trail(view)
if further:
    ways, end = further
    if ways.open:
        with ways, publishing.spoken(store.StoreError):
            held = quality.reach_of(view.dataset, view.info.version)
            settings_form.change(view, lambda tried: loading.settle(tried, held))
    if end.open:
        with end, publishing.spoken(store.StoreError):
            history.rename_delete_or_start_over(view)
