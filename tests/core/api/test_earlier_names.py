"""Scripts and notebooks of an earlier version find the functions that they call."""

from __future__ import annotations

import pytest

from core import api
from core.parents.requests import ParentRequest, Waiting


@pytest.mark.parametrize(
    ("earlier", "now"),
    [
        ("adopt_file", api.import_file),
        ("adopt_imagenet", api.import_imagenet),
        ("adopt_trial", api.import_trial),
        ("recognise", api.predict),
        ("recognise_test", api.predict_test),
        ("told", api.initial_message),
    ],
)
def test_a_function_is_found_under_its_earlier_name(earlier: str, now: object) -> None:
    assert getattr(api, earlier) is now


def test_a_name_that_never_was_is_missing_in_the_usual_words() -> None:
    with pytest.raises(AttributeError, match="'core.api' has no attribute 'adopt_all'"):
        getattr(api, "adopt_all")  # noqa: B009 - mypy knows that it is not there


def test_a_waiting_parent_has_its_request_under_the_earlier_name() -> None:
    request = ParentRequest(name="net", title="Net", dataset="digits", origin="upload")
    assert Waiting(request=request, status="reading").order is request
