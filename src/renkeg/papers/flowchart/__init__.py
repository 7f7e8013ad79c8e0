"""The flowchart of a SOP: laid out once, drawn on paper and on pages from the same coordinates."""

from .data import as_data as as_data
from .layout import PAGE as PAGE
from .layout import lay_out as lay_out
from .parts import TEXTS as TEXTS
from .parts import Columns as Columns
from .parts import Drawing as Drawing
from .parts import Exit as Exit
from .parts import Page as Page
from .parts import Row as Row
from .parts import Shape as Shape
from .svg import PASSED as PASSED
from .svg import as_svg as as_svg
