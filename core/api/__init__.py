"""The one door: everything that pages, the command line and notebooks may ask of the engine.

Light: importing it, and calling anything in it, never imports TensorFlow. Every function raises
children of :class:`core.errors.CoreError` whose text can be shown to a person as it is.
"""

from core.api.comparing import FEWEST_REPEATS, MOST_REPEATS, comparison, repeat
from core.api.controlling import delete, pause, rename, resume, stop
from core.api.data import (
    add_dataset,
    add_scenes,
    add_table,
    datasets,
    download_table,
    export_table,
    remove_dataset,
)
from core.api.designing import (
    count,
    delete_space,
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
)
from core.api.launching import (
    check,
    clone,
    estimate,
    estimators,
    estimators_for,
    launch,
    presets,
    qualities_of,
    replay_spec,
    spec_from_yaml,
    strategies,
)
from core.api.machine import devices, keep_alive, queue, supervisor_alive
from core.api.opening import GUEST, store
from core.api.parents import (
    JUDGED_BY,
    adopt_file,
    adopt_imagenet,
    adopt_trial,
    networks,
    parent,
    parent_of,
    parents,
    remove_parent,
    waiting_parents,
)
from core.api.pruning import SWEEP, pruning_space, pruning_start
from core.api.reading import detail, front, run, runs, trial, trial_spec_yaml, trials, trials_csv
from core.api.recognising import recognise, recognise_test
from core.checking import check_space
from core.jobs.devices import Device
from core.presets import space_to_yaml, spec_to_yaml

__all__ = [
    "Device",
    "FEWEST_REPEATS",
    "GUEST",
    "JUDGED_BY",
    "MOST_REPEATS",
    "SWEEP",
    "add_dataset",
    "add_scenes",
    "adopt_file",
    "adopt_imagenet",
    "adopt_trial",
    "add_table",
    "check",
    "check_space",
    "clone",
    "comparison",
    "count",
    "datasets",
    "delete",
    "delete_space",
    "detail",
    "devices",
    "download_table",
    "estimate",
    "estimators",
    "estimators_for",
    "export_table",
    "front",
    "keep_alive",
    "landmarks",
    "launch",
    "networks",
    "parent",
    "parent_of",
    "parents",
    "pause",
    "preset_spaces",
    "presets",
    "pruning_space",
    "pruning_start",
    "qualities_of",
    "queue",
    "recognise",
    "recognise_test",
    "remove_dataset",
    "remove_parent",
    "rename",
    "repeat",
    "replay_spec",
    "resume",
    "run",
    "runs",
    "sample",
    "save_space",
    "sketch",
    "space",
    "space_from_yaml",
    "space_to_yaml",
    "spaces",
    "spec_from_yaml",
    "spec_to_yaml",
    "stop",
    "store",
    "strategies",
    "supervisor_alive",
    "survey",
    "task",
    "trial",
    "trial_spec_yaml",
    "trials",
    "trials_csv",
    "waiting_parents",
]
