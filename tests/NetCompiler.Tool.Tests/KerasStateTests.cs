using System.Text.Json.Nodes;
using NetCompiler.Tool.Nets;
using static NetCompiler.Tool.Tests.KerasFiles;
using static NetCompiler.Tool.Tests.KerasFormulas;

namespace NetCompiler.Tool.Tests;

/// <summary>States that models take from one recurrent layer and give to another.</summary>
public class KerasStateTests
{
    /// <summary>An encoder and its decoder, in both forms of files; states as outputs, and one of which a part is computed.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_decoder_begins_where_its_encoder_ended(bool isOfThree)
    {
        var files = new KerasFiles(5);
        Tensor[] first = WeightsOf(files, 3, 4), second = WeightsOf(files, 2, 4), third = WeightsOf(files, 2, 4);
        Tensor kernel = files.Noise(4, 4), bias = files.Noise(4);
        JsonObject model = Model("functional",
        [
            Input("heard", 5, 3), Input("said", 6, 2),
            Layer("LSTM", "encoder", Settings(false, true), From("heard")),
            Layer("LSTM", "decoder", Settings(true, true), From("said", ("encoder", 1), ("encoder", 2))),
            Layer("Dense", "other", new { units = 4, activation = "tanh" }, isOfThree ? Call(Of("encoder", 0, 1))
                : new JsonArray(new JsonArray("encoder", 0, 1, new JsonObject()))),
            Layer("LSTM", "third", Settings(false, false), From("said", ("other", 0), ("decoder", 2))),
        ], new JsonArray(Place("heard"), Place("said")),
            new JsonArray(Place("decoder"), new JsonArray("decoder", 0, 2), Place("third")));
        (string Layer, Tensor[] Tensors)[] weights =
            [("encoder", first), ("decoder", second), ("third", third), ("other", [kernel, bias])];
        byte[] bytes = isOfThree
            ? Zip(model, weights.SelectMany((pair, i) => pair.Tensors.Select((tensor, number) =>
                (i == 3 ? $"layers/dense/vars/{number}" : $"layers/lstm{(i == 0 ? "" : $"_{i}")}/cell/vars/{number}", tensor))))
            : Hdf(model, weights.SelectMany(pair => pair.Tensors.Select((tensor, number) => (pair.Layer,
                $"{pair.Layer}/{new[] { "kernel", pair.Layer == "other" ? "bias" : "recurrent_kernel", "bias" }[number]}:0", tensor))));

        KerasGraphTests.Compare(bytes, isOfThree ? "net.keras" : "net.h5", input =>
        {
            Tensor heard = new([5, 3], input[..15]), said = new([6, 2], input[15..]);
            double[] told = new double[8], ended = new double[8];
            Lstm(heard, first[0], first[1], first[2], null, told);
            Tensor answer = Lstm(said, second[0], second[1], second[2], new([2, 4], told), ended);
            double[] computed = Map(Dense(new([4], told[..4]), kernel, bias), Math.Tanh).Values;
            Tensor last = Lstm(said, third[0], third[1], third[2], new([2, 4], [.. computed, .. ended[4..]]));
            return [.. answer.Values, .. ended[4..], .. Row(last, 5).Values];
        }, source => Assert.Contains("InitialStateFrom = \"encoder\"", source, StringComparison.Ordinal));

        JsonNode From(string sequence, params (string Layer, int Output)[] states)
        {
            if (!isOfThree)
                return new JsonArray([new JsonArray(sequence, 0, 0, new JsonObject()), .. states.Select(state =>
                    (JsonNode)new JsonArray(state.Layer, 0, state.Output, new JsonObject()))]);
            JsonObject call = Call(Of(sequence));
            if (states.Length > 0)
                call["kwargs"]!["initial_state"] = new JsonArray([.. states.Select(state => Of(state.Layer, 0, state.Output))]);
            return call;
        }
    }

    /// <summary>Of a model that gives its states nothing is made but what the decoder begins with.</summary>
    [Fact]
    public void An_encoder_is_a_model_of_its_own()
    {
        var files = new KerasFiles(6);
        Tensor[] first = WeightsOf(files, 3, 4), second = WeightsOf(files, 2, 4);
        JsonObject listener = Model("listener",
            [Input("inside", 5, 3), Layer("LSTM", "lstm", Settings(false, true), Call(Of("inside")))], new JsonArray(Place("inside")),
            new JsonArray(new JsonArray("lstm", 0, 1), new JsonArray("lstm", 0, 2)));
        listener["name"] = "listener";
        listener["inbound_nodes"] = new JsonArray(Call(Of("heard")));
        JsonObject speak = Call(Of("said"));
        speak["kwargs"]!["initial_state"] = new JsonArray(Of("listener", 1, 0), Of("listener", 1, 1));
        JsonObject model = Model("functional",
            [Input("heard", 5, 3), Input("said", 6, 2), listener, Layer("LSTM", "decoder", Settings(true, false), speak)],
            new JsonArray(Place("heard"), Place("said")), new JsonArray(Place("decoder")));
        byte[] bytes = Zip(model,
        [
            .. first.Select((tensor, i) => ($"layers/functional/layers/lstm/cell/vars/{i}", tensor)),
            .. second.Select((tensor, i) => ($"layers/lstm/cell/vars/{i}", tensor)),
        ]);
        KerasGraphTests.Compare(bytes, "net.keras", input =>
        {
            double[] told = new double[8];
            Lstm(new([5, 3], input[..15]), first[0], first[1], first[2], null, told);
            return Lstm(new([6, 2], input[15..]), second[0], second[1], second[2], new([2, 4], told)).Values;
        }, source =>
        {
            Assert.Contains("InitialStateFrom", source, StringComparison.Ordinal);
            Assert.DoesNotContain("LastState", source, StringComparison.Ordinal);
        });
    }

    private static Tensor[] WeightsOf(KerasFiles files, int inputs, int units) =>
        [files.Noise(inputs, 4 * units), files.Noise(units, 4 * units), files.Noise(4 * units)];

    private static object Settings(bool returnsSequences, bool returnsState) => new
    {
        units = 4,
        activation = "tanh",
        recurrent_activation = "sigmoid",
        return_sequences = returnsSequences,
        return_state = returnsState,
    };
}
