"""The names that classes may have, and those of the built-in data sets, in order."""

from __future__ import annotations

from collections.abc import Iterable

from core.errors import DataError

LONGEST = 80

TEN_DIGITS = tuple("0123456789")

FASHION_MNIST = (
    "T-shirt/top",
    "Trouser",
    "Pullover",
    "Dress",
    "Coat",
    "Sandal",
    "Shirt",
    "Sneaker",
    "Bag",
    "Ankle boot",
)

CIFAR10 = tuple("airplane automobile bird cat deer dog frog horse ship truck".split())

CIFAR100 = tuple(
    """
    apple aquarium_fish baby bear beaver bed bee beetle bicycle bottle
    bowl boy bridge bus butterfly camel can castle caterpillar cattle
    chair chimpanzee clock cloud cockroach couch crab crocodile cup dinosaur
    dolphin elephant flatfish forest fox girl hamster house kangaroo keyboard
    lamp lawn_mower leopard lion lizard lobster man maple_tree motorcycle mountain
    mouse mushroom oak_tree orange orchid otter palm_tree pear pickup_truck pine_tree
    plain plate poppy porcupine possum rabbit raccoon ray road rocket
    rose sea seal shark shrew skunk skyscraper snail snake spider
    squirrel streetcar sunflower sweet_pepper table tank telephone television tiger tractor
    train trout tulip turtle wardrobe whale willow_tree wolf woman worm
    """.split()
)


def check_class_names(names: Iterable[str], file: str = "") -> None:
    """Refuse names that cannot be shown; ``file`` is the one they are from, if one can be named.

    Raises:
        DataError: one is empty, longer than ``LONGEST``, or not printable.
    """
    for name in names:
        if not name.strip() or len(name) > LONGEST or not name.isprintable():
            place = f" in {file}" if file else ""
            raise DataError(
                f"A class name must be 1 to {LONGEST} printable characters; got {name[:100]!r}"
                f"{place}. Rename the class, or the folder or label that it is called after."
            )
