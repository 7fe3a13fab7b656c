"""Excel files as their readers open them: direction, number formats, the sheet that says what the numbers are."""

import io
import zipfile

import pandas as pd
import python_calamine

from store.downloads import xlsx_bytes

FRAME = pd.DataFrame({"نرخ": [0.5, None], "فروش": [1200.0, -3.0]})


def written(**options):
    return xlsx_bytes(FRAME, "گروه‌ها", formats={"فروش": "[$-3000429]#,##0"}, **options)


def part(data, name):
    with zipfile.ZipFile(io.BytesIO(data)) as book:
        return book.read(f"xl/{name}.xml").decode()


def test_every_sheet_reads_from_the_right():
    data = written(right_to_left=True, about={"نسخه": "۲"}, about_sheet="درباره")
    assert all('rightToLeft="1"' in part(data, f"worksheets/sheet{number}") for number in (1, 2))
    assert "rightToLeft" not in part(written(), "worksheets/sheet1")


def test_numbers_stay_numbers_shown_in_the_readers_digits():
    data = written(right_to_left=True)
    assert "[$-3000429]#,##0" in part(data, "styles")
    rows = python_calamine.load_workbook(io.BytesIO(data)).get_sheet_by_index(0).to_python()
    assert rows == [["نرخ", "فروش"], [0.5, 1200.0], ["", -3.0]]


def test_the_second_sheet_never_takes_the_name_of_the_first():
    data = written(about={"a": "b"}, about_sheet="گروه‌ها")
    assert python_calamine.load_workbook(io.BytesIO(data)).sheet_names == ["گروه‌ها", "گروه‌ها+"]
