#pragma warning disable IDE0161 // A block namespace is what this file is about.
namespace NetCompiler.Tests.Forms
{
    namespace Inner
    {
        /// <summary>A network in a namespace with braces, inside another one, open to inheritance.</summary>
        [NetCompiler.Network(3)]
        [NetCompiler.Dense(4), NetCompiler.Tanh]
        [NetCompiler.Dense(2)]
        public partial class BlockNamespaceNet
        {
        }
    }
}
