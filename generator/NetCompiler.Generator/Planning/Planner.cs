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

    /// <summary>Workspace of inference, in floats, that stays in a core's cache beside the weights that stream through it.</summary>
    private const int InferenceFloats = 256 * 1024;

    /// <summary>Floats in a unit of work of the weight phase: its gradient and weights fit a core's second-level cache several times.</summary>
    private const int BlockFloats = 25 * 1024;

    public static Plan MakePlan(Network network)
    {
        bool isOne = network.IsInferenceOnly || !network.Nodes.Any(node => node.Layer is BatchLayer);
        EquatableArray<Group> groups = new Grouping(network, network.IsInferenceOnly).Run();
        Objective objective = ChooseObjective(network, groups[groups.Count - 1]);
        var training = new Rooms { Prepared = isOne ? new() : null };
        Rooms prediction = isOne ? training : new Rooms { Prepared = new() };
        List<Stage> stages = MakeStages(network, groups, objective, training, !network.IsInferenceOnly, out int inputStride), predicting = stages;
        int predictingStride = inputStride;
        if (!isOne)
        {
            groups = new Grouping(network, onlyPredicts: true).Run();
            predicting = MakeStages(network, groups, objective, prediction, trains: false, out predictingStride);
            stages = [.. stages.Select(stage => stage with { Name = stage.Name.Insert(network.Class.Name.Length, "Training") })];
        }

        bool copiesInput = predictingStride != (int)network.Input.Length && groups[0].Head is not null;
        FusePools(predicting);
        EquatableArray<Segment> segments = CutSegments(predicting, atNorms: false);
        InferencePlace[] memory = PlaceInference(predicting, segments, copiesInput ? predictingStride : 0, out int alone, out int perRow);
        for (int i = 0; i < predicting.Count; i++)
            predicting[i] = predicting[i] with { InferenceInput = i > 0 ? memory[i] : copiesInput ? memory[0] : null, InferenceOutput = memory[i + 1], InferenceWork = predicting[i].WorkFloats > 0 ? memory[predicting.Count + 1 + i] : null };
        var predictionPass = new Pass(predicting.ToEquatableArray(), segments, predictingStride);
        Pass trainingPass = network.IsInferenceOnly ? Pass.None : isOne ? predictionPass : new Pass(stages.ToEquatableArray(), CutSegments(stages, atNorms: true), inputStride);
        return new Plan(
            network, predictionPass, trainingPass, objective, copiesInput ? memory[0] : null, alone, perRow, Math.Max(1, Math.Min(256, InferenceFloats / perRow)),
            training.Batch.Floats, training.Transposed.Floats, training.Statistics.Floats, prediction.Prepared!.Floats)
        {
            IsOne = isOne,
        };
    }

    private static List<Stage> MakeStages(Network network, EquatableArray<Group> groups, Objective objective, Rooms rooms, bool trains, out int inputStride)
    {
        // What reads vectors of the input wants whole ones. Weight gradients read a column of it, whose numbers must not all fall into the same few cache sets; predictions
        // read some rows, and a copy would only cost them (512-64, 128 samples: 10 %).
        int inputLength = (int)network.Input.Length;
        bool takesVectors = groups[0].Head is null || groups[0].Head is BatchLayer && network.Input.Rank == 1;
        inputStride = takesVectors || trains && groups[0].Head is ContractionLayer { TakesRows: true } && inputLength % 512 == 0 ? Padding.Stride(inputLength) : inputLength;
        var stages = new List<Stage>();
        bool learns = false;
        for (int i = 0; i < groups.Count; i++)
        {
            Stage? before = i == 0 ? null : stages[i - 1];
            stages.Add(MakeStage(network, groups[i], before, before?.Stride ?? inputStride, i + 1 < groups.Count ? groups[i + 1] : null, learns, objective, rooms));
            learns |= stages[i].Learns;
        }
        return stages;
    }

    private static void FusePools(List<Stage> stages)
    {
        for (int i = 0; i + 1 < stages.Count; i++)
        {
            if (PoolFusion.Choose(stages[i], stages[i + 1]) is not { } fusion)
                continue;
            stages[i] = stages[i] with { Fusion = fusion };
            stages[i + 1] = stages[i + 1] with { IsFused = true };
        }
    }

    /// <param name="stages">The stages.</param>
    /// <param name="atNorms">Whether a normalisation over the batch begins a segment: all samples wait before it.</param>
    private static EquatableArray<Segment> CutSegments(IReadOnlyList<Stage> stages, bool atNorms)
    {
        var segments = new List<Segment>();
        for (int i = 0; i < stages.Count; i++)
        {
            Segment? last = segments.LastOrDefault();
            if (last is not null && last.OneByOne == stages[i].OneByOne && !(atNorms && stages[i].Head is NormHead))
                segments[segments.Count - 1] = last with { Count = last.Count + 1 };
            else
                segments.Add(new Segment(i, 1, stages[i].OneByOne));
        }
        return segments.ToEquatableArray();
    }

    /// <summary>Places the input's copy, every stage's result, and the workspace of those that need one. A value lives from the stage that writes it to the one that reads it; what all samples have
    /// while they go through stages one by one, as long as the last of them does. What does not live at the same time may share memory; the largest are
    /// placed first.</summary>
    private static InferencePlace[] PlaceInference(IReadOnlyList<Stage> stages, IEnumerable<Segment> segments, int copy, out int alone, out int perRow)
    {
        Segment[] segmentOf = [.. segments.SelectMany(segment => Enumerable.Repeat(segment, segment.Count))];
        int[] sizes = [copy, .. stages.Select(stage => stage.Fusion is null ? stage.Stride : 0), .. stages.Select(stage => stage.WorkFloats)];
        var memory = new InferencePlace[sizes.Length];
        bool IsWork(int value) => value > stages.Count;
        bool IsPerRow(int value) => !IsWork(value) && (value == 0 || value == stages.Count || !stages[value - 1].OneByOne || !stages[value].OneByOne);
        bool Overlap(int a, int b)
        {
            (int First, int Last) one = Life(a), other = Life(b);
            return one.First <= other.Last && other.First <= one.Last;
        }
        (int First, int Last) Life(int value)
        {
            if (IsWork(value))
                return (value - stages.Count - 1, value - stages.Count - 1);
            int first = value - 1 - (value > 0 && stages[value - 1].IsFused ? 1 : 0), last = value;
            if (!IsPerRow(value))
                return (first, last);
            return (first >= 0 && stages[first].OneByOne ? segmentOf[first].First : first, last < stages.Count && stages[last].OneByOne ? segmentOf[last].First + segmentOf[last].Count - 1 : last);
        }
        alone = Arrange(perRow: false);
        perRow = Arrange(perRow: true);
        return memory;

        int Arrange(bool perRow)
        {
            int end = 0;
            var placed = new List<int>();
            foreach (int value in Enumerable.Range(0, sizes.Length).Where(value => IsPerRow(value) == perRow).OrderByDescending(value => sizes[value]).ThenBy(value => value))
            {
                int offset = 0;
                foreach (int other in placed.Where(other => Overlap(other, value)).OrderBy(other => memory[other].Offset))
                    if (memory[other].Offset < offset + sizes[value] && offset < memory[other].Offset + sizes[other])
                        offset = memory[other].Offset + sizes[other];
                memory[value] = new InferencePlace(perRow, offset);
                placed.Add(value);
                end = Math.Max(end, offset + sizes[value]);
            }
            return end;
        }
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
        Network network, Group group, Stage? before, int inputStride, Group? next, bool passesGradient, Objective objective, Rooms rooms)
    {
        Places places = rooms.Batch;
        Layout layout = group.Layout, gradientLayout = group.GradientLayout, input = group.InputLayout, inputGradient = group.InputGradientLayout;
        EquatableArray<Layer> operations = group.Operations;
        bool isLast = next is null;
        int inTraining = operations.Count - (isLast && objective.Fused is not null ? 1 : 0);
        int inEpilogue = group.Head is ContractionLayer { IsForwardDot: false } ? CountEpilogue(operations, inTraining) : 0;

        var values = new Place[inTraining + 1];
        for (int i = 0; i <= inTraining; i++)
        {
            bool isKept = i == 0 && group.Head is WindowLayer { IsMaximum: true } || i >= inEpilogue && IsKept(operations, i, inTraining);
            // A loss with an activation inside it writes the network's outputs over what it reads, unless the backward pass needs that.
            values[i] = i == inTraining ? isLast && !(isKept && objective.Fused is not null) ? Place.Outputs : places.Add(layout.Stride)
                : i == 0 && group.Head is null ? Place.Inputs
                : isKept ? places.Add(layout.Stride) : Place.Nowhere;
        }
        Place gradient = places.Add(gradientLayout.Stride);

        var alphas = new List<AlphaPlace>();
        for (int i = 0; i < inTraining; i++)
            foreach (ParameterLayout parameter in network.Parameters.Where(parameter => parameter.Node == group.OperationNodes[i]))
            {
                // A row layer's tensor serves all pixels, an elementwise layer's has a value for each number.
                (int stride, int length) = operations[i] is RowLayer ? (parameter.RowStride, parameter.RowStride) : (layout.Unbordered.Stride, layout.RunLength);
                alphas.Add(new AlphaPlace(i, parameter, places.Add(stride), stride, length));
            }

        Head? head = group.Head switch
        {
            ContractionLayer contraction => MakeProduct(
                network, group, contraction, inputStride, passesGradient, before,
                operations.Take(inEpilogue).Sum(operation => ((ElementwiseLayer)operation).Forward.Cost), GivesZeros(false, operations.Take(inTraining)),
                isBare: isLast && operations.Count == 0 && contraction is { TakesRows: true, IsForwardDot: true } && layout.Channels % TiledContraction.Quad == 0, rooms),
            BatchLayer norm => MakeNorm(network, norm, group.HeadNode, input.Height * input.Width, rooms),
            WindowLayer window => new WindowHead(window),
            BlendLayer blend => new BlendHead(blend),
            MoveLayer mover => new MoveHead(mover, mover.Describe(input, layout), mover.Describe(inputGradient, gradientLayout)),
            _ => null,
        };
        var blocks = new List<WeightBlock>();
        if (head is Product product)
        {
            blocks.AddRange(CutBlocks(product));
            if (product.Bias is not null)
                blocks.Add(new WeightBlock(product.Bias, 0, product.Bias.Rows, gradientLayout.Height * gradientLayout.Width * (long)gradientLayout.Channels));
        }
        if (head is NormHead normalisation)
            blocks.AddRange(normalisation.Parameters.Select(parameter => new WeightBlock(parameter, 0, parameter.Rows, parameter.Columns) { Average = normalisation.AverageOf(parameter) }));
        blocks.AddRange(alphas.Select(alpha => new WeightBlock(alpha.Parameter, 0, alpha.Parameter.Rows, alpha.Parameter.Spec.Shape.Length)));

        return new Stage(
            group.Name, layout, gradientLayout, input, inputGradient, inputStride, head, operations, inEpilogue, inTraining, values.ToEquatableArray(), gradient,
            alphas.ToEquatableArray(), null, new InferencePlace(true, 0), passesGradient,
            group.Head is ContractionLayer or BatchLayer && next?.Head is ContractionLayer reader && TakesBackwardEpilogue(reader) ? ChooseBackwardValue(operations, inTraining) : null, blocks.ToEquatableArray())
        {
            GivesZeros = GivesZeros(group.Head is not (ContractionLayer or BatchLayer or BlendLayer) && (before?.GivesZeros ?? true), operations),
        };
    }

    /// <summary>Whether many numbers may be zero after operations, given whether they may be before: numbers of a row that depend on each other are not.</summary>
    private static bool GivesZeros(bool before, IEnumerable<Layer> operations) =>
        operations.Aggregate(before, (zeros, operation) => operation is ElementwiseLayer layer && (zeros || layer.GivesZeros));

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
        RowLayer row => variable == (row.ReadsInput ? Expression.X : Expression.Y),
        _ => false,
    };

    private static Product MakeProduct(
        Network network, Group group, ContractionLayer layer, int inputStride, bool passesGradient, Stage? before, int epilogueCost, bool gradientHasZeros, bool isBare, Rooms rooms)
    {
        ParameterLayout[] parameters = network.Parameters.Where(parameter => parameter.Node == group.HeadNode).Skip(group.FirstParameter).Take(layer.Parameters.Count).ToArray();
        ParameterLayout kernel = parameters[0];
        ParameterLayout? bias = parameters.Length > 1 ? parameters[1] : null;
        ContractionForms forms = layer.Describe(new ContractionLayout(
            group.InputLayout, inputStride, group.InputGradientLayout, group.Layout, group.GradientLayout, kernel.RowStride));
        Fold? fold = null;
        if (group.FoldedNode >= 0)
        {
            fold = new Fold(MakeNorm(network, (BatchLayer)network.Nodes[group.FoldedNode].Layer, group.FoldedNode, 1, rooms), kernel, bias);
            kernel = kernel with { Offset = network.WeightFloats + rooms.Prepared!.Add(kernel.Floats).Offset };
            bias = fold.Norm.Find(BatchLayer.MovingMean)! with { Offset = network.WeightFloats + rooms.Prepared!.Add(fold.Norm.Channels).Offset };
            forms = forms with { Forward = forms.Forward.Select(contraction => contraction with { Start = ContractionStart.Bias, Formula = $"{contraction.Formula}{(fold.Bias is null ? " + b" : "")}, with {fold.Norm.Layer.Title} in both" }).ToEquatableArray() };
        }
        int backwardCost = before?.BackwardValue is null ? 0 : BackwardCost(before.Operations, before.InTraining);
        // A small kernel lies near, and its products are done before it is known which are zero.
        bool isFar = kernel.Floats > Tiling.NearFloats, xHasZeros = isFar && (before?.GivesZeros ?? true), dyHasZeros = isFar && gradientHasZeros;
        PixelGroupPlan? groups = ChooseGroups(group, layer, epilogueCost, rooms.Prepared), gradientGroups = passesGradient ? ChooseGradientGroups(layer) : null;
        Transposition? transposition = gradientGroups is null ? forms.Transposition?.InParts(BlockRows(kernel)) : null;
        return new Product(
            layer, kernel, bias,
            forms.Forward.Select(contraction => Tiling.Choose(contraction, epilogueCost, xHasZeros) with { IsBare = isBare }).ToEquatableArray(),
            passesGradient && gradientGroups is null ? forms.DataGradient.Select(contraction => Tiling.Choose(contraction, backwardCost, dyHasZeros)).ToEquatableArray() : [],
            groups?.WeightGradient ?? Tiling.Choose(WithKnownRows(forms.WeightGradient, kernel), 0, forms.WeightGradient.IsSwapped ? dyHasZeros : xHasZeros), forms.WeightGradient, transposition,
            passesGradient && transposition is { } room ? rooms.Transposed.Add(room.Floats).Offset : 0,
            passesGradient && transposition is { } cut ? (kernel.Rows + cut.RowsPerPart - 1) / cut.RowsPerPart : 0)
        {
            Fold = fold,
            Groups = groups,
            GradientGroups = gradientGroups,
            GradientScan = forms.DataGradient[0].Scan,
            Winograd = groups is null ? ChooseWinograd(network, layer, group.Layout, group.InputLayout, rooms.Prepared) : null,
        };
    }

    private static NormHead MakeNorm(Network network, BatchLayer layer, int node, int pixels, Rooms rooms)
    {
        int channels = Padding.RoundUp(layer.Input.Dimensions[layer.Input.Rank - 1]);
        return new NormHead(
            layer, network.Parameters.Where(parameter => parameter.Node == node).ToEquatableArray(), channels, pixels, pixels > 1 ? rooms.Batch.Add(2 * channels) : Place.Nowhere,
            rooms.Statistics.Add(NormHead.StatisticsRows * channels).Offset, rooms.Prepared?.Add(NormHead.PreparedRows * channels).Offset ?? 0);
    }

    /// <summary>Operations that are the same on every number are computed before pixels get whole vectors.</summary>
    private static PixelGroupPlan? ChooseGroups(Group group, ContractionLayer layer, int epilogueCost, Places? prepared)
    {
        if (layer.Plain is not { } plain || PixelGroupPlan.Choose(plain, epilogueCost, prepared?.Floats ?? 0) is not { } plan)
            return null;
        prepared?.Add(plan.PreparedFloats);
        return plan with { Activates = group.Operations.All(operation => operation is ElementwiseLayer { Parameters.Count: 0 }) };
    }

    private static PixelGroupPlan? ChooseGradientGroups(ContractionLayer layer) => layer.PlainGradient is { } plain ? PixelGroupPlan.ChooseGradient(plain) : null;

    /// <summary>Whether the derivative can go back through operations as soon as this layer has summed it.</summary>
    private static bool TakesBackwardEpilogue(ContractionLayer layer) => !layer.IsDataGradientDot && ChooseGradientGroups(layer) is null;

    /// <summary>Lanes are channels, so pixels must be whole vectors.</summary>
    private static WinogradPlan? ChooseWinograd(Network network, ContractionLayer layer, Layout layout, Layout input, Places? prepared)
    {
        if (prepared is null || !network.UsesWinograd || layer.Plain is not { Lines: 3, Taps: 3, StrideHeight: 1, StrideWidth: 1 } || input.Pitch % Padding.Lanes != 0)
            return null;
        WinogradPlan? plan = WinogradPlan.Choose(layout.Height, layout.Width, input.Channels, layout.Channels, prepared.Floats);
        if (plan is not null)
            prepared.Add(plan.PreparedFloats);
        return plan;
    }

    /// <summary>Rows of a unit of work, where rows may be cut anywhere.</summary>
    private static int BlockRows(ParameterLayout kernel) => (BlockFloats / kernel.RowStride) switch
    {
        >= 48 and var rows => rows / 48 * 48,
        >= 12 and var rows => rows / 12 * 12,
        _ => 6,
    };

    /// <summary>The few rows of a kernel that lies by outputs are one unit of work, if it is not too large: their number is known, and tiles are made for it.</summary>
    private static Contraction WithKnownRows(WeightGradient weights, ParameterLayout kernel) =>
        weights is { IsSwapped: true, Taps: null } && kernel.Rows <= BlockRows(kernel) ? weights.Contraction with { Scan = new Scan(1, kernel.Rows, 0, 0, 0, 0, 0, 0) } : weights.Contraction;

    /// <summary>The taps of a kernel over an image; else runs of rows, a multiple of 12 where possible so that tiles of 6 rows fill them.</summary>
    private static IEnumerable<WeightBlock> CutBlocks(Product product)
    {
        ParameterLayout kernel = product.Kernel;
        int rows = product.Groups is not null ? kernel.Rows : product.Taps is { } taps ? taps.Rows * taps.Together : BlockRows(kernel);
        for (int first = 0; first < kernel.Rows; first += rows)
        {
            int count = Math.Min(rows, kernel.Rows - first);
            yield return new WeightBlock(kernel, first, count, product.Layer.MultiplyAdds * count / kernel.Rows);
        }
    }

    /// <summary>The memories that stages take room in.</summary>
    private sealed class Rooms
    {
        /// <summary>What a training batch has for each sample.</summary>
        public Places Batch { get; } = new();

        /// <summary>The transposed kernels.</summary>
        public Places Transposed { get; } = new();

        /// <summary>What normalisations know of a batch.</summary>
        public Places Statistics { get; } = new();

        /// <summary>What prediction computes from the parameters once; null where nothing predicts.</summary>
        public Places? Prepared { get; init; }
    }

    /// <summary>Hands out room.</summary>
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
