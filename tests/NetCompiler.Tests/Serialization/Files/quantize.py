"""Makes quantized.safetensors from pretrained.safetensors with nothing but Python: what WeightFormat.Int8 must be, byte by byte."""
import json
import struct
from pathlib import Path

folder = Path(__file__).parent
data = (folder / "pretrained.safetensors").read_bytes()
length = struct.unpack("<Q", data[:8])[0]
header = json.loads(data[8:8 + length])
header.pop("__metadata__")


def f32(value):
    return struct.unpack("<f", struct.pack("<f", value))[0]


wide, bytes_ = [], []
for name, tensor in header.items():
    begin, end = (8 + length + offset for offset in tensor["data_offsets"])
    values = struct.unpack(f"<{(end - begin) // 4}f", data[begin:end])
    shape = tensor["shape"]
    if len(shape) == 1:
        wide.append((name, "F32", shape, struct.pack(f"<{len(values)}f", *values)))
        continue
    columns = shape[-1]
    scales = [f32(max(abs(value) for value in values[column::columns]) / 127) for column in range(columns)]
    # Python's round takes ties to the even neighbour.
    numbers = [max(-127, min(127, round(value / scales[i % columns]))) for i, value in enumerate(values)]
    wide.append((f"{name}.scale", "F32", [columns], struct.pack(f"<{columns}f", *scales)))
    bytes_.append((name, "I8", shape, struct.pack(f"<{len(numbers)}b", *numbers)))

result, at = {"__metadata__": {"format": "NetCompiler", "network": "PretrainedNet"}}, 0
for name, dtype, shape, content in wide + bytes_:
    result[name] = {"dtype": dtype, "shape": shape, "data_offsets": [at, at + len(content)]}
    at += len(content)
text = json.dumps(result, separators=(",", ":")).encode()
text += b" " * (-len(text) % 8)
(folder / "quantized.safetensors").write_bytes(struct.pack("<Q", len(text)) + text + b"".join(tensor[3] for tensor in wide + bytes_))
