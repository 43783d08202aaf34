"""Data sets: catalogue, reading, splits, preparation, and uploads."""

from core.datasets.catalogue import DATASETS, DatasetInfo, catalogue, info
from core.datasets.uploads.annotations import BOX_LIMITS
from core.datasets.uploads.archive import DEFAULT_LIMITS, UploadLimits
from core.datasets.uploads.importing import ImportReport, import_dataset, remove_dataset
from core.datasets.uploads.scenes import import_scenes

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
