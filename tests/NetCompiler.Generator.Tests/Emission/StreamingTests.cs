using Microsoft.CodeAnalysis;
using Xunit;

namespace NetCompiler.Generator.Tests.Emission;

/// <summary>Which networks go step by step, and what the others say to those who try.</summary>
public class StreamingTests
{
    [Theory]
    [InlineData("LSTM(4), Dense(2)")]
    [InlineData("Dense(3), Tanh, GRU(4, ReturnSequences = true), BatchNorm, SimpleRNN(2, ReturnSequences = true), Softsign")]
    [InlineData("LSTM(3, ReturnSequences = true), Add(\"input\"), LayerNorm, Concat(\"input\")")]
    [InlineData("Conv1D(3, 2, Padding = Padding.Causal), Add(\"input\"), Tanh, MaxPool1D(2), Dense(2)")]
    [InlineData("Conv1D(4, 5, Padding = Padding.Causal, Strides = 3), Tanh(Name = \"half\"), Dense(4), Add(\"half\"), LSTM(2)")]
    [InlineData("PositionEmbedding(9), Dense(2)")]
    [InlineData("SinePositionEncoding, LayerNorm, MultiHeadAttention(2, 4, Causal = true), Add(\"input\"), Dense(2), Softmax")]
    public void A_network_that_sees_what_came_before_takes_steps(string layers) =>
        Assert.DoesNotContain(Uses(layers), diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);

    [Theory]
    [InlineData("GRU(4, Bidirectional = true, ReturnSequences = true), Dense(2)",
        "GRU(4), sequences, bidirectional, gru_1, goes through the steps backwards, so it looks ahead to the last of 6")]
    [InlineData("LSTM(4, GoBackwards = true)", "LSTM(4), backwards, lstm_1, goes through the steps backwards")]
    [InlineData("Conv1D(3, 3, Padding = Padding.Same), LSTM(4)",
        "Conv1D(3, 3, same), conv1d_1, looks ahead by 1 step: Padding.Causal looks back instead")]
    [InlineData("MaxPool1D(2), Conv1D(4, 3), Tanh, LSTM(2)", "Conv1D(4, 3), conv1d_1, looks ahead by 4 steps")]
    [InlineData("Conv1D(4, 4, Strides = 2), Tanh, LSTM(2)", "conv1d_1, looks ahead by 2 steps")]
    [InlineData("MaxPool1D(3, Strides = 1), LSTM(2)",
        "max_pooling1d_1, looks ahead by 2 steps: Padding.Explicit with PadBefore = 2 looks back instead")]
    [InlineData("MaxPool1D(4, Padding = Padding.Explicit, PadBefore = 1, PadAfter = 1), LSTM(2)",
        "max_pooling1d_1, looks ahead to 1 step of padding behind the last")]
    [InlineData("Conv1D(3, 1, Strides = 2, Name = \"even\"), MaxPool1D(2, From = \"input\"), Add(\"even\"), Tanh",
        "Add, add_1, takes together what comes at step 2 of every 2 and what comes at step 1 of every 2")]
    [InlineData("LSTM(4, ReturnSequences = true), Flatten, Dense(2)",
        "Flatten, flatten_1, mixes the steps, so it looks ahead to the last of 6")]
    [InlineData("Conv1D(4, 3, Padding = Padding.Causal), GlobalAveragePool, Dense(2)",
        "global_average_pooling_1, mixes the steps, so it looks ahead to the last of 6")]
    [InlineData("Conv1D(512, 600, Padding = Padding.Causal), ReLU, Conv1D(4, 600, Padding = Padding.Causal)",
        "its state would take more than the 1 MiB that a struct may have")]
    [InlineData("LSTM(4), RepeatVector(3), GRU(2)", "GRU(2), gru_1, goes over steps that are made of all of the input's")]
    [InlineData("LSTM(4), Reshape(2, 2), GRU(2)", "GRU(2), gru_1, goes over steps that are made of all of the input's")]
    [InlineData("LSTM(4, ReturnSequences = true), PReLU, Dense(2)", "a layer learns numbers of its own for every step")]
    [InlineData("LSTM(4, Name = \"last\"), Dense(3), Add(\"input\")",
        "Add, add_1, takes a sequence together with what was made of all its steps")]
    [InlineData("LSTM(4, ReturnSequences = true), MultiHeadAttention(2, 4), Dense(2)",
        "MultiHeadAttention(2, 4), multi_head_attention_1, looks ahead by 5 steps: Causal = true looks back alone")]
    [InlineData("MaxPool1D(2), PositionEmbedding(9), GRU(2)",
        "position_embedding_1, counts steps that come at step 2 of every 2, where a stream counts its own")]
    [InlineData("MaxPool1D(2), MultiHeadAttention(2, 4), Dense(2)", "multi_head_attention_1, looks ahead by 4 steps")]
    public void Where_a_layer_looks_ahead_Step_is_an_error_that_says_which(string layers, string reason)
    {
        Diagnostic[] errors = [.. Uses(layers).Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error)];
        Assert.NotEmpty(errors);
        Assert.All(errors, error => Assert.Equal("CS0619", error.Id));
        Assert.Contains(errors, error => error.GetMessage().Contains("Net cannot go step by step: ", StringComparison.Ordinal)
            && error.GetMessage().Contains(reason, StringComparison.Ordinal));
    }

    /// <summary>A class that has a member of such a name has none of ours.</summary>
    [Fact]
    public void A_class_with_a_State_of_its_own_keeps_it()
    {
        (GeneratorRunResult result, Compilation output) = GeneratorTest.Run(GeneratorTest.Compile(
            "[Network(6, 3), LSTM(4)] partial class Net { public int State; }"));
        Assert.Empty(result.Diagnostics);
        Assert.Empty(GeneratorTest.Errors(output));
        Assert.DoesNotContain(" Step(", result.GeneratedSources.Single().SourceText.ToString(), StringComparison.Ordinal);
    }

    private static IEnumerable<Diagnostic> Uses(string layers)
    {
        (GeneratorRunResult result, Compilation output) = GeneratorTest.Run(GeneratorTest.Compile(
            $"[Network(6, 3), {layers}] partial class Net; "
            + "static class User { static void Use(Net net, float[] x, float[] y) "
            + "{ Net.State state = default; net.Step(x, ref state, y); } }"));
        Assert.DoesNotContain(result.Diagnostics, diagnostic => diagnostic.Severity == DiagnosticSeverity.Error);
        return output.GetDiagnostics();
    }
}
