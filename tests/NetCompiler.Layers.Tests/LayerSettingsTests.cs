using System.Reflection;
using NetCompiler.CompilerServices;
using Xunit;

namespace NetCompiler.Tests;

/// <summary>Layers as data have the settings of their attributes: those of all networks of these tests.</summary>
public class LayerSettingsTests
{
    /// <summary>Said elsewhere, or stands for two others.</summary>
    private static readonly string[] Elsewhere = ["Name", "From", "Share", "Trainable", "With", "TypeId", "InitialStateFrom"];

    private static readonly LayerInfo[] All =
    [
        .. typeof(LayerSettingsTests).Assembly.GetTypes().Where(type => type.BaseType == typeof(NetworkCode))
            .Select(type => type.GetField("Instance", BindingFlags.Static | BindingFlags.NonPublic)?.GetValue(null)).OfType<NetworkCode>()
            .SelectMany(code => code.Info.Layers),
    ];

    /// <summary>Both ends of <c>[TimeDistributed]</c>, whose attribute has a class and no settings of a layer.</summary>
    private static readonly string[] Ends = ["EachStep", "TimeDistributed"];

    /// <summary>The layers of each kind.</summary>
    public static TheoryData<string> Kinds => [.. All.Select(layer => layer.Kind).Distinct().Except(Ends).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void Every_property_of_an_attribute_is_a_setting_and_no_other(string kind)
    {
        Type attribute = typeof(LayerAttribute).Assembly.GetType($"NetCompiler.{kind}Attribute", throwOnError: true)!;
        Dictionary<string, Type> properties = attribute.GetProperties().Where(property => !Elsewhere.Contains(property.Name))
            .ToDictionary(property => property.Name, property => property.PropertyType, StringComparer.Ordinal);
        foreach (LayerInfo layer in All.Where(layer => layer.Kind == kind))
        {
            Assert.All(layer.Settings, setting => Claim.True(Fits(setting.Value, properties[setting.Key]), $"{layer}: {setting}"));
            Assert.Equal([], properties.Keys.Except(layer.Settings.Keys).Where(name => Says(layer, name)));
        }
    }

    [Fact]
    public void All_kinds_are_among_the_networks() => Assert.Equal(
        [],
        typeof(LayerAttribute).Assembly.GetExportedTypes()
            .Where(type => type.IsSubclassOf(typeof(LayerAttribute)) && !type.IsAbstract && !type.IsGenericType)
            .Select(type => type.Name[..^"Attribute".Length])
            .Except(["Input", "Output", "Use", .. All.Select(layer => layer.Kind)]));

    private static bool Fits(object value, Type type) => value switch
    {
        string member => type == typeof(Type) || type.IsEnum && Enum.IsDefined(type, member),
        _ => type.IsInstanceOfType(value),
    };

    /// <summary>Whether a setting that is missing would say something.</summary>
    private static bool Says(LayerInfo layer, string name) => name switch
    {
        "Strides" => !layer.Settings.ContainsKey("StrideHeight"),
        "DilationRate" => !layer.Settings.ContainsKey("DilationHeight"),
        "PadTop" or "PadBottom" or "PadLeft" or "PadRight" or "PadBefore" or "PadAfter" => layer.Settings["Padding"] is "Explicit",
        "BiasInitializer" => layer.Settings["UseBias"] is true,
        "MaxValue" => false,
        _ => true,
    };
}
