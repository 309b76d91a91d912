"""Writes the transformers of this folder with PyTorch's own modules, and what PyTorch answers to some inputs.

Made with Debian 13's packages python3-torch (2.6.0) and python3-onnx (1.17.0): python3 transformers.py
"""
import json
import math

import torch
from torch import nn


class Words(nn.Module):
    """A causal encoder over words, norms first, with positions as sines."""

    def __init__(self):
        super().__init__()
        self.words = nn.Embedding(11, 8)
        angles = torch.arange(6)[:, None] * torch.exp(torch.arange(0, 8, 2) * (-math.log(10000.0) / 8))
        self.register_buffer("positions", torch.stack([angles.sin(), angles.cos()], 2).reshape(1, 6, 8))
        layer = nn.TransformerEncoderLayer(8, 2, 12, activation="gelu", batch_first=True, norm_first=True)
        self.encoder = nn.TransformerEncoder(layer, 2, enable_nested_tensor=False)
        self.head = nn.Linear(8, 11)

    def forward(self, words):
        mask = nn.Transformer.generate_square_subsequent_mask(6)
        return self.head(self.encoder(self.words(words) + self.positions, mask=mask, is_causal=True))


class Translation(nn.Module):
    """A decoder's layer, steps first, norms last, which looks at another sequence."""

    def __init__(self):
        super().__init__()
        self.layer = nn.TransformerDecoderLayer(8, 2, 12)

    def forward(self, target, memory):
        return self.layer(target, memory, tgt_mask=nn.Transformer.generate_square_subsequent_mask(6))


def write(name, model, inputs, **options):
    torch.manual_seed(1)
    for parameter in model.parameters():
        nn.init.uniform_(parameter, -0.7, 0.7)
    model.eval()
    torch.onnx.export(model, inputs, f"{name}.onnx", dynamo=False, opset_version=17, output_names=["answer"], **options)
    with torch.no_grad():
        answer = model(*inputs)
    with open(f"{name}.json", "w") as file:
        json.dump({"inputs": [x for tensor in inputs for x in tensor.flatten().tolist()], "answer": answer.flatten().tolist()}, file)


words = torch.tensor([[3, 0, 10, 7, 7, 2]])
write("torch-encoder", Words(), (words,), input_names=["words"],
      dynamic_axes={"words": {0: "batch"}, "answer": {0: "batch"}})
torch.manual_seed(2)
write("torch-decoder", Translation(), (torch.randn(6, 1, 8), torch.randn(4, 1, 8)), input_names=["target", "memory"])
