using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Losses;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Planning;

/// <summary>Makes every choice about a checked network. Never fails. The passes, in this order because each needs what the one before decided:
/// group layers into stages, choose the loss, place buffers, tile contractions, cut the weights into blocks.</summary>
internal static class Planner
{
    /// <summary>Vector operations an epilogue may add to each sum; beyond, the operation gets a loop of its own (KERNELS rule 5).</summary>
    private const int EpilogueCost = 4;

    /// <summary>The same for the derivative in the epilogue of a data gradient.</summary>
    private const int BackwardEpilogueCost = 6;

    /// <summary>The same for tiles of <see cref="TiledContraction.Wide"/> vectors, which hold twice as many sums.</summary>
    private const int WideEpilogueCost = 3;

    /// <summary>Workspace of inference, in floats, that stays in a core's cache beside the weights that stream through it.</summary>
    private const int InferenceFloats = 256 * 1024;

    /// <summary>Floats in a unit of work of the weight phase: its gradient and weights fit a core's second-level cache several times.</summary>
    private const int BlockFloats = 25 * 1024;

    public static Plan MakePlan(Network network)
    {
        EquatableArray<Group> groups = GroupLayers(network);
        Objective objective = ChooseObjective(network, groups[groups.Count - 1]);
        int inputLength = (int)network.Input.Length;
        bool startsWithCopy = groups[0].Contraction is null;
        int inputStride = startsWithCopy || inputLength % 512 == 0 ? Padding.Stride(inputLength) : inputLength;

        var places = new Places();
        var transposed = new Places();
        var stages = new List<Stage>();
        int even = 0, odd = 0;
        for (int i = 0; i < groups.Count; i++)
        {
            int stride = Padding.Stride(groups[i].Length);
            if (i % 2 == 0)
                even = Math.Max(even, stride);
            else
                odd = Math.Max(odd, stride);
        }
        int copied = inputStride == inputLength || startsWithCopy ? 0 : inputStride;
        bool learns = false;
        for (int i = 0; i < groups.Count; i++)
        {
            bool last = i == groups.Count - 1;
            int before = i == 0 ? inputStride : stages[i - 1].Stride;
            int? input = i > 0 ? stages[i - 1].InferenceOutput : copied > 0 ? even + odd : null;
            stages.Add(MakeStage(network, groups[i], i == 0 ? null : stages[i - 1], before, input, i % 2 == 0 ? 0 : even, learns, last ? objective : null, places, transposed));
            learns |= stages[i].Learns;
        }

        int perRow = even + odd + copied;
        return new Plan(
            network, stages.ToEquatableArray(), objective, inputStride, inputStride != inputLength, stages[stages.Count - 1].Stride,
            perRow, Math.Max(1, Math.Min(256, InferenceFloats / perRow)), places.Floats, transposed.Floats);
    }

    /// <summary>A stage is a contraction, or a copy where there is none, with all elementwise and row layers up to the next contraction.</summary>
    private static EquatableArray<Group> GroupLayers(Network network)
    {
        var groups = new List<Group>();
        var operations = new List<(int Node, Layer Layer)>();
        int contraction = -1, length = (int)network.Input.Length;
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);

        void Finish()
        {
            if (contraction < 0 && operations.Count == 0)
                return;
            string kind = contraction < 0 ? "Input" : network.Nodes[contraction].Layer.GetType().Name;
            numbers[kind] = numbers.TryGetValue(kind, out int count) ? count + 1 : 1;
            string first = contraction < 0 ? operations[0].Layer.Name : network.Nodes[contraction].Layer.Name;
            groups.Add(new Group(
                $"{network.Class.Name}_{first}", kind + numbers[kind], contraction, contraction < 0 ? null : (ContractionLayer)network.Nodes[contraction].Layer, length,
                operations.Select(operation => operation.Layer).ToEquatableArray(), operations.Select(operation => operation.Node).ToEquatableArray()));
            operations.Clear();
        }

