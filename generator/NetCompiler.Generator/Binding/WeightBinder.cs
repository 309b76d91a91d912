using System.Globalization;
using System.Security;
using System.Text.RegularExpressions;
using NetCompiler.Generator.Diagnostics;
using NetCompiler.Generator.Infrastructure;
using NetCompiler.Generator.Model;

namespace NetCompiler.Generator.Binding;

/// <summary>Compares a network with the weight file that the project gives it.</summary>
internal sealed class WeightBinder
{
    private const int NamesShown = 10;

    private readonly Network _network;
    private readonly WeightFile _file;
    private readonly List<DiagnosticInfo> _diagnostics = [];

    /// <summary>The last layer whose own settings the file contradicts; what comes after it differs because of it.</summary>
    private Layer? _changed;

    private WeightBinder(Network network, WeightFile file)
    {
        _network = network;
        _file = file;
    }

    /// <summary>Never throws; nothing and no complaint where the project gives the network no file.</summary>
    public static (BoundWeights? Weights, EquatableArray<DiagnosticInfo> Diagnostics) Bind(
        Network network, EquatableArray<WeightFile> files)
    {
        WeightFile[] own = [.. files.Where(file => BelongsTo(file, network.Class) || IsNamed(file, network.Weights))];
        if (own.Length == 0 && network.Weights is null)
            return (null, []);
        WeightFile first = own.Length > 0 ? own[0] : new WeightFile("", network.Weights!, "", "", null);
        if (network.Class.PretrainedClashes.Count > 0)
            return (new BoundWeights(first, Fits: false), network.Class.PretrainedClashes
                .Select(member => DiagnosticInfo.Create(
                    Descriptors.MemberClash.Id, DiagnosticTarget.OfMember(member), member, network.Class.PlainName, "rename yours"))
                .ToEquatableArray());
        var binder = new WeightBinder(network, first);
        if (files.Any(file => file.IsDamagedList))
            return (new BoundWeights(binder._file, Fits: false), []);
        if (network.Weights is not null && !own.Any(file => IsNamed(file, network.Weights)))
            binder.ReportUnlisted(files);
        else if (own.Length > 1)
            binder.Report(Descriptors.WeightsTwice.Id, network.Class.PlainName, string.Join(", ", own.Select(file => file.FileName)));
        else
            binder.Compare();
        return (new BoundWeights(binder._file, binder._diagnostics.Count == 0), binder._diagnostics.ToEquatableArray());
    }

    /// <summary>The file that the project gives a network that may not be compiled, as it names it; null where there is none.</summary>
    public static string? FileFor(FailedNetwork network, EquatableArray<WeightFile> files) =>
        files.FirstOrDefault(file => BelongsTo(file, network.Class) || IsNamed(file, network.Weights))?.FileName ?? network.Weights;

    /// <summary>Complaints about files for classes that do not exist. Silent while a class cannot even be read: the file may be for that
    /// one.</summary>
    /// <param name="files">All files.</param>
    /// <param name="networks">All networks; null for those that cannot be read.</param>
    public static EquatableArray<LocatedDiagnostic> Orphans(
        EquatableArray<WeightFile> files, IReadOnlyList<NetworkDeclaration?> networks) =>
        networks.Any(network => network is null or { IsWhole: false } or { Problems.Count: > 0 })
            ? []
            : files.Where(file => !networks.Any(network => BelongsTo(file, network!.Class) || IsNamed(file, network.Weights)))
                .Select(file => new LocatedDiagnostic(
                    (file.IsDamagedList ? Descriptors.WeightListDamaged
                        : file.Network.Length > 0 ? Descriptors.WeightsForNone : Descriptors.WeightsUnused).Id,
                    new SourceSpan(file.Path, 0, 0, 0, 0, 0, 0),
                    new[] { file.FileName, file.Network, AsLiteral(file.FileName) }.ToEquatableArray()))
                .ToEquatableArray();

    /// <summary>Whether the project means this class: by its name, or by its name with namespace and classes around it.</summary>
    public static bool BelongsTo(WeightFile file, ClassIdentity identity) =>
        file.Network == identity.PlainName || file.Network == identity.FullName.Replace("@", "");

    /// <summary>Whether <c>[Weights]</c> means this file: as the project lists it, with either slash, or by its full path.</summary>
    private static bool IsNamed(WeightFile file, string? name) =>
        name is not null && (Plain(file.FileName) == Plain(name) || Plain(file.Path) == Plain(name));

    private static string Plain(string path)
    {
        string plain = path.Replace('\\', '/');
        return plain.StartsWith("./", StringComparison.Ordinal) ? plain.Substring(2) : plain;
    }

    private void ReportUnlisted(EquatableArray<WeightFile> files)
    {
        string listed = files.Count == 0
            ? ""
            : $" ({string.Join(", ", files.Take(NamesShown).Select(file => file.FileName))}{(files.Count > NamesShown ? ", ..." : "")})";
        _diagnostics.Add(DiagnosticInfo.Create(
            Descriptors.WeightsUnlisted.Id, DiagnosticTarget.OfWeights(),
            Printable(_network.Weights!), listed, AsInclude(_network.Weights!)));
    }

    /// <summary>A file's name as a project's XML has it, where MSBuild gives some characters a meaning.</summary>
    private static string AsInclude(string name) =>
        SecurityElement.Escape(Regex.Replace(name, @"[%;*?]|[$@](?=\()", match => $"%{(int)match.Value[0]:X2}")).Replace("&apos;", "'");

