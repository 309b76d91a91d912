using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Planning;

internal sealed partial class StageBuilder
{
    /// <summary>Joins a layer that merges several values to the stage of the last of them, where nobody else reads that: the others are
    /// there before, and it reads them place by place. What lies otherwise, or is smaller, is laid out as the others first.</summary>
    private sealed class Merging(StageBuilder builder)
    {
        public View Merge(Node node, MergeLayer layer, View[] reads)
        {
            (Layout layout, Layout gradient) = ChooseLayouts(layer, reads);
            for (int i = 0; i < reads.Length; i++)
            {
                if (reads[i].Shape != layer.Output)
                    reads[i] = Repeat(reads[i], layer.Output, layout, gradient);
                else if (!LiesAs(reads[i], layout, gradient))
                    reads[i] = builder.Copy(reads[i], "Laid out as what it is merged with", builder.Unused("repack"), layout, gradient);
            }
            int host = Enumerable.Range(0, reads.Length).OrderBy(i => builder.NumberOf(reads[i].Stage)).Last();
            if (!builder.MayJoin(reads[host]))
                reads[host] = builder.Copy(reads[host], Shared, layer.Name, layout, gradient);
            Draft stage = reads[host].Stage!;
            var joined = new JoinedMerge(layer, host);
            foreach (int operand in joined.Operands)
            {
                stage.Operands.Add(new Operand(stage.Operations.Count, operand, stage.Reads.Count));
                stage.Reads.Add((builder.NumberOf(reads[operand].Stage), reads[operand].Shape, reads[operand].Port));
            }
            stage.Operations.Add(node with { Layer = joined });
            return reads[host];
        }

        /// <summary>As the last value of the whole shape lies, if a stage gives it.</summary>
        private (Layout Layout, Layout Gradient) ChooseLayouts(MergeLayer layer, View[] reads)
        {
            Draft? last = reads.Where(read => read.Shape == layer.Output && read.Stage is not null)
                .OrderBy(read => builder.NumberOf(read.Stage)).LastOrDefault()?.Stage;
            Layout whole = Layout.Of(layer.Output, Border.None);
            return last is null ? (whole, whole) : (last.Layout.Unbordered, last.GradientLayout.Unbordered);
        }

        private View Repeat(View read, Shape shape, Layout layout, Layout gradient)
        {
            string name = builder.Unused("repeat");
            var repeated = new Broadcast(name, read.Shape, shape, $"Repeated to {shape}");
            return builder.Open(name, repeated, [], [read], As(shape, layout), As(shape, gradient)) with { Shape = shape };
        }

        /// <summary>Whether a loop over vectors meets the same numbers at the same steps.</summary>
        private bool LiesAs(View read, Layout layout, Layout gradient)
        {
            if (read.Stage is { } stage)
                return IsSame(stage.Layout, layout) && IsSame(stage.GradientLayout, gradient);
            if (builder.HasSegments)
                return false;
            Layout input = Layout.Natural(read.Shape);
            return input.Height * input.Width == 1 ? IsSame(Layout.Of(read.Shape, Border.None), layout)
                : input.Pitch % RowPadding.Lanes == 0 && IsSame(input, layout);
        }

        private static bool IsSame(Layout a, Layout b) =>
            (a.Height, a.Width, a.Channels, a.Pitch) == (b.Height, b.Width, b.Channels, b.Pitch)
            || a.IsNatural && b.IsNatural && a.Height * a.Width * a.Channels == b.Height * b.Width * b.Channels;
    }
}
