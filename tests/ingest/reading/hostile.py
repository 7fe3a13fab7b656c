"""Bad and malicious files, written to a folder, and a process that tries to load each of them.

``python -m tests.ingest.reading.hostile FOLDER`` loads every file as the product does and prints one JSON line for each
(``name``, ``outcome``, ``said``, ``seconds``, ``counts_add_up``), then ``peak_bytes`` of the whole process.
"""

from __future__ import annotations

import gzip
import io
import json
import sqlite3
import sys
import traceback
from functools import cache
from pathlib import Path
from time import perf_counter

from tests.ingest.reading.containers import replaced, same_names, table, xlsx, zipped

HEADER = "customer_id,ordered_on,revenue,name"
ROW = "ann,2025-01-01,1,Ann"
GOOD = f"{HEADER}\n{ROW}\nbob,2025-01-02,2,Bob\n"

TEXTS = {
    "script": "<script>alert(1)</script>",
    "image": '<img src=x onerror="alert(1)">',
    "sql": "'; DROP TABLE customers; --",
    "sql_comment": "x/**/OR/**/1=1--",
    "formula": "=cmd|'/C calc'!A0",
    "formula_at": "@SUM(1+9)*cmd|'/C calc'!A0",
    "formula_plus": "+1+1",
    "hyperlink": '=HYPERLINK("http://example.org","x")',
    "path": "../../../etc/passwd",
    "windows_path": "C:\\Windows\\System32\\x.dll",
    "markdown": "[click](javascript:alert(1)) **bold** :red[x]",
    "latex": "$\\frac{1}{0}$",
    "format": "{0} {name} %s %(x)s %n",
    "template": "{{7*7}} ${7*7} <%= 7*7 %>",
    "shell": "$(rm -rf /) `id` ; ls | cat",
    "rtl_override": "evil\u202egnp.exe",
    "isolates": "\u2066\u2067\u2068abc",
    "zero_width": "a\u200bb\u200cc\u200dd\ufeff",
    "combining": "e" + "\u0301" * 500,
    "emoji": "👩‍👩‍👧‍👦" * 50,
    "persian": "مشتريِ «خاص»؛ نيم‌فاصله",
    "control": "a\x01\x02\x1b[31mred\x07",
    "line_separators": "a\u2028b\u2029c\x85d",
    "quotes": "\"''\"`´“”",
    "backslashes": "\\n\\t\\0\\x00\\",
    "long": "x" * 70_000,
    "identifier": '"c0"); DROP TABLE raw; --',
    "json": '{"a": [1, {"b": null}]}',
    "xml": "<?xml version='1.0'?><!DOCTYPE x [<!ENTITY y SYSTEM 'file:///etc/passwd'>]><x>&y;</x>",
    "private_use": "\ue000\uf8ff\U0010ffff",
}
AMOUNTS = (
    "1e400",
    "-1e400",
    "1e-400",
    "NaN",
    "Infinity",
    "-0",
    "0x10",
    "9" * 400,
    "1,2,3.4.5",
    "--1",
    "1e",
    "٫",
    "−",
    "∞",
    "½",
)
DAYS = (
    "0000-00-00",
    "9999-99-99",
    "99999-01-01",
    "-2025-01-01",
    "2025-02-30",
    "1e5",
    "24:00",
    "31/31/31",
    "epoch",
    "ﾟ",
    "۰۰/۰۰/۰۰",
)


