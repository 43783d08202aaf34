"""The formats that annotated pictures may come in, and which of them an upload is in."""

from __future__ import annotations

from collections.abc import Callable

from core.datasets.annotations.coco import is_json, read_coco
from core.datasets.annotations.files import Files
from core.datasets.annotations.records import Markings, OtherFormatError, Parts, Tally
from core.datasets.annotations.voc import is_voc, read_voc
from core.datasets.annotations.yolo import is_yolo, read_yolo
from core.errors import DataError

# Whether a path looks like one of the format's annotations, and what reads them all. The first
# that fits is taken, and raises OtherFormatError where it only looked like it.
FORMATS: tuple[tuple[Callable[[Parts], bool], Callable[[Files, Tally], Markings]], ...] = (
    (is_json, read_coco),
    (is_yolo, read_yolo),
    (is_voc, read_voc),
)


def read_markings(files: Files, tally: Tally) -> Markings:
    """What the annotations of an upload say, in COCO's, YOLO's or Pascal VOC's format.

    Raises:
        DataError: the annotations are in none of the formats.
    """
    likely = [read for recognises, read in FORMATS if any(map(recognises, files.paths))]
    for read in likely:
        try:
            return read(files, tally)
        except OtherFormatError:
            # The last one that was possible says what it misses.
            if read is likely[-1]:
                raise
    raise DataError(
        f"{files.name} must hold annotations.json in COCO's format, YOLO's folders images/ and "
        "labels/, or Pascal VOC's Annotations/; got none of them. Put pictures and annotations "
        "together."
    )
