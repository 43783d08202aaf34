"""Tables of finished answers: imported, exported from a run, looked up."""

from core.tables.answers import Answers
from core.tables.downloading import download_table
from core.tables.exporting import export_run
from core.tables.formats import FORMATS
from core.tables.importing import import_table

__all__ = ["FORMATS", "Answers", "download_table", "export_run", "import_table"]
