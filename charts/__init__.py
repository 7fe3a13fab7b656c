"""Pictures: one function each, from a pandas frame to an Altair chart.

A picture decides nothing about the data. Its specification depends on its options and on the reader's language
alone; every text that depends on data is a column of the frame, and every docstring lists its columns. So a
page builds a picture once, with an empty frame, and sends `charts.spec.vega_lite` of it with each new frame.

Columns whose name ends in `_label` are texts, already in the reader's language and digits.

Altair checks every part of a picture against the schema of Vega-Lite, which takes two fifths of the time that a picture
does. As no picture depends on the data, the tests check each of them once, and a page does not.
"""

from altair.utils import schemapi

schemapi.disable_debug_mode()
