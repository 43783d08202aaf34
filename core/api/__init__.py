"""The one door: everything that pages, the command line and notebooks call in the engine.

Light: importing it, and calling anything in it, never imports TensorFlow. Every function raises
children of :class:`core.errors.CoreError` whose text can be shown to a person as it is.
"""

from typing import Any

from core.api.comparing import FEWEST_REPEATS, MOST_REPEATS, comparison, repeat
from core.api.controlling import delete, pause, rename, resume, stop
from core.api.data import (
    add_dataset,
    add_scenes,
    add_table,
    answered,
    can_replay,
    datasets,
    download_table,
    export_table,
    remove_dataset,
    sample_images,
    unreadable_datasets,
)
from core.api.designing import (
    count,
    delete_space,
    families,
    landmarks,
    preset_spaces,
    sample,
    save_space,
    sketch,
    space,
    space_from_yaml,
    spaces,
    survey,
    task,
    unreadable_spaces,
)
from core.api.housekeeping import add_example, clear_leftovers, disk_usage, low_disk
from core.api.launching import (
    advice,
    baseline,
    check,
    clone,
    estimate,
    estimators,
    estimators_for,
    launch,
    presets,
    qualities_of,
    replay,
    replay_spec,
    spec_from_yaml,
    strategies,
    waiting,
)
from core.api.machine import (
    devices,
    forecasts,
    keep_alive,
    queue,
    start_of,
    supervisor_alive,
)
from core.api.opening import GUEST, owner_named, store
from core.api.parent_readings import confirm_reading, read_again
from core.api.parents import (
    can_prune,
    import_file,
    import_imagenet,
    import_trial,
    networks,
    parent,
    parent_of,
    parent_samples,
    parents,
    remove_parent,
    subject_of,
    unreadable_parents,
    waiting_parents,
)
from core.api.predicting import NOT_KEPT, predict, predict_test
from core.api.pruning import pruning_space, pruning_start
from core.api.reading import (
    ancestors,
    bundle,
    description,
    detail,
    difference,
    front,
    front_rows,
    initial_message,
    leader,
    run,
    runs,
    samples,
    trial,
    trial_spec_yaml,
    trials,
    trials_csv,
    unreadable_runs,
)
from core.api.training import SmallFamily, single_network, small_families
from core.candidates.pruning_goals import GOALS, SWEEP, PruningGoal, multiples, pruning_goal
from core.checking import check_space
from core.glossary import GlossaryEntry, glossary
from core.jobs.devices import Device
from core.prediction.client import MOST_BYTES as MOST_PICTURE_BYTES
from core.presets import space_to_yaml, spec_to_yaml, text_of
from core.tables.reading import MAX_BYTES as MOST_TABLE_BYTES
from core.timing.forecast import Forecast
from core.usage import Usage

__all__ = [
    "Device",
    "FEWEST_REPEATS",
    "Forecast",
    "GOALS",
    "GUEST",
    "GlossaryEntry",
    "MOST_PICTURE_BYTES",
    "MOST_REPEATS",
    "MOST_TABLE_BYTES",
    "NOT_KEPT",
    "PruningGoal",
    "SWEEP",
    "SmallFamily",
    "Usage",
    "add_dataset",
    "add_example",
    "advice",
    "add_scenes",
    "import_file",
    "import_imagenet",
    "import_trial",
    "add_table",
    "answered",
    "ancestors",
    "baseline",
    "bundle",
    "can_prune",
    "can_replay",
    "check",
    "check_space",
    "clear_leftovers",
    "clone",
    "comparison",
    "confirm_reading",
    "count",
    "datasets",
    "delete",
    "delete_space",
    "description",
    "detail",
    "difference",
    "devices",
    "disk_usage",
    "download_table",
    "estimate",
    "estimators",
    "estimators_for",
    "export_table",
    "families",
    "forecasts",
    "front",
    "front_rows",
    "glossary",
    "keep_alive",
    "landmarks",
    "launch",
    "leader",
    "low_disk",
    "multiples",
    "networks",
    "owner_named",
    "parent",
    "parent_of",
    "subject_of",
    "parent_samples",
    "parents",
    "pause",
    "preset_spaces",
    "presets",
    "pruning_goal",
    "pruning_space",
    "pruning_start",
    "qualities_of",
    "queue",
    "read_again",
    "predict",
    "predict_test",
    "remove_dataset",
    "remove_parent",
    "rename",
    "repeat",
    "replay",
    "replay_spec",
    "resume",
    "run",
    "runs",
    "sample",
    "samples",
    "sample_images",
    "save_space",
    "single_network",
    "small_families",
    "sketch",
    "space",
    "space_from_yaml",
    "space_to_yaml",
    "spaces",
    "spec_from_yaml",
    "spec_to_yaml",
    "start_of",
    "stop",
    "store",
    "strategies",
    "supervisor_alive",
    "survey",
    "task",
    "text_of",
    "initial_message",
    "trial",
    "trial_spec_yaml",
    "trials",
    "trials_csv",
    "unreadable_datasets",
    "unreadable_parents",
    "unreadable_runs",
    "unreadable_spaces",
    "waiting",
    "waiting_parents",
]

# What these were called before; scripts and notebooks go on with them.
_EARLIER = {
    "adopt_file": "import_file",
    "adopt_imagenet": "import_imagenet",
    "adopt_trial": "import_trial",
    "recognise": "predict",
    "recognise_test": "predict_test",
    "told": "initial_message",
}


def __getattr__(name: str) -> Any:
    """Return what an earlier version had under ``name``."""
    if name not in _EARLIER:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return globals()[_EARLIER[name]]
