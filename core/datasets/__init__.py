"""Data sets: which there are, how they are read, split and prepared, and a person's own."""

from core.datasets.archive import DEFAULT_LIMITS, UploadLimits
from core.datasets.catalogue import DATASETS, DatasetInfo, catalogue, info
from core.datasets.uploads import ImportReport, import_dataset, remove_dataset

__all__ = [
    "DATASETS",
    "DEFAULT_LIMITS",
    "DatasetInfo",
    "ImportReport",
    "UploadLimits",
    "catalogue",
    "import_dataset",
    "info",
    "remove_dataset",
]
