namespace NetCompiler.Tool.Export;

/// <summary>How a file is to be written.</summary>
internal enum ExportFormat
{
    /// <summary>A graph that runtimes run.</summary>
    Onnx,

    /// <summary>Tensors in the order and the shapes of a Keras model with the same layers.</summary>
    Keras,

    /// <summary>Tensors in the order and the shapes of a PyTorch module with the same layers.</summary>
    PyTorch,
}

/// <summary>Python that reads ordered tensors.</summary>
internal static class Loaders
{
    /// <summary>For <c>--help</c>.</summary>
    public const string Text =
        """
        Loads --format Keras (pip install safetensors) into a built model with the same layers:

          from safetensors.numpy import load_file
          def load(model, path):
              tensors = load_file(path)
              own = [w for w in model.weights if w.name != "count"]
              assert len(own) == len(tensors), (len(own), len(tensors))
              for weight, name in zip(own, sorted(tensors)):
                  weight.assign(tensors[name])
              for layer in model.layers:
                  if hasattr(layer, "finalize_state"): layer.finalize_state()

        Loads --format PyTorch into a module whose layers are declared in the same order:

          from safetensors.torch import load_file
          def load(module, path):
              tensors = load_file(path)
              own = {k: v for k, v in module.state_dict().items() if not k.endswith("num_batches_tracked")}
              assert len(own) == len(tensors), (len(own), len(tensors))
              for (key, value), name in zip(own.items(), sorted(tensors)):
                  assert value.shape == tensors[name].shape, (key, value.shape, name, tensors[name].shape)
                  value.copy_(tensors[name])
        """;
}
