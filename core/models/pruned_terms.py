"""What the ways to prune are called and what they mean: light, where the methods need Keras."""

from __future__ import annotations

from collections.abc import Mapping

from core.registry import Term
from core.specs import Value

_HAN = "Han, Pool, Tran & Dally 2015, Learning both Weights and Connections"
_ZHU = "Zhu & Gupta 2017, To Prune, or Not to Prune"
_FANG = "Fang et al. 2023, DepGraph"

# By the choice and its value, as a space of prunings has them.
PRUNING_TERMS: Mapping[str, Mapping[Value, Term]] = {
    "granularity": {
        "channels": Term(
            "whole channels (structured)",
            "Whole channels go, and with them every weight that makes or reads them: an ordinary "
            "smaller network is left, faster anywhere.",
            _FANG,
        ),
        "weights": Term(
            "single weights (unstructured)",
            "Single weights become zero wherever they are. The file packs smaller; it is faster "
            "only where software skips zeros.",
            _HAN,
        ),
        "2:4": Term(
            "two of every four weights (2:4)",
            "Of every four weights in a row two become zero, a pattern that some GPUs compute at "
            "twice the speed.",
            "Mishra et al. 2021, Accelerating Sparse Deep Neural Networks",
        ),
    },
    "criterion": {
        "l2": Term(
            "size of weights (L2)",
            "A channel counts as much as its weights are large: the root of their summed squares.",
            "Li, Kadav, Durdanovic, Samet & Graf 2017, Pruning Filters for Efficient ConvNets",
        ),
        "l1": Term(
            "sum of weights (L1)",
            "A channel counts as much as its weights, without their signs, add up to.",
            "Li, Kadav, Durdanovic, Samet & Graf 2017, Pruning Filters for Efficient ConvNets",
        ),
        "scale": Term(
            "scale after normalisation (BN scale)",
            "A channel counts as much as batch normalisation amplifies it.",
            "Liu et al. 2017, Network Slimming",
        ),
        "taylor": Term(
            "effect on the loss (Taylor)",
            "How much the loss would change without the channel, estimated from its gradient on "
            "training pictures.",
            "Molchanov et al. 2019, Importance Estimation for Neural Network Pruning",
        ),
        "fpgm": Term(
            "likeness to others (FPGM)",
            "A channel that resembles the others of its layer can be spared: the others stand in "
            "for it.",
            "He et al. 2019, Filter Pruning via Geometric Median",
        ),
        "lamp": Term(
            "size among what is left (LAMP)",
            "The size of a channel's weights against all that are no smaller, so that no layer is "
            "emptied.",
            "Lee, Park, Mo, Ahn & Shin 2021, Layer-adaptive Sparsity",
        ),
        "activation": Term(
            "strength of answers (activation)",
            "How strongly a channel answers to training pictures.",
            "Molchanov et al. 2017, Pruning Convolutional Neural Networks, section 2.2",
        ),
        "apoz": Term(
            "how often silent (APoZ)",
            "How often a channel answers with zero to training pictures: the silent ones go.",
            "Hu, Peng, Tai & Tang 2016, Network Trimming",
        ),
        "random": Term(
            "at random",
            "Any channel may go. The baseline that every other criterion has to beat.",
            "Mittal, Bhardwaj, Khapra & Ravindran 2018, Recovering from Random Pruning",
        ),
    },
    "weight_criterion": {
        "magnitude": Term("size (magnitude)", "The smallest weights become zero.", _HAN),
        "snip": Term(
            "effect on the loss (SNIP)",
            "The weights on which the loss depends least become zero: weight times gradient.",
            "Lee, Ajanthan & Torr 2019, SNIP",
        ),
        "random": Term(
            "at random",
            "Any weight may become zero. The baseline that every other criterion has to beat.",
            "Mittal, Bhardwaj, Khapra & Ravindran 2018, Recovering from Random Pruning",
        ),
    },
    "scope": {
        "global": Term(
            "wherever least is lost (global)",
            "The least important of the whole network go, so that layers lose unequal shares.",
            _FANG,
        ),
        "local": Term(
            "the same share of every layer (local)",
            "The least important of each layer go, the same share everywhere.",
            _FANG,
        ),
    },
    "target": {
        "macs": Term("computation (MACs)", "The ratio is the share of MACs that goes.", _FANG),
        "parameters": Term("parameters", "The ratio is the share of parameters that goes.", _FANG),
        "channels": Term("channels", "The ratio is the share of channels that goes.", _FANG),
        "latency": Term(
            "time for an image (latency)",
            "The ratio is the share of the time for one picture that goes, measured here.",
            "Shen et al. 2022, Structural Pruning via Latency-Saliency Knapsack",
        ),
    },
    "schedule": {
        "one_shot": Term(
            "all at once (one-shot)", "Everything goes in one step, then all is fine-tuned.", _HAN
        ),
        "linear": Term(
            "in equal steps (linear)", "Equal parts go, with fine-tuning after each.", _HAN
        ),
        "cubic": Term(
            "most of it first (cubic)",
            "Much goes in the first steps and little in the last, with fine-tuning after each.",
            _ZHU,
        ),
        "lottery": Term(
            "start afresh each time (lottery ticket)",
            "After each step what is left starts again from the weights that training began with.",
            "Frankle & Carbin 2019, The Lottery Ticket Hypothesis",
        ),
    },
    "distillation": {
        False: Term("the labels alone", "The pruned network learns again from the labels.", _HAN),
        True: Term(
            "the parent as teacher too (distillation)",
            "The pruned network also learns to answer as its parent does, with its doubts.",
            "Hinton, Vinyals & Dean 2015, Distilling the Knowledge in a Neural Network",
        ),
    },
}
