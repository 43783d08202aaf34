"""What a class may be called."""

from __future__ import annotations

import pytest

from core.datasets.class_names import check_class_names
from core.errors import DataError


@pytest.mark.parametrize("name", ["", " ", "a\nb", "c\x00t"])
def test_name_that_cannot_be_shown_is_refused(name: str) -> None:
    with pytest.raises(DataError, match="1 to 80 printable characters; got .*Rename the class"):
        check_class_names(["cat", name])


def test_name_may_be_80_characters_long_and_no_longer() -> None:
    check_class_names(["é" * 80])
    with pytest.raises(DataError, match="1 to 80 printable characters"):
        check_class_names(["é" * 81])
