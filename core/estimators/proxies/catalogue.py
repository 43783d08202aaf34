"""The registry of proxies: scores of an untrained network, higher is better."""

from __future__ import annotations

from typing import Literal

from core.registry import Registry

ProxyName = Literal["naswot", "synflow", "jacob_cov", "snip", "grad_norm", "parameters", "macs"]

PROXIES = Registry("proxy")
PROXIES.add(
    "naswot",
    "core.estimators.proxies.naswot:naswot",
    summary="How differently the network's units answer to different images (NASWOT).",
    source="Mellor, Turner, Storkey & Crowley 2021",
)
PROXIES.add(
    "synflow",
    "core.estimators.proxies.synflow:synflow",
    summary="How much signal the weights let through, whatever the images (SynFlow).",
    source="Tanaka, Kunin, Yamins & Ganguli 2020",
)
PROXIES.add(
    "jacob_cov",
    "core.estimators.proxies.jacobian:jacob_cov",
    summary="How little the network's reactions to different images resemble each other.",
    source="Mellor et al. 2020; Abdelfattah et al. 2021",
)
PROXIES.add(
    "snip",
    "core.estimators.proxies.gradients:snip",
    summary="How much the loss depends on each weight, all weights together (SNIP).",
    source="Lee, Ajanthan & Torr 2019, SNIP",
)
PROXIES.add(
    "grad_norm",
    "core.estimators.proxies.gradients:grad_norm",
    summary="How strongly the first images pull at the weights (norm of the gradient).",
    source="Abdelfattah et al. 2021, section 3",
)
PROXIES.add(
    "parameters",
    "core.estimators.proxies.costs:parameters",
    summary="The number of weights: larger counts as better. The baseline to beat.",
    source="Ning et al. 2021, Evaluating Efficient Performance Estimators",
)
PROXIES.add(
    "macs",
    "core.estimators.proxies.costs:macs",
    summary="Multiply-accumulates of one image: more work counts as better.",
    source="Ning et al. 2021, Evaluating Efficient Performance Estimators",
)
