using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using NetCompiler.Generator.Diagnostics;
using Xunit;

namespace NetCompiler.Generator.Tests.Diagnostics;

public sealed class DiagnosticTests
{
    public static TheoryData<int, string> Cases()
    {
        var cases = new TheoryData<int, string>();
        for (int i = 0; i < DiagnosticCases.All.Count; i++)
            cases.Add(i, DiagnosticCases.All[i].Source);
        return cases;
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Names_the_mistake_its_place_and_the_fix(int number, string source) =>
        GeneratorTest.Refuse(source, DiagnosticCases.All[number].Id, DiagnosticCases.All[number].Message);

    [Fact]
    public void Every_diagnostic_has_a_case() =>
        Assert.Equal(Descriptors.ById.Keys.Order(), DiagnosticCases.All.Select(test => test.Id).Distinct().Order());
}
