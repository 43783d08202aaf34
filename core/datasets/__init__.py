"""Data sets: which there are, how they are read, split and prepared, and a person's own."""

from core.datasets.annotations import BOX_LIMITS
from core.datasets.archive import DEFAULT_LIMITS, UploadLimits
from core.datasets.catalogue import DATASETS, DatasetInfo, catalogue, info
from core.datasets.upload_scenes import import_scenes
from core.datasets.uploads import ImportReport, import_dataset, remove_dataset

__all__ = [
    "BOX_LIMITS",
    "DATASETS",
    "DEFAULT_LIMITS",
    "DatasetInfo",
    "ImportReport",
    "UploadLimits",
    "catalogue",
    "import_dataset",
    "import_scenes",
    "info",
    "remove_dataset",
]
