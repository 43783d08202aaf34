"""EfficientDet's and YOLO's anchors, and sizes clustered from boxes."""

from __future__ import annotations

import numpy as np
import pytest

from core.detection.anchors import (
    FITTED,
    cluster_sizes,
    efficientdet_anchors,
    fitted_scale,
    split_levels,
    yolo_anchors,
)
from core.detection.boxes import areas, size_iou, to_centres
from core.errors import DataError
from tests.core.detection.plain import pyramid_maps


def test_efficientdet_has_the_published_number_of_anchors() -> None:
    # D0's 512 pixels: (64² + 32² + 16² + 8² + 4²) places of nine.
    assert len(efficientdet_anchors(512, 512, pyramid_maps(512, 512)).boxes) == 49_104


def test_first_place_has_three_scales_of_three_ratios() -> None:
    first = to_centres(efficientdet_anchors(512, 512, pyramid_maps(512, 512)).boxes[:9])
    assert np.allclose(first[:, :2], 4)
    scales = np.repeat([32, 32 * 2 ** (1 / 3), 32 * 2 ** (2 / 3)], 3)
    assert np.sqrt(first[:, 2] * first[:, 3]) == pytest.approx(scales)
    assert first[:, 2] / first[:, 3] == pytest.approx(np.tile([1, 2, 0.5], 3))


def test_anchors_follow_rows_columns_places() -> None:
    anchors = efficientdet_anchors(64, 128, [(8, 16)])
    assert anchors.shapes == ((8, 16, 9),)
    middles = to_centres(anchors.boxes)[:, :2].reshape(8, 16, 9, 2)
    assert middles[2, 5, 4] == pytest.approx([5.5 * 8, 2.5 * 8])


def test_levels_that_do_not_divide_the_picture_still_cover_it() -> None:
    anchors = efficientdet_anchors(96, 100, pyramid_maps(96, 100))
    assert [shape[:2] for shape in anchors.shapes] == [(12, 13), (6, 7), (3, 4), (2, 2), (1, 1)]
    assert np.unique(anchors.strides[-9:], axis=0).tolist() == [[100, 96]]
    assert to_centres(anchors.boxes[-9:])[:, :2] == pytest.approx(np.tile([50, 48], (9, 1)))


def test_anchors_of_a_resized_picture_lie_over_the_whole_of_it() -> None:
    # A picture of 96 pixels that the network sees at 64.
    anchors = efficientdet_anchors(96, 96, pyramid_maps(64, 64, (3,)))
    middles = to_centres(anchors.boxes)[:, :2].reshape(8, 8, 9, 2)
    assert middles[0, 0, 0] == pytest.approx([6, 6])
    assert middles[7, 7, 0] == pytest.approx([90, 90])
    assert np.sqrt(areas(anchors.boxes[:1])) == pytest.approx(4 * 12)


@pytest.mark.parametrize("scale", [FITTED[0], FITTED[3], FITTED[-1]])
def test_scale_is_found_again_from_objects_as_large_as_anchors(scale: float) -> None:
    maps = pyramid_maps(96, 96, (3, 4))
    like = efficientdet_anchors(96, 96, maps, scale=scale).boxes
    assert fitted_scale(96, 96, maps, like) == scale


def test_without_objects_the_scale_is_the_published_one() -> None:
    assert fitted_scale(96, 96, pyramid_maps(96, 96), np.empty((0, 4))) == 4.0


def test_yolo_anchors_have_their_sizes_at_every_cell() -> None:
    sizes = [[(10, 13), (16, 30)], [(60, 40)]]
    anchors = yolo_anchors(64, 96, (8, 32), sizes)
    assert anchors.shapes == ((8, 12, 2), (2, 3, 1))
    centres = to_centres(anchors.boxes)
    assert np.array_equal(np.unique(centres[:192, 2:], axis=0), sizes[0])
    assert centres[-1] == pytest.approx([80, 48, 60, 40])
    assert anchors.strides[0].tolist() == [8, 8]


def test_yolo_needs_sizes_for_every_level() -> None:
    with pytest.raises(DataError, match="one list a stride"):
        yolo_anchors(64, 64, (8, 16), [[(1, 2)]])


def blobs(rng: np.random.Generator) -> np.ndarray:
    middles = np.array([(10, 12), (40, 20), (30, 70)])
    return np.concatenate([rng.normal(middle, 1, (50, 2)) for middle in middles])


def test_clusters_find_the_sizes_that_boxes_have() -> None:
    found = cluster_sizes(blobs(np.random.default_rng(0)), 3, np.random.default_rng(1))
    assert found == pytest.approx(np.array([(10, 12), (40, 20), (30, 70)]), abs=0.7)
    assert (np.diff(areas(np.pad(found, ((0, 0), (2, 0))))) > 0).all()


def test_clusters_depend_on_nothing_but_the_seed() -> None:
    sizes = np.random.default_rng(2).uniform(5, 80, (300, 2))
    first, second, other = (cluster_sizes(sizes, 6, np.random.default_rng(s)) for s in (3, 3, 4))
    assert np.array_equal(first, second)
    assert not np.array_equal(first, other)


def test_clusters_fit_better_than_sizes_drawn_from_the_boxes() -> None:
    rng = np.random.default_rng(5)
    sizes = np.exp(rng.normal(3, 0.6, (500, 2)))
    found = size_iou(sizes, cluster_sizes(sizes, 9, rng)).max(1).mean()
    drawn = [size_iou(sizes, rng.choice(sizes, 9)).max(1).mean() for _ in range(20)]
    assert found > max(drawn)


def test_fewer_sizes_than_clusters_are_filled_up_with_scaled_copies() -> None:
    sizes = np.repeat([(12.0, 12.0), (20.0, 40.0)], 40, axis=0)
    found = cluster_sizes(sizes, 5, np.random.default_rng(0))
    quarter = 2**0.25
    expected = [(12 / quarter, 12 / quarter), (12, 12), (12 * quarter, 12 * quarter)]
    expected += [(20, 40), (20 * quarter, 40 * quarter)]
    assert found == pytest.approx(np.array(expected), rel=1e-6)
    assert found.dtype == np.float32


@pytest.mark.parametrize(("sizes", "count"), [([(0, 5)], 2), ([(4, 5)], 0)])
def test_no_clusters_and_boxes_without_area_are_refused(
    sizes: list[tuple[int, int]], count: int
) -> None:
    with pytest.raises(DataError, match=f"count must be at least 1.*got {count} and"):
        cluster_sizes(np.array(sizes), count, np.random.default_rng(0))


def test_smallest_sizes_go_to_the_finest_level() -> None:
    sizes = np.array([(50, 50), (5, 5), (20, 20), (9, 9), (70, 70), (30, 30)])
    levels = [level[:, 0].tolist() for level in split_levels(sizes, 3)]
    assert levels == [[5, 9], [20, 30], [50, 70]]


def test_sizes_that_cannot_be_dealt_out_are_refused() -> None:
    with pytest.raises(DataError, match="multiple of the 3 levels; got 7. Take 6"):
        split_levels(np.ones((7, 2)), 3)
