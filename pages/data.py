"""Is it right? Load a file, see what was recognised and what could not be read, publish; look back, undo."""

import streamlit as st

import ingest
import loading
import store
from localization import _, current_language
from store import downloads
from store.folders import checked_name
from store.quality import lines_by_kind
from ui import dataset_settings, history, quality, upload
from ui.cards import finding
from ui.findings import data as findings
from ui.frame import frame
from ui.kept import kept
from ui.mapping import mapping, missing
from ui.texts import plain

view = frame("data", filters=())
lines, days = lines_by_kind(view.info), quality.span(view.dataset, view.info.version)
finding(findings.holds(view, days, lines))

st.subheader(_("1 · Choose a file"))
chosen = upload.choose(view)
with upload.spoken(ingest.IngestError, store.StoreError):
    if chosen is not None:
        lang, file = current_language(), (chosen.name, chosen.content)
        checked_name(chosen.dataset)
        with st.spinner(_("Looking at the file"), show_time=True):
            seen = kept("glance", (chosen.file_id, lang), lambda: loading.glance(*file))
        sheet = upload.sheet(seen.sheets, seen.sheet, key=chosen.file_id)
        if sheet not in {None, seen.sheet}:
            seen = kept("sheet", (chosen.file_id, sheet, lang), lambda: loading.glance(*file, sheet))

        st.subheader(_("2 · What we recognised"))
        guess = loading.remembered_table(chosen.dataset, seen) or seen.table
        table = upload.table(guess, key=f"{chosen.file_id}_{seen.sheet}")
        proposal, is_remembered = loading.propose(chosen.dataset, seen, table)
        if is_remembered:
            st.caption(_("As you chose it for the last file with these columns."))
        place = f"{chosen.file_id}_{seen.sheet}_{table}"
        parts = mapping(table, seen.columns, seen.samples, seen.attributes, vars(proposal), key=place)
        upload.need(missing(table, parts))

        st.subheader(_("3 · What we found"))
        chosen_mapping = ingest.Mapping(**parts)
        with st.spinner(_("Reading the file"), show_time=True):
            trial = kept(
                "trial",
                (chosen.file_id, seen.sheet, table, str(parts), lang),
                lambda: loading.try_out(*file, seen.sheet, table, chosen_mapping),
            )
        report = trial.report
        upload.found(
            view,
            {name: getattr(report, name) for name in ("rows_read", "accepted", "rejected", "skipped", "anonymous")},
            trial.preview,
            trial.rejects,
            lambda: downloads.csv_bytes(trial.rejected_rows),
            report.notes,
            file_name=chosen.name,
            has_anonymous=table == "orders",
        )

        st.subheader(_("4 · Publish"))
        before = dataset_settings.for_readers_language() if chosen.is_new else store.open(chosen.dataset).settings
        known_days = () if chosen.is_new else quality.span(chosen.dataset, store.open(chosen.dataset).version) or ()
        settings = dataset_settings.ask(
            before, lambda tried: loading.settle(tried, trial.last_day, *known_days), key=f"{place}_settings"
        )
        who, note = upload.signature()
        label = _("Publish as a new version of {dataset}").format(dataset=plain(chosen.dataset))
        if st.button(label, type="primary", icon=":material/publish:", key="publish"):
            with upload.progress(_("Publishing"), _("Published")) as progress:
                loading.publish(
                    chosen.dataset,
                    *file,
                    seen.sheet,
                    table,
                    chosen_mapping,
                    settings,
                    is_new=chosen.is_new,
                    who=who,
                    note=note,
                    progress=progress,
                )
            history.leave_for(checked_name(chosen.dataset))

st.divider()
names = [_("Is it right?"), _("History"), _("Settings"), _("Delete, start over")]
right, past, ways, end = st.tabs(names, key="about", on_change="rerun")
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
    with past, upload.spoken(store.StoreError):
        history.history(view)
if ways.open:
    with ways, upload.spoken(store.StoreError):
        dataset_settings.change(view, lambda tried: loading.settle(tried, *(days or ())))
if end.open:
    with end, upload.spoken(store.StoreError):
        history.delete_or_start_over(view)