        for (int i = 0; i < network.Nodes.Count; i++)
        {
            Layer layer = network.Nodes[i].Layer;
            if (layer is ContractionLayer)
            {
                Finish();
                (contraction, length) = (i, (int)layer.Output.Length);
            }
            else if (layer is not ReshapeLayer && layer is not ElementwiseLayer { IsIdentity: true })
            {
                operations.Add((i, layer));
            }
        }
        if (contraction < 0 && operations.Count == 0)
            groups.Add(new Group($"{network.Class.Name}_input", "Input1", -1, null, length, [], []));
        Finish();
        return groups.ToEquatableArray();
    }

    private static Objective ChooseObjective(Network network, Group last)
    {
        Layer? activation = last.Operations.Count > 0 ? last.Operations[last.Operations.Count - 1] : null;
        LossForm form = LossCatalog.Forms[network.Loss];
        Layer? fused = null;
        if (network.Loss == "CategoricalCrossentropy" || network.Loss == "Perceptron")
        {
            fused = activation;
        }
        else if (network.Loss == "BinaryCrossentropy" && activation is Layers.Sigmoid)
        {
            fused = activation;
            form = LossCatalog.SigmoidCrossentropy;
        }
        float threshold = network.Loss == "Hinge" ? 0 : (activation as ElementwiseLayer)?.DecisionThreshold ?? 0.5f;
        return new Objective(form, fused, network.LabelSmoothing, threshold);
    }

    private static Stage MakeStage(
        Network network, Group group, Stage? before, int inputStride, int? inferenceInput, int inferenceOutput, bool passesGradient, Objective? objective,
        Places places, Places transposed)
    {
        int stride = Padding.Stride(group.Length);
        EquatableArray<Layer> operations = group.Operations;
        int inTraining = operations.Count - (objective?.Fused is null ? 0 : 1);
        int inEpilogue = group.Contraction is null ? 0 : CountEpilogue(operations, inTraining);

        var values = new Place[inTraining + 1];
        for (int i = 0; i <= inTraining; i++)
            values[i] = i == inTraining ? objective is null ? places.Add(stride) : Place.Outputs
                : i == 0 && group.Contraction is null ? Place.Inputs
                : i >= inEpilogue && IsKept(operations, i, inTraining) ? places.Add(stride) : Place.Nowhere;
        Place gradient = places.Add(stride);

        var alphas = new List<AlphaPlace>();
        for (int i = 0; i < inTraining; i++)
            foreach (ParameterLayout parameter in network.Parameters.Where(parameter => parameter.Node == group.OperationNodes[i]))
                alphas.Add(new AlphaPlace(i, parameter, places.Add(stride)));

        Product? product = group.Contraction is null ? null : MakeProduct(
            network, group, stride, inputStride, passesGradient, before, operations.Take(inEpilogue).Sum(operation => ((ElementwiseLayer)operation).Forward.Cost), transposed);
        var blocks = new List<WeightBlock>();
        if (product is not null)
            blocks.AddRange(CutBlocks(product.Kernel));
        if (product?.Bias is { } bias)
            blocks.Add(new WeightBlock(bias, 0, 1));
        blocks.AddRange(alphas.Select(alpha => new WeightBlock(alpha.Parameter, 0, 1)));

        return new Stage(
            group.Name, group.Key, group.Length, stride, inputStride, product, operations, inEpilogue, inTraining, values.ToEquatableArray(), gradient,
            alphas.ToEquatableArray(), inferenceInput, inferenceOutput, passesGradient,
            objective is null && product is not null ? ChooseBackwardValue(operations, inTraining) : null, blocks.ToEquatableArray());
    }

    /// <summary>The leading operations that cost next to nothing and whose inputs nobody needs again.</summary>
    private static int CountEpilogue(EquatableArray<Layer> operations, int inTraining)
    {
        int count = 0, cost = 0;
        while (count < inTraining && operations[count] is ElementwiseLayer { Parameters.Count: 0 } layer
            && layer.Forward == layer.TrainingForward && (cost += layer.Forward.Cost) <= EpilogueCost && !IsKept(operations, count, inTraining))
            count++;
        return count;
    }

    /// <summary>Whether the backward pass of an operation of training reads value <paramref name="value"/>.</summary>
    private static bool IsKept(EquatableArray<Layer> operations, int value, int inTraining) =>
        value < inTraining && Reads(operations[value], Expression.X) || value > 0 && value <= inTraining && Reads(operations[value - 1], Expression.Y);

    /// <summary>The one value that the derivatives of all operations together read, if they are cheap enough for the epilogue of the next stage's
    /// data gradient, draw no random numbers and learn nothing.</summary>
    private static int? ChooseBackwardValue(EquatableArray<Layer> operations, int inTraining)
    {
        int[] values = Enumerable.Range(0, inTraining + 1).Where(value => IsKept(operations, value, inTraining)).ToArray();
        bool isPlain = operations.Take(inTraining).All(layer => layer is ElementwiseLayer { Parameters.Count: 0 } plain && plain.Forward == plain.TrainingForward);
        return isPlain && values.Length == 1 && BackwardCost(operations, inTraining) <= BackwardEpilogueCost ? values[0] : null;
    }

    /// <summary>Vector operations, loads included, that take one vector of derivatives back through the operations.</summary>
    private static int BackwardCost(EquatableArray<Layer> operations, int inTraining) => operations.Take(inTraining).Cast<ElementwiseLayer>()
        .Sum(layer => layer.Backward.Cost + layer.Backward.Count(Expression.X) + layer.Backward.Count(Expression.Y));

    private static bool Reads(Layer layer, Expression variable) => layer switch
    {
        ElementwiseLayer elementwise => elementwise.Backward.Uses(variable) || (elementwise.AlphaGradient?.Uses(variable) ?? false),
        RowLayer => variable == Expression.Y,
        _ => false,
    };

    private static Product MakeProduct(Network network, Group group, int stride, int inputStride, bool passesGradient, Stage? before, int epilogueCost, Places transposed)
    {
        ParameterLayout[] parameters = network.Parameters.Where(parameter => parameter.Node == group.ContractionNode).ToArray();
        ParameterLayout kernel = parameters[0];
        int transposedStride = Padding.Stride(kernel.Rows);
        ContractionForms forms = group.Contraction!.Describe(new ContractionLayout(inputStride, inputStride, stride, kernel.RowStride, transposedStride));
        return new Product(
            group.Contraction!, kernel, parameters.Length > 1 ? parameters[1] : null,
            Tile(forms.Forward, epilogueCost), Tile(forms.DataGradient, before?.BackwardValue is null ? 0 : BackwardCost(before.Operations, before.InTraining)), Tile(forms.WeightGradient, 0),
            passesGradient ? transposed.Add(kernel.Columns * transposedStride).Offset : 0, transposedStride,
            passesGradient ? (kernel.Rows + Product.TransposeRows - 1) / Product.TransposeRows : 0);
    }

    /// <summary>
    /// At least eight sums must be under way to hide the latency of a multiply-add. Wide layers have them side by side; narrow layers split every
    /// sum into partial sums (KERNELS rules 2 and 10).
    /// </summary>
    private static TiledContraction Tile(Contraction contraction, int epilogueCost)
    {
        int groups = contraction.Columns / Padding.Lanes;
        int widest = groups >= 8 ? 8 : groups >= 4 ? 4 : groups >= 2 ? 2 : 1;
        int sums = 8 / widest;
        while (contraction.Reduction is { } reduction && sums > 1 && reduction / sums < 2)
            sums /= 2;
        if (contraction.Reduction is null)
            sums = 1;
        EquatableArray<int> rowTiles = sums == 1 ? [6, 4] : [2];
        EquatableArray<int> narrow = Widths(groups, Math.Min(2, widest));
        bool hasWide = widest >= 4 && rowTiles[0] * 4 * sums <= 24 && epilogueCost <= WideEpilogueCost;
        return new TiledContraction(contraction, sums, rowTiles, hasWide ? [TiledContraction.Wide, .. narrow] : narrow, Widths(groups, widest));
    }

    /// <summary>Halving widths that together cover any number of vectors that <paramref name="groups"/> of 16 lanes can be.</summary>
    private static EquatableArray<int> Widths(int groups, int widest)
    {
        var widths = new List<int> { widest };
        for (int width = widest / 2, rest = groups % widest; width >= 1 && rest > 0; width /= 2)
        {
            if (rest >= width)
            {
                widths.Add(width);
                rest -= width;
            }
        }
        return widths.ToEquatableArray();
    }

    /// <summary>Runs of rows, a multiple of 12 where possible so that tiles of 6 rows fill them.</summary>
    private static IEnumerable<WeightBlock> CutBlocks(ParameterLayout kernel)
    {
        int rows = Math.Max(6, BlockFloats / kernel.RowStride);
        rows = rows >= 12 ? rows / 12 * 12 : 6;
        for (int first = 0; first < kernel.Rows; first += rows)
            yield return new WeightBlock(kernel, first, Math.Min(rows, kernel.Rows - first));
    }

    private sealed record Group(
        string Name, string Key, int ContractionNode, ContractionLayer? Contraction, int Length, EquatableArray<Layer> Operations, EquatableArray<int> OperationNodes);

    /// <summary>Hands out workspace.</summary>
    private sealed class Places
    {
        public int Floats { get; private set; }

        public Place Add(int floats)
        {
            var place = new Place(PlaceKind.Work, Floats);
            Floats += floats;
            return place;
        }
    }
}