@cache
def files() -> dict[str, bytes]:
    """Make every file: its name and its bytes."""
    made = {
        **_empty(),
        **_texts(),
        **_shapes(),
        **_encodings(),
        **_values(),
        **_json(),
        **_archives(),
        **_workbooks(),
        **_parquet(),
    }
    whole = _whole()
    for kind, content in whole.items():
        for other in ("csv", "csv.gz", "xlsx", "xls", "ods", "parquet", "jsonl", "json", "zip", "txt"):
            if not kind.startswith(other.split(".")[0]) or other == "csv.gz":
                made[f"wrong_{kind}.{other}"] = content
    for kind, extension in (("xlsx", "xlsx"), ("parquet", "parquet"), ("gzip", "csv.gz"), ("zip", "zip")):
        for share in (3, 30, 60, 95):
            made[f"cut_{share}.{extension}"] = whole[kind][: len(whole[kind]) * share // 100]
        flipped = bytearray(whole[kind])
        for at in range(len(flipped) // 3, len(flipped), 97):
            flipped[at] ^= 0x5A
        made[f"flipped.{extension}"] = bytes(flipped)
    return made


def _whole() -> dict[str, bytes]:
    database = io.BytesIO()
    with sqlite3.connect(":memory:") as connection:
        connection.execute("CREATE TABLE a (b)")
        database.write(connection.serialize())
    connection.close()
    return {
        "xlsx": xlsx([HEADER.split(","), *([ROW.split(",")] * 50)]),
        "parquet": table({"customer_id": ["ann"] * 500, "name": [str(at) for at in range(500)]}),
        "gzip": gzip.compress("\n".join([HEADER, *(f"c{at},2025-01-01,{at},x" for at in range(2000))]).encode()),
        "zip": zipped({"orders.csv": GOOD * 50}),
        "png": b"\x89PNG\r\n\x1a\n" + bytes(200),
        "pdf": b"%PDF-1.7\n1 0 obj <<>> endobj",
        "html": b"<!DOCTYPE html><html><body><table><tr><td>customer_id</td></tr></table></body></html>",
        "exe": b"MZ\x90\x00" + bytes(range(256)) * 4,
        "sqlite": database.getvalue(),
    }


def _empty() -> dict[str, bytes]:
    return {
        f"empty_{at}.csv": content
        for at, content in enumerate(
            [
                b"",
                b"\n",
                b" ",
                b"\xef\xbb\xbf",
                b"\r\n\r\n",
                b",,,\n,,,\n",
                b'""\n',
                b'"',
                b"\t\t\n",
                b"a",
                b"\x1a",
                b"\xff\xfe",
            ]
        )
    } | {
        "header_only.csv": f"{HEADER}\n".encode(),
        "separator_only.csv": b"sep=;\n",
        "empty.csv.gz": gzip.compress(b""),
    }


def _texts() -> dict[str, bytes]:
    made = {}
    for name, text in TEXTS.items():
        quoted = '"' + text.replace('"', '""') + '"'
        made[f"value_{name}.csv"] = f"{HEADER}\n{quoted},2025-01-01,1,{quoted}\n{ROW}\n".encode()
        made[f"header_{name}.csv"] = f"customer_id,ordered_on,revenue,{quoted}\n{ROW}\n".encode()
        made[f"value_{name}.jsonl"] = json.dumps(
            {"customer_id": text, "ordered_on": "2025-01-01", "revenue": 1}
        ).encode()
    made["values.xlsx"] = xlsx(
        [HEADER.split(","), *[[text[:30_000], "2025-01-01", 1, text[:30_000]] for text in TEXTS.values()]]
    )
    made["headers.xlsx"] = xlsx([["customer_id", *(text[:300] for text in TEXTS.values())], ["ann", *"x" * len(TEXTS)]])
    return made


def _shapes() -> dict[str, bytes]:
    columns = ",".join(f"c{at}" for at in range(10_000))
    made = {
        "ten_thousand_columns.csv": f"customer_id,ordered_on,revenue,{columns}\n{ROW},{columns}\n",
        "two_thousand_columns.csv": "customer_id,ordered_on,revenue,"
        + ",".join(f"c{at}" for at in range(1_990))
        + "\n"
        + f"ann,2025-01-01,1,{','.join('1' * 1_990)}\n" * 20,
        "cell_of_1_mb.csv": f"{HEADER}\nann,2025-01-01,1,{'x' * 1_000_000}\n{ROW}\n",
        "cell_of_20_mb.csv": f"{HEADER}\nann,2025-01-01,1,{'x' * 20_000_000}\n{ROW}\n",
        "line_of_20_mb_without_delimiter.csv": "x" * 20_000_000,
        "quotes_only.csv": f"{HEADER}\n" + '"' * 100_000,
        "open_quote.csv": f'{HEADER}\n"ann,2025-01-01,1,x\n' + f"{ROW}\n" * 5_000,
        "open_quote_in_header.csv": f'"{HEADER}\n' + f"{ROW}\n" * 50,
        "quote_in_the_middle.csv": f'{HEADER}\nann,2025-01-01,1,a"b"c\n{ROW}\n',
        "ragged.csv": f"{HEADER}\nann\nann,2025-01-01\n{ROW},1,2,3\n{ROW}\n,,,,,,,,\n",
        "duplicate_headers.csv": f"customer_id,customer_id,ordered_on,revenue\na,{ROW}\n",
        "duplicate_headers_in_case.csv": f"customer_id,Customer_ID,ordered_on,revenue\na,{ROW}\n",
        "blank_headers.csv": f",,,\n{ROW}\n",
        "no_header.csv": f"{ROW}\n" * 5,
        "mixed_delimiters.csv": f"{HEADER}\nann;2025-01-01;1;Ann\n{ROW}\nbob\t2025-01-01\t1\tx\n",
        "mixed_line_ends.csv": f"{HEADER}\r\n{ROW}\n{ROW}\r{ROW}\r\n",
        "blank_lines.csv": f"\n\n\n{HEADER}\n\n\n{ROW}\n\n" + "\n" * 10_000,
        "title_above.csv": f"Report of the year\n\n{HEADER}\n{ROW}\n",
        "only_delimiters_many.csv": f"{HEADER}\n" + ",,,\n" * 10_000 + f"{ROW}\n",
        "spaces.txt": "a b c\n" * 3 + "x\n",
        "long_header.csv": f"customer_id,ordered_on,revenue,{'h' * 100_000}\n{ROW}\n",
        "same_line.csv": f"{HEADER}\n" * 100,
        "names_of_ours.csv": f"customer_id,ordered_on,revenue,source_row,raw_row,line,reason,rowid\n{ROW},1,2,3,4\n",
        "customers_with_reserved.csv": "customer_id,customer_key,upload_id,period,kind\n" + "a,b,c,d,e\n" * 5,
    }
    return {name: text.encode() for name, text in made.items()}


def _encodings() -> dict[str, bytes]:
    persian = f"{HEADER}\nann,2025-01-01,1,مریم\n"
    return {
        "nul_bytes.csv": f"{HEADER}\nann,2025-01-01,1,a\x00b\n".encode(),
        "nul_in_header.csv": f"customer_id\x00,ordered_on,revenue\n{ROW}\n".encode(),
        "mixed_encodings.csv": persian.encode() + "bob,2025-01-01,1,مريم\n".encode("cp1256"),
        "mixed_utf16.csv": persian.encode() + persian.encode("utf-16"),
        "invalid_utf8.csv": f"{HEADER}\nann,2025-01-01,1,".encode() + b"\xc3\x28\xa0\xa1\n",
        "overlong_utf8.csv": f"{HEADER}\nann,2025-01-01,1,".encode() + b"\xc0\xaf\n",
        "surrogate_utf8.csv": f"{HEADER}\nann,2025-01-01,1,".encode() + b"\xed\xa0\x80\n",
        "utf16_odd.csv": GOOD.encode("utf-16")[:-1],
        "utf16_no_mark.csv": GOOD.encode("utf-16-le"),
        "utf16_lone_surrogate.csv": f"{HEADER}\nann,2025-01-01,1,\ud800\n".encode("utf-16", "surrogatepass"),
        "utf32.csv": GOOD.encode("utf-32"),
        "utf7.csv": f"{HEADER}\nann,2025-01-01,1,+AGE-\n".encode(),
        "ebcdic.csv": GOOD.encode("cp500"),
        "random.csv": bytes((at * 7919 + at // 3) % 256 for at in range(50_000)),
        "two_marks.csv": b"\xef\xbb\xbf\xef\xbb\xbf" + GOOD.encode(),
        "wrong_mark.csv": b"\xff\xfe" + GOOD.encode(),
    }


def _values() -> dict[str, bytes]:
    made = {
        f"amount_{at}.csv": f'{HEADER}\nann,2025-01-01,"{text}",x\n{ROW}\n'.encode() for at, text in enumerate(AMOUNTS)
    }
    made |= {f"day_{at}.csv": f'{HEADER}\nann,"{text}",1,x\n{ROW}\n'.encode() for at, text in enumerate(DAYS)}
    made["backtracking.csv"] = (
        f"{HEADER}\n" + f"ann,{'1/' * 20_000},{'1,' * 0}{'(' * 20_000},x\n" + f"{ROW}\n"
    ).encode()
    return made


def _json() -> dict[str, bytes]:
    row = {"customer_id": "ann", "ordered_on": "2025-01-01", "revenue": 1}
    texts = {
        "deep.json": "[" * 100_000 + "]" * 100_000,
        "deep_object.jsonl": '{"a":' * 100_000 + "1" + "}" * 100_000,
        "deep_value.jsonl": json.dumps(row)[:-1] + ', "x": ' + '{"a":' * 500 + "1" + "}" * 500 + "}",
        "wide.jsonl": json.dumps(row | {f"c{at}": at for at in range(10_000)}),
        "growing.jsonl": "\n".join(json.dumps(row | {f"c{at}": at}) for at in range(3_000)),
        "repeated.jsonl": '{"customer_id": "a", "customer_id": "b", "ordered_on": "2025-01-01", "revenue": 1}',
        "numbers.jsonl": '{"customer_id": ' + "9" * 5_000 + ', "ordered_on": "2025-01-01", "revenue": 1e999}',
        "nan.jsonl": '{"customer_id": "a", "ordered_on": "2025-01-01", "revenue": NaN}',
        "surrogate.jsonl": '{"customer_id": "\\ud800", "ordered_on": "2025-01-01", "revenue": 1}',
        "nul.jsonl": '{"customer_id": "a\\u0000b", "ordered_on": "2025-01-01", "revenue": 1}',
        "long_line.jsonl": '{"customer_id": "' + "x" * 20_000_000 + '"}',
        "pretty.json": json.dumps(row, indent=1),
        "open.json": "[" + json.dumps(row) + ",",
        "commas.json": "[,,,]",
        "text.jsonl": "hello\nworld\n",
        "empty_names.jsonl": '{"": 1, " ": 2, "customer_id": "a"}',
    }
    return {name: text.encode() for name, text in texts.items()}


def _archives() -> dict[str, bytes]:
    nested = GOOD.encode()
    for _depth in range(5):
        nested = zipped({"next.zip": nested})
    encrypted = bytearray(zipped({"orders.csv": GOOD}))
    for at in (6, encrypted.index(b"PK\x01\x02") + 8):
        encrypted[at] |= 1
    lying = bytearray(zipped({"orders.csv": f"{HEADER}\n" + f"{ROW}\n" * 100_000}))
    directory = lying.index(b"PK\x01\x02")
    lying[directory + 24 : directory + 28] = (100).to_bytes(4, "little")
    names = [
        "../../up.csv",
        "/etc/passwd.csv",
        "C:\\x.csv",
        "a\x01b.csv",
        "\u202egpj.csv",
        "x" * 5_000 + ".csv",
        "..csv",
        "a/../b.csv",
    ]
    return {
        "nested.zip": nested,
        "encrypted.zip": bytes(encrypted),
        "lying.zip": bytes(lying),
        "names.zip": zipped(dict.fromkeys(names, GOOD)),
        "same_names.zip": same_names({"orders.csv": GOOD}, copies=3),
        "no_table.zip": zipped({"readme.md": "x", "__MACOSX/._o.csv": "x", ".hidden.csv": "x"}),
        "folders.zip": zipped({"a/": "", "b/": ""}),
        "empty.zip": zipped({}),
        "many.zip": zipped({f"{at}.csv": "a" for at in range(5_000)}),
        "bomb.zip": zipped({"bomb.csv": b"0" * 40_000_000}),
        "bomb.csv.gz": gzip.compress(b"a,b\n" + b"1,2\n" * 5_000_000, 1),
        "two_members.csv.gz": gzip.compress(GOOD.encode()) + gzip.compress(f"{ROW}\n".encode()),
        "rubbish_after.csv.gz": gzip.compress(GOOD.encode()) + b"rubbish",
        "gzip_of_gzip.csv.gz": gzip.compress(gzip.compress(GOOD.encode())),
        "rubbish_before.zip": b"rubbish" * 100 + zipped({"orders.csv": GOOD}),
    }


def _workbooks() -> dict[str, bytes]:
    plain = xlsx([HEADER.split(","), ROW.split(",")])
    laughs = "<!DOCTYPE x [<!ENTITY a '" + "ha" * 50 + "'>" + "".join(
        f"<!ENTITY {chr(98 + at)} '{f'&{chr(97 + at)};' * 10}'>" for at in range(9)
    ) + "]>"  # fmt: skip
    sheet = '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
    cell = '<row r="{row}"><c r="{at}" t="inlineStr"><is><t>{text}</t></is></c></row>'
    far = sheet.format(
        cell.format(row=1, at="A1", text="customer_id") + cell.format(row=1_048_576, at="XFD1048576", text="x")
    )
    beyond = sheet.format(
        cell.format(row=1, at="A1", text="x") + cell.format(row=4_294_967_295, at="ZZZZZ4294967295", text="x")
    )
    ods = (
        '<office:document-content xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0"'
        ' xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0"'
        ' xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0">'
        '<office:body><office:spreadsheet><table:table table:name="S">'
        '<table:table-row table:number-rows-repeated="1000000"><table:table-cell table:number-columns-repeated="16000"'
        ' office:value-type="string"><text:p>x</text:p></table:table-cell>'
        "</table:table-row></table:table></office:spreadsheet></office:body></office:document-content>"
    )
    return {
        "bomb.xlsx": replaced(plain, "xl/worksheets/sheet1.xml", b" " * 60_000_000),
        "laughs.xlsx": replaced(
            plain, "xl/worksheets/sheet1.xml", (laughs + sheet.format(cell.format(row=1, at="A1", text="&j;"))).encode()
        ),
        "laughs_in_properties.xlsx": replaced(plain, "docProps/core.xml", (laughs + "<x>&j;</x>").encode()),
        "far_cell.xlsx": replaced(plain, "xl/worksheets/sheet1.xml", far.encode()),
        "beyond_cell.xlsx": replaced(plain, "xl/worksheets/sheet1.xml", beyond.encode()),
        "no_xml.xlsx": replaced(plain, "xl/worksheets/sheet1.xml", b"not xml"),
        "no_workbook.xlsx": zipped({"readme.txt": "x"}),
        "repeated.ods": zipped({"mimetype": "application/vnd.oasis.opendocument.spreadsheet", "content.xml": ods}),
        "formulas.xlsx": xlsx(
            [HEADER.split(","), ["=1+1", "=TODAY()", "=1/0", '=WEBSERVICE("http://example.org")'], ROW.split(",")], True
        ),
        "empty.xlsx": xlsx([]),
        "header_only.xlsx": xlsx([HEADER.split(",")]),
        "duplicates.xlsx": xlsx([["customer_id", "customer_id"], ["a", "b"]]),
        "ten_thousand_columns.xlsx": xlsx([["customer_id", *(f"c{at}" for at in range(9_999))], ["a"] * 10_000]),
        "old.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(5_000),
        "old_full.xls": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\xff" * 50_000,
    }


def _parquet() -> dict[str, bytes]:
    import pyarrow as pa

    hostile = {f"{text[:100]} {at}".replace("\0", ""): ["x"] for at, text in enumerate(TEXTS.values())}
    return {
        "no_rows.parquet": table({"customer_id": pa.array([], pa.string())}),
        "no_columns.parquet": table({}),
        "nested.parquet": table(
            {"customer_id": ["a"], "ordered_on": ["2025-01-01"], "revenue": [1], "x": [{"a": [{"b": 2}]}]}
        ),
        "binary.parquet": table({"customer_id": [b"\xff\x00a"], "ordered_on": ["2025-01-01"], "revenue": [1]}),
        "nulls.parquet": table({"customer_id": pa.nulls(5), "ordered_on": pa.nulls(5), "revenue": pa.nulls(5)}),
        "hostile_names.parquet": table({"customer_id": ["a"], **hostile}),
        "lists.parquet": table({"customer_id": [["a", "b"]], "ordered_on": ["2025-01-01"], "revenue": [1]}),
    }


def load(path: Path) -> dict[str, object]:
    """Load a file as the product does with what it recognises; say how it ended."""
    import ingest

    start = perf_counter()
    found: dict[str, object] = {"name": path.name, "said": "", "counts_add_up": True}
    try:
        source = ingest.inspect(path)
        with ingest.scratch() as connection:
            for guess in ingest.recognise_tables(source):
                report = ingest.load(connection, source, guess.table, guess.mapping)
                ingest.rejected_rows(connection, source)
                ingest.preview(connection, guess.table)
                found["counts_add_up"] = report.rows_read == report.accepted + report.rejected + report.skipped
        ingest.samples(source)
        found["outcome"] = "loaded"
    except ingest.IngestError as error:
        found |= {"outcome": "refused", "said": str(error)}
    except BaseException:  # noqa: BLE001 - that there is none is what is tested
        found |= {"outcome": "traceback", "said": traceback.format_exc()[-2000:]}
    return found | {"seconds": round(perf_counter() - start, 2)}


if __name__ == "__main__":
    from benchmarks.publishing import peak_bytes

    for path in sorted(Path(sys.argv[1]).iterdir()):
        sys.stdout.write(json.dumps(load(path)) + "\n")
        sys.stdout.flush()
    sys.stdout.write(json.dumps({"peak_bytes": peak_bytes()}) + "\n")