    /// <summary>A file's name as an attribute has it, with slashes that work everywhere.</summary>
    private static string AsLiteral(string name) => $"\"{name.Replace('\\', '/').Replace("\"", "\\\"")}\"";

    private void Compare()
    {
        string name = _network.Class.PlainName;
        if (_file.Header is not { } header)
        {
            Report(Descriptors.WeightsMissing.Id, _file.FileName, name, _file.Path);
            return;
        }
        string? tooLong = header.FileLength > int.MaxValue
            ? $"it has {Literal.Grouped(header.FileLength)} bytes, but an assembly holds less than 2 GB"
            : null;
        string? problem = header.Problem ?? tooLong;
        if (problem is not null)
        {
            Report(Descriptors.WeightsDamaged.Id, _file.FileName, name, problem);
            return;
        }

        Dictionary<string, WeightTensor> tensors = header.TensorsOf(_network.Parameters.Select(parameter => parameter.Name));
        foreach (ParameterLayout parameter in _network.Parameters)
        {
            Layer layer = OwnerOf(parameter).Layer;
            EquatableArray<long> wanted = parameter.Spec.Shape.Dimensions.Select(dimension => (long)dimension).ToEquatableArray();
            if (!tensors.TryGetValue(parameter.Name, out WeightTensor? tensor))
            {
                Report(Descriptors.TensorMissing.Id, _file.FileName, parameter.Name, Text(wanted), layer.Title, name);
                continue;
            }
            tensors.Remove(parameter.Name);
            if (!tensor.Shape.Equals(wanted))
                Report(
                    Descriptors.TensorShape.Id, _file.FileName, parameter.Name, Text(tensor.Shape), Text(wanted), name,
                    Change(parameter, tensor.Shape));
            if (!BoundWeights.Types.Contains(tensor.Type))
                Report(Descriptors.TensorType.Id, _file.FileName, parameter.Name, tensor.Type, name);
            if (tensor.Type == BoundWeights.Quantized)
                CompareScale(parameter, tensors);
        }
        if (tensors.Count > 0)
        {
            IEnumerable<string> shown = header.Tensors.Where(tensors.ContainsValue).Take(NamesShown)
                .Select(tensor => $"\"{Printable(tensor.Name)}\" ({Text(tensor.Shape)})");
            string more = tensors.Count > NamesShown ? $" and {Literal.Grouped(tensors.Count - NamesShown)} more" : "";
            Report(
                Descriptors.TensorExtra.Id, _file.FileName, tensors.Count == 1 ? "a tensor" : $"{Literal.Grouped(tensors.Count)} tensors",
                name, string.Join(", ", shown) + more);
        }
    }

    /// <summary>What to change back for a tensor to have the file's shape: the layer itself, or what gives it its input.</summary>
    private string Change(ParameterLayout parameter, EquatableArray<long> shape)
    {
        Node owner = OwnerOf(parameter);
        Layer layer = owner.Layer;
        EquatableArray<int> wanted = parameter.Spec.Shape.Dimensions, ofInput = parameter.Spec.OfInput;
        bool isInputs = ofInput.Count == wanted.Count
            || shape.Count == wanted.Count && Enumerable.Range(0, wanted.Count).All(i => shape[i] == wanted[i] || ofInput.Contains(i));
        if (!isInputs)
        {
            _changed = layer;
            return layer.Title;
        }
        if (_changed is not null)
            return $"{_changed.Title}, {_changed.Name},";
        string before = owner.Reads.Contains(0) ? $"the input shape {_network.Input}" : $"what comes before {layer.Title}";
        // Groups and multipliers are the layer's own and have a part in its input dimension.
        return layer is CompositeLayer ? $"{before}, or its own settings," : before;
    }

    private Node OwnerOf(ParameterLayout parameter) => _network.Nodes.First(node => node.Parameters.Contains(parameter));

    private void CompareScale(ParameterLayout parameter, Dictionary<string, WeightTensor> tensors)
    {
        string name = BoundWeights.ScaleName(parameter.Name);
        EquatableArray<long> wanted = parameter.ScaleShape.Select(dimension => (long)dimension).ToEquatableArray();
        EquatableArray<long> columns = parameter.ColumnScaleShape.Select(dimension => (long)dimension).ToEquatableArray();
        string? problem = !tensors.TryGetValue(name, out WeightTensor? scale) ? "not there"
            : scale.Type == BoundWeights.ScaleType && (scale.Shape.Equals(wanted) || scale.Shape.Equals(columns)) ? null
            : $"{scale.Type} ({Text(scale.Shape)})";
        tensors.Remove(name);
        if (problem is not null)
            Report(Descriptors.TensorScale.Id, _file.FileName, parameter.Name, name, $"{BoundWeights.ScaleType} ({Text(wanted)})", problem);
    }

    private static string Text(EquatableArray<long> shape) =>
        string.Join(", ", shape.Take(8).Select(dimension => dimension.ToString(CultureInfo.InvariantCulture)))
            + (shape.Count > 8 ? ", ..." : "");

    private static string Printable(string name) =>
        new string([.. name.Take(100).Select(c => char.IsControl(c) ? '?' : c)]) + (name.Length > 100 ? "..." : "");

    private void Report(string id, params object[] arguments) =>
        _diagnostics.Add(DiagnosticInfo.Create(id, DiagnosticTarget.OfNetwork(), arguments));
}
