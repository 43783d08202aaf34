"""Whatever pydantic finds is said in this project's words."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any

import pytest
from pydantic import BaseModel, ValidationError

from core import api
from core.errors import SpecError
from core.estimators.catalogue import ESTIMATORS
from core.models.catalogue import FAMILIES
from core.models.pruned_options import PrunedOptions
from core.parsing import WORDS, problems_in
from core.specs import RunSpec, Space
from core.strategies.catalogue import STRATEGIES

PYDANTICS = re.compile(
    r"Input should|should have|should be a valid|Value error|Field required|Keys "
)
ENTRIES = [*STRATEGIES.entries(), *ESTIMATORS.entries(), *FAMILIES.entries()]
MODELS: list[type[BaseModel]] = [RunSpec, Space, PrunedOptions, *(e.params for e in ENTRIES)]
# What each kind of schema can find wrong, and what its bounds add.
FINDINGS = {
    "str": {"string_type", "string_unicode"},
    "int": {"int_type", "int_parsing", "int_from_float", "int_parsing_size"},
    "float": {"float_type", "float_parsing"},
    "bool": {"bool_type", "bool_parsing"},
    "literal": {"literal_error"},
    "tuple": {"tuple_type"},
    "dict": {"dict_type", "mapping_type"},
    "model": {"model_type", "model_attributes_type"},
    "model-fields": {"model_type", "missing", "extra_forbidden", "invalid_key"},
}
BOUNDS = {
    "gt": "greater_than",
    "ge": "greater_than_equal",
    "lt": "less_than",
    "le": "less_than_equal",
    "pattern": "string_pattern_mismatch",
}
# Nothing wrong is found by these; what is inside them has its own.
SILENT = {"nullable", "default", "union", "definitions", "definition-ref", "function-before"}
SILENT |= {"no-info", "function-after", "function-wrap", "model-field", "any", "tuple-variable"}
HANDLED = {"extra_forbidden", "value_error"}


def schemas(node: Any) -> Iterator[Mapping[str, Any]]:
    """Every part of a core schema that checks something."""
    if isinstance(node, Mapping):
        if isinstance(node.get("type"), str):
            yield node
        for key, inner in node.items():
            if key not in ("metadata", "serialization", "ref", "config", "default"):
                yield from schemas(inner)
    elif isinstance(node, (list, tuple)):
        for inner in node:
            yield from schemas(inner)


def findings(schema: Mapping[str, Any]) -> set[str]:
    kind = schema["type"]
    if kind in SILENT:
        return {"value_error"} if kind.startswith("function") else set()
    found = FINDINGS[kind] | {error for bound, error in BOUNDS.items() if bound in schema}
    if schema.get("allow_inf_nan") is False:
        found |= {"finite_number"}
    for bound, error in (("min_length", "too_short"), ("max_length", "too_long")):
        if bound in schema:
            found |= {f"string_{error}" if kind == "str" else error}
    return found


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_every_finding_that_a_model_can_make_has_words(model: type[BaseModel]) -> None:
    found: set[str] = set()
    for schema in schemas(model.__pydantic_core_schema__):
        found |= findings(schema)
    assert found and not found - WORDS.keys() - HANDLED


ODD: list[Any] = [
    None,
    True,
    3,
    -1,
    1.5,
    float("nan"),
    10**400,
    "",
    "x",
    [],
    [[]],
    {},
    {1: 2},
    object(),
]


@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.__name__)
def test_no_word_of_pydantics_gets_through(model: type[BaseModel]) -> None:
    asked = [{name: odd} for name in [*model.model_fields, "zzz", 7] for odd in ODD]
    said = []
    for data in [*asked, *ODD]:
        try:
            model.model_validate(data)
        except ValidationError as error:
            said += [problem.message for problem in problems_in(error, model)]
    assert said and not [text for text in said if PYDANTICS.search(text)]
    assert all(text.endswith((".", ".)")) and "{" not in text.split("; got")[0] for text in said)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"objectives": []}, "objectives: must have at least 1 entry; got []."),
        ({"objectives": [3]}, "objectives.0: must hold names and values; got 3."),
        ({"objectives": "macs"}, "Write [macs] for one alone."),
        ({"budget": {"trials": True}}, "budget.trials: must be a whole number; got 'true'."),
        ({"budget": {"minutes": "soon"}}, "budget.minutes: must be a number; got 'soon'."),
        ({"budget": 40}, "got 40. Known: epochs, minutes, trials."),
        ({"strategy": {"name": "nsga2", "population": 8}}, "Parameters stand within params."),
        ({"limits": {"parameters": "20k"}}, "got '20k'. Write 20000."),
        ({"name": 3}, "name: must be text; got 3."),
        (
            {"seed": 10**5000},
            "seed: must be less than 2147483648; got a number of very many digits.",
        ),
        ({"strategy": {"name": "evolution", "params": {"sample": 30}}}, "(20); got 30."),
        (
            {"estimator": {"name": "training", "params": {"precision": 1}}},
            "'auto', 'float32', 'mixed'",
        ),
    ],
)
def test_a_finding_names_field_expectation_and_value(changes: dict[str, Any], said: str) -> None:
    spec = {"name": "x", "dataset": "digits", "space": "convnet_small"}
    with pytest.raises(SpecError) as caught:
        api.check(spec | changes)
    assert said in str(caught.value) and len(caught.value.problems) == 1
