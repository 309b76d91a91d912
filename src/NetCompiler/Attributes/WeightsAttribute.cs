namespace NetCompiler;

/// <summary>Names the file whose weights the class carries: <c>Pretrained</c> is then the network with them. The project lists the file
/// too, since only it can put files into the assembly: <c>&lt;NetworkWeights Include="digits.safetensors" /&gt;</c>, or all of a folder,
/// <c>Include="weights/*.safetensors"</c>. An item with <c>Network="Digits"</c> does the same without this attribute.</summary>
/// <param name="file">The file as the project lists it, relative to the project: <c>digits.safetensors</c>. Names may have any characters;
/// what has a meaning in project files is escaped there and only there: <c>a;b</c> is <c>Include="a%3Bb"</c>.</param>
[AttributeUsage(AttributeTargets.Class, Inherited = false)]
public sealed class WeightsAttribute(string file) : Attribute
{
    /// <summary>The file as the project lists it, relative to the project.</summary>
    public string File { get; } = file;
}
