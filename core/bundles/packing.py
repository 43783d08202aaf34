"""Packs a trained network with its script and its description into one zip."""

from __future__ import annotations

import io
import json
import zipfile
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.bundles.readme import readme
from core.candidates.catalogue import kind_of
from core.datasets import DatasetInfo
from core.metrics import METRICS
from core.presets import spec_to_yaml
from core.results.details import TrialDetail, spec_of
from core.results.layout import TrialFolder
from core.scores import Samples, score_of
from core.specs import Run

SCRIPTS = Path(__file__).parent / "scripts"
_SCRIPT = {"classification": "classify.py", "detection": "detect.py"}
# A zip carries dates; the same network has the same bytes.
_DATE = (1980, 1, 1, 0, 0, 0)


def bundle_name(run: Run, number: int) -> str:
    """Return the name of the zip without its ending; its folder has the same."""
    return f"trial-{number}-of-{run.id}"


def packed(run: Run, detail: TrialDetail, info: DatasetInfo, samples: Samples) -> bytes:
    """Return the zip: the ``.keras`` file, its script, descriptions and recipe.

    A detector has ``head.json`` besides, by which its tensors are read.

    Raises:
        NotFoundError: the network has left the front since, and its weights with it.
    """
    number = detail.trial.number
    file = f"trial-{number}.keras"
    known = facts(run, detail, info, samples) | {"file": file}
    files: dict[str, bytes] = {
        file: detail.model_bytes(),
        "run.py": (SCRIPTS / _SCRIPT[info.task]).read_bytes(),
        "network.json": json.dumps(known, indent=2, ensure_ascii=False).encode(),
        "README.txt": readme(known).encode(),
        "recipe.yaml": spec_to_yaml(spec_of(run, detail.trial)).encode(),
    }
    if detail.model_file and (head := TrialFolder(detail.model_file.parent).head).exists():
        files[head.name] = head.read_bytes()
    return _zipped(bundle_name(run, number), files)


def facts(run: Run, detail: TrialDetail, info: DatasetInfo, samples: Samples) -> dict[str, Any]:
    """Return the description of the network as JSON values."""
    trial = detail.trial
    scores = [
        score_of(name, value, samples)
        for name, value in trial.metrics.items()
        if name in METRICS and METRICS[name].part is not None
    ]
    return {
        "network": kind_of(run.spec.space).describe(trial.choices),
        "trial": trial.number,
        "run": run.name,
        "task": info.task,
        "picture": {"shape": list(info.image_shape), "pixels": [0, 1]},
        "classes": list(detail.class_names),
        "data": {"name": info.name, "title": info.title, "licence": info.licence},
        "split": {
            "seed": run.spec.seed,
            **{part: size.pictures for part, size in samples.items()},
        },
        "scores": [
            {
                "metric": score.metric,
                "label": METRICS[score.metric].title,
                "value": score.value,
                "interval": None if score.low is None else [score.low, score.high],
                "evidence": score.evidence,
            }
            for score in scores
        ],
        "costs": {name: trial.metrics[name] for name in _COSTS if name in trial.metrics},
    }


_COSTS = ("parameters", "macs", "size_bytes")


def _zipped(folder: str, files: Mapping[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in files.items():
            entry = zipfile.ZipInfo(f"{folder}/{name}", _DATE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            entry.external_attr = 0o644 << 16
            target.writestr(entry, content)
    return buffer.getvalue()
