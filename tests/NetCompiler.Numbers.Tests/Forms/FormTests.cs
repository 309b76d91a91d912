#pragma warning disable IDE0161, IDE1006, CS0649 // Unusual forms and names are what this file is about.
using NetCompiler.Tests.Forms.Inner;
using Xunit;

namespace NetCompiler.Tests
{
    /// <summary>Whatever way a class is written, the other half fits.</summary>
    [Trait("Category", "Numbers")]
    public partial class FormTests
    {
        [Fact]
        public void Every_form_of_class_computes_and_learns()
        {
            foreach (INetwork network in new INetwork[]
            {
                new GlobalNet(1), new BlockNamespaceNet(1), new Outer.Middle.Nested(1), new Outer.@event(1), new PublicNet(1),
                new WithMembers(1), new SameName(1),
                new Other.SameName(1), new Names(1), new Outer.InStruct.Deep(1),
            })
            {
                NetworkProof.ForwardAgrees(network);
                NetworkProof.GradientsAgree(network);
            }
        }

        /// <summary>The user's members and the generated ones live side by side, and the generated code does not trip over names that it
        /// uses itself.</summary>
        [Fact]
        public void A_class_keeps_its_own_members()
        {
            var network = new WithMembers("a b", 3);
            Assert.Equal("a b", network.Title);
            Assert.Equal(3, network.x + network.weights + network.rows);
            Assert.Equal(WithMembers.OutputLength, network.OutputShapeLength());
        }

        [Fact]
        public void The_same_seed_gives_the_same_parameters()
        {
            Assert.Equal(new PublicNet(5).Compiled.Weights.ToArray(), new PublicNet(5).Compiled.Weights.ToArray());
            Assert.NotEqual(new PublicNet(5).Compiled.Weights.ToArray(), new PublicNet(6).Compiled.Weights.ToArray());
            Assert.Equal(new PublicNet().Compiled.Weights.ToArray(), new PublicNet(0).Compiled.Weights.ToArray());
        }

        [Fact]
        public void The_summary_is_a_constant_with_every_layer_and_number()
        {
            const string summary = PublicNet.Summary;
            Assert.Contains("dense_1", summary);
            Assert.Contains("Dense(5)", summary);
            Assert.Contains("38 parameters", summary);
            Assert.Equal(summary, new PublicNet().Compiled.Info.Summary);
            Assert.DoesNotContain('\r', summary);
        }

        [Network(3)]
        [Dense(2)]
        internal sealed partial class SameName;

        internal static partial class Other
        {
            [Network(3)]
            [Dense(3)]
            internal sealed partial class SameName;
        }

        internal partial class Outer
        {
            [Network(3)]
            [Dense(2)]
            internal partial class @event;

            protected internal partial interface Middle
            {
                [Network(3)]
                [Dense(2)]
                internal sealed partial class Nested;
            }

            internal partial record struct InStruct
            {
                [Network(3)]
                [Dense(2)]
                internal sealed partial class Deep;
            }
        }

        /// <summary>A class whose members have the names that generated code gives its locals, and a constructor of its own.</summary>
        [Network(3)]
        [Dense(4), ReLU]
        [Dense(2)]
        internal sealed partial class WithMembers
        {
            internal int x, weights, rows;
            private readonly string _title = "";

            public WithMembers(string title, int seed) : this(seed)
            {
                _title = title;
                (x, weights, rows) = (1, 1, 1);
            }

            public string Title => _title;

            private static int y => 7;

            private int V => y;

            public int OutputShapeLength() => V - 5;
        }

        /// <summary>Names that could hide namespaces and types.</summary>
        [Network(3)]
        [Dense(2, Name = "System"), Tanh(Name = "_weights")]
        [Dense(2, Name = "class")]
        internal sealed partial class Names
        {
            internal int System, NetCompiler, Unsafe, Math, Span;
            internal int Touch() => System + NetCompiler + Unsafe + Math + Span;
        }
    }

    [Network(3)]
    [Dense(5), SELU]
    [Dense(3)]
    public partial class PublicNet
    {
    }
}
