using System.Globalization;
using Microsoft.CodeAnalysis;

namespace NetCompiler.Generator.Diagnostics;

/// <summary>Every diagnostic there is: 0xxx about the class and <c>[Network]</c>, 1xxx about layers and shapes, 2xxx about plans, 3xxx
/// about weight files. A number is never used again. Each has a section in DIAGNOSTICS.md, which is its description, a line in
/// AnalyzerReleases and a test.</summary>
internal static class Descriptors
{
    public static readonly DiagnosticDescriptor NotPartial = Error("NETC0001", "A network's class must be partial",
        "{0} must be partial, because the compiler writes the other half of {1}: write 'partial {2} {0}'");

    public static readonly DiagnosticDescriptor Generic = Error("NETC0002", "A network's class must not be generic",
        "{0} is generic, but the network {1} has one layout in memory and cannot depend on type parameters: remove them, or declare {1} "
            + "outside of generic types");

    public static readonly DiagnosticDescriptor SpreadLayers = Error("NETC0003", "A network's layers must stand on one declaration",
        "{0} stands on another declaration of {1} than [{2}], so its place in the order of layers is undefined: move it to the "
            + "declaration with [{2}]");

    public static readonly DiagnosticDescriptor UnfitClass = Error("NETC0004", "This kind of class cannot be a network",
        "{0} {1}: make it a plain 'partial class {0}'");

    public static readonly DiagnosticDescriptor NoLayers = Error("NETC0005", "A network needs layers",
        "{0} has no layers: add them below [Network], such as [Dense(10), Softmax]");

    public static readonly DiagnosticDescriptor InvalidInputShape = Error("NETC0006", "The input shape is not one",
        "The input shape {0} {1}: write the shape of one sample, channels last, such as [Network(784)] or [Network(28, 28, 1)]");

    public static readonly DiagnosticDescriptor UndefinedValue = Error("NETC0007", "Not a member of the enumeration",
        "{0} is {1}, which is no member of {2}: use one of {3}");

    public static readonly DiagnosticDescriptor InvalidLabelSmoothing = Error("NETC0008", "Label smoothing does not fit",
        "LabelSmoothing is {0}, but {1}");

    public static readonly DiagnosticDescriptor InvalidMaxParameters = Error("NETC0009", "MaxParameters must be at least 1",
        "MaxParameters is {0}, but a network that learns has at least 1 parameter: give the largest number you accept, or leave it out");

    public static readonly DiagnosticDescriptor MemberClash = Error("NETC0010", "The compiler writes this member",
        "{0} clashes with a member that the compiler writes into {1}: {2}");

    public static readonly DiagnosticDescriptor ConstructorWithoutNetwork = Error("NETC0011", "The constructor makes no network",
        "{0} does not call the constructor that the compiler writes, so the object would have no parameters and no code: add ': this(seed: "
            + "0)' after its parameters");

    public static readonly DiagnosticDescriptor LayersWithoutNetwork = Error("NETC0012", "Layers need [Network]",
        "{0} has layers but no [Network], so nothing is compiled: write [Network(...)] above them with the shape of one sample, such as "
            + "[Network(784)] or [Network(28, 28, 1)], or [Block] if they are for use in networks");

    public static readonly DiagnosticDescriptor InternalFault = Error("NETC0013", "Internal error",
        "{0} could not be compiled because of a fault in NetCompiler while {1} ({2}; at {3}): " +
        "please report this line with the class's attributes; the project's other networks are not affected");

    public static readonly DiagnosticDescriptor UnfitBase = Error("NETC0014", "The base class cannot be made without arguments",
        "{0} derives from {1}, {2}, but the constructor that the compiler writes calls one without arguments: " +
        "give {1} a constructor without parameters that {0} may call, or keep one in a field");

    public static readonly DiagnosticDescriptor OldLanguage = Error("NETC0015", "The project's language version is too old",
        "The project is compiled as C# {0}, but what the compiler writes for {1} needs C# {2}: " +
        "remove LangVersion from the project, or set it to {2} or later");

    public static readonly DiagnosticDescriptor ForeignNetwork = Error("NETC0030", "[Network] as other frameworks write it",
        "{0}: write {1}");

    public static readonly DiagnosticDescriptor AbsentInNetwork = Error("NETC0031", "Not part of [Network]",
        "{0} does not exist here: {1}");

    public static readonly DiagnosticDescriptor SizeNotPositive = Error("NETC1001", "A size must be at least 1",
        "{0}'s {1} is {2}, but must be at least 1");

    public static readonly DiagnosticDescriptor NeedsFlatten = Error("NETC1002", "The layer needs a row of numbers",
        "{0} takes a row of numbers but gets the shape {1}: insert [Flatten] before it, which makes it {2} numbers");

    public static readonly DiagnosticDescriptor TooLarge = Error("NETC1003", "Too large for memory",
        "{0} would be {1} numbers, but at most {2} fit: make {3} smaller");

    public static readonly DiagnosticDescriptor OutOfRange = Error("NETC1004", "An argument is out of range",
        "{0}'s {1} is {2}, but must be {3}");

    public static readonly DiagnosticDescriptor UnknownLayer = Error("NETC1005", "Unknown layer",
        "{0} is not a layer that this compiler knows: use one of {1}");

    public static readonly DiagnosticDescriptor DuplicateName = Error("NETC1006", "Two layers with one name",
        "The name '{0}' already belongs to {1}: give {2} another");

    public static readonly DiagnosticDescriptor InvalidName = Error("NETC1007", "Not a layer name",
        "'{0}' is no name for a layer: start with an ASCII letter or underscore, go on with letters, digits and underscores, at most {1} "
            + "characters");

    public static readonly DiagnosticDescriptor UnknownSource = Error("NETC1008", "A name of no earlier layer",
        "\"{0}\" names no layer before {1}: use one of {2}");

    public static readonly DiagnosticDescriptor LaterSource = Error("NETC1009", "The name of a later layer",
        "\"{0}\" comes after {1}, but a layer takes only what is there before it: move {1} behind it");

    public static readonly DiagnosticDescriptor SoftmaxNotLast = Error("NETC1010", "Softmax must be the last layer",
        "{0} turns scores into the network's answer, but {1} comes after it: move it to the end, or use another activation here");

    public static readonly DiagnosticDescriptor LossDoesNotFollow = Error("NETC1011", "The loss cannot follow the last layer",
        "{0} cannot follow {1}, because it {2}: after {1} use {3}, or leave Loss out for {4}");

    public static readonly DiagnosticDescriptor DropoutLast = Error("NETC1012", "Dropout cannot be the last layer",
        "{0} at the end would erase or disturb answers while training: remove it, or put it before the last layer with parameters");

    public static readonly DiagnosticDescriptor TooManyParameters = Error("NETC1013", "More parameters than MaxParameters",
        "{0} has {1} parameters, which is {2} more than MaxParameters = {3}; the most, {4}, are in {5}: make that layer smaller or raise "
            + "MaxParameters");

    public static readonly DiagnosticDescriptor SoftmaxOfOne = Error("NETC1014", "Softmax over one value",
        "{0} gets the shape {1}, and over a single value it is always {2}: use [Sigmoid] for one probability, or two or more units");

    public static readonly DiagnosticDescriptor LinearPair = Warning("NETC1015", "Two linear layers in a row",
        "{0} follows {1} with no non-linearity between, and their product is one linear map: put an activation such as [ReLU] between, or "
            + "remove one");

    public static readonly DiagnosticDescriptor ActivationAfterSoftmax = Warning("NETC1016", "An activation after Softmax",
        "{0} follows {1}, so the outputs are no longer probabilities: remove it, or put it before");

    public static readonly DiagnosticDescriptor StepInside = Warning("NETC1017", "A step inside a network",
        "{0} is followed by {1}, and since the derivative of a step is 0 nothing before it learns: move it to the end, use [Sigmoid] or "
            + "[Tanh], or suppress this where weights are set by hand");

    public static readonly DiagnosticDescriptor WrongRank = Error("NETC1018", "The layer needs another shape",
        "{0} takes {1} but gets the shape {2}: {3}");

    public static readonly DiagnosticDescriptor WindowTooLarge = Error("NETC1019", "The window does not fit",
        "{0} {1} on {2} with {3} padding leaves {4}: {5}");

    public static readonly DiagnosticDescriptor RowsDropped = Warning("NETC1020", "A window layer drops rows",
        "{0} {1} with stride {2} on {3} never reads the last {4}: use Padding.Same, another size, or suppress this where it is meant");

    public static readonly DiagnosticDescriptor PadsNeedExplicit = Error("NETC1021", "Pads without explicit padding",
        "{0} has {1} but Padding = {2}: write Padding = Padding.Explicit with it, or leave it out");

    public static readonly DiagnosticDescriptor StrideAndDilation = Error("NETC1022", "Stride and dilation together",
        "{0} has stride {1} and dilation {2}, but only one of them may be above 1: Keras refuses that, too");

    public static readonly DiagnosticDescriptor PoolOutside = Error("NETC1031", "A pool sees nothing but padding",
        "{0} has {1} = {2}, so that its {3} window of {4} sees nothing but padding: make it smaller, at most one less than the window");

    public static readonly DiagnosticDescriptor ReshapeCount = Error("NETC1032", "Reshape changes the number of numbers",
        "Reshape to {0} makes {1}, but the shape {2} has {3}: give sizes whose product is {3}, or -1 for one of them");

    public static readonly DiagnosticDescriptor NoPermutation = Error("NETC1033", "Permute does not name each dimension once",
        "{0} does not name each of the {1} dimensions of the shape {2} once: write {3} in another order");

    public static readonly DiagnosticDescriptor CroppedAway = Error("NETC1034", "Cropping leaves nothing",
        "{0} takes {1} + {2} of {3} {4} and leaves {5}: take fewer");

    public static readonly DiagnosticDescriptor TooMuchMemory = Error("NETC1042", "More memory than MaxMemory",
        "{0} takes {1} bytes to predict a sample (weights {2}, kernels rearranged for that {3}, workspace {4}), which is {5} more than "
            + "MaxMemory = {6}; the most, {7}, is taken by {8}: make that smaller or raise MaxMemory");

    public static readonly DiagnosticDescriptor PaddingWithoutMeaning = Error("NETC1050", "A padding that has no meaning here",
        "{0} cannot have Padding = {1}: use Padding.Valid, Padding.Same, or Padding.Explicit with PadTop, PadBottom, PadLeft and PadRight");

    public static readonly DiagnosticDescriptor NothingLeft = Error("NETC1051", "Pads cut everything off",
        "{0} gives {1}, of which the pads cut {2} lines and {3} columns off, which leaves {4}: make them smaller");

    public static readonly DiagnosticDescriptor UnevenGroups = Error("NETC1052", "Groups of different sizes",
        "{0} has {1} groups, which do not divide its {2} input channels and {3} filters evenly: use one of {4}");

    public static readonly DiagnosticDescriptor ForeignLayer = Error("NETC1060", "A layer as other frameworks write it",
        "{0}: write {1}");

    public static readonly DiagnosticDescriptor AbsentLayer = Error("NETC1061", "Not a layer or an option here",
        "{0} does not exist here: {1}");

    public static readonly DiagnosticDescriptor Misspelled = Error("NETC1062", "A misspelled layer or option",
        "{0} does not exist: did you mean {1}?");

    public static readonly DiagnosticDescriptor NormOfOne = Error("NETC1040", "Normalisation over one value",
        "{0} gets the shape {1}, and {2} has a single value, of which normalisation leaves its sign at most: remove the layer, or "
            + "normalise more values together");

    public static readonly DiagnosticDescriptor NoSuchAxis = Error("NETC1100", "Normalization along a dimension that is not there",
        "{0}'s Axis is {1}, but {2} has {3}: use {4} as Keras counts, -1 for the last, or 0 for one mean and one variance of all numbers");

    public static readonly DiagnosticDescriptor FittedBehindOthers = Error("NETC1101", "Normalization behind layers that change the data",
        "Normalization is fitted to the data that the network gets, but behind {0}, {1}, come others: " +
        "move it before that layer; between layers, BatchNorm and LayerNorm normalise");

    public static readonly DiagnosticDescriptor InverseNotLast = Error("NETC1102", "An inverted Normalization that is not last",
        "Normalization(Invert = true) brings answers to the size of the targets, so only Flatten, Reshape and Linear may follow, " +
        "but {0}, {1}, does: move it to the end, or leave Invert out");

    public static readonly DiagnosticDescriptor GroupsDoNotDivide = Error("NETC1041", "Groups that do not divide the channels",
        "{0} groups do not divide {1} channels: use one of {2}");

    public static readonly DiagnosticDescriptor ChannelsFirst = Warning("NETC1070", "The input looks channels-first",
        "The input shape {0} means {1} pixels with {2} channels, but looks like {3} pixels with {4}, channels first: {5}");

    public static readonly DiagnosticDescriptor ActivationPair = Warning("NETC1071", "Two activations in a row",
        "{0} follows {1} with no layer between that learns, {2}: remove {3}");

    public static readonly DiagnosticDescriptor ActivationBeforeSoftmax = Warning("NETC1072", "An activation before Softmax",
        "{0} before {1} {2}: remove it, because Softmax turns any numbers into probabilities");

    public static readonly DiagnosticDescriptor LossAfterSoftmax = Warning("NETC1073", "A loss that does not go with Softmax",
        "{0} after {1} {2}: use CategoricalCrossentropy, or leave Loss out");

    public static readonly DiagnosticDescriptor ClassesWithoutSoftmax = Suggestion("NETC1074", "As many outputs as classes, but no Softmax",
        "{0} gives {1} numbers without an activation, and the loss that follows is MeanSquaredError: put [Softmax] after it if "
        + "they are classes, or write Loss = Loss.MeanSquaredError if they are not");

    public static readonly DiagnosticDescriptor RegressionThroughReLU = Warning("NETC1075", "ReLU as the last layer of a regression",
        "{0} after {1} answers 0 wherever the score is below 0, where its derivative is 0, too, so {2} can stop learning for "
        + "good: remove it, or use [Softplus] where answers are never below 0");

    public static readonly DiagnosticDescriptor ConstantKernel = Warning("NETC1076", "A hidden kernel that starts with equal values",
        "{0} inside a network has {1} = {2}, so at first {3}: leave it out, and random values start every unit differently");

    public static readonly DiagnosticDescriptor DropsNearlyAll = Warning("NETC1077", "Dropout of nearly everything",
        "{0} drops {1} while training and keeps about {2} of {3}: write {4} if the rate was meant as the share to keep, or a smaller one");

    public static readonly DiagnosticDescriptor NothingChanges = Warning("NETC1078", "A layer that changes nothing",
        "{0} {1}, so it changes nothing: remove it");

    public static readonly DiagnosticDescriptor BatchNormOfOne = Warning("NETC1079", "Batch normalisation of one number",
        "{0} brings the 1 number of {1} to mean 0 and variance 1 over the batch, so the size of that number is lost, and in a "
        + "batch of 1 sample the number itself: remove it");

    public static readonly DiagnosticDescriptor StrideAsWidth = Warning("NETC1080", "A stride that is the width of the window",
        "{0} has a window of {1}, because the {2} number is its width and not the stride: {3}, or write its strides, too, where"
        + " {1} is meant");

    public static readonly DiagnosticDescriptor FiltersAsHeight =
        Warning("NETC1081", "A number of filters that is the height of the window",
        "{0} has a window of {1}, whose height looks like a number of filters: {2}");

    public static readonly DiagnosticDescriptor Repeated = Warning("NETC1082", "The same layer twice in a row",
        "{0} follows {1}, and {2}: remove one of them");

    public static readonly DiagnosticDescriptor ForeignMomentum = Warning("NETC1083", "BatchNorm's momentum the other way round",
        "{0}'s Momentum is {1}, so its moving averages keep {2} of what they were and take {3} from every batch, and "
        + "predictions depend on the last batch or two: write {4}, if {1} is meant as in PyTorch");

    public static readonly DiagnosticDescriptor NoLogVariance = Warning("NETC1084", "A log-variance that is none",
        "{0} takes {1} as log-variance, which {2}");

    public static readonly DiagnosticDescriptor AnswerAtEveryStep = Suggestion("NETC1085", "An answer at every step",
        "{0} gives all of its steps, so the network answers at each of the {1} steps, {2}: for one answer for the whole sequence remove "
        + "ReturnSequences");

    public static readonly DiagnosticDescriptor NothingToMerge = Error("NETC1090", "A single value to merge",
        "{0} merges several values, but takes {1} alone: name another, as in {2}");

    public static readonly DiagnosticDescriptor ShapesDoNotMerge = Error("NETC1091", "Shapes that do not go together",
        "{0} cannot take {1} together with {2}: {3}");

    public static readonly DiagnosticDescriptor NoSuchDimension = Error("NETC1092", "A dimension that is not there",
        "{0}'s {1} is {2}, but the shape {3} has the dimensions {4}");

    public static readonly DiagnosticDescriptor Unread = Warning("NETC1093", "A branch that nobody reads",
        "No layer takes what {0} gives, so it is left out: name it in a later layer, as in [Add(\"{1}\")], or remove it");

    public static readonly DiagnosticDescriptor NothingToTrain = Error("NETC1094", "No output has a loss",
        "{0} trains, but none of its outputs has a loss: leave Loss out where training should minimise one, or write Mode = "
            + "NetworkMode.InferenceOnly");

    public static readonly DiagnosticDescriptor UnreadInput = Warning("NETC1095", "An input that nobody reads",
        "No layer takes the input \"{0}\", so answers do not depend on it: name it in a layer, as in [Concat(\"{0}\")], or remove it");

    public static readonly DiagnosticDescriptor EverythingFrozen = Warning("NETC1096", "Everything is frozen",
        "{0} trains, but {1} has Trainable = false, so training changes nothing: take one of them away, or write Mode = "
            + "NetworkMode.InferenceOnly (Freeze and Unfreeze choose while the program runs)");

    public static readonly DiagnosticDescriptor StatefulBackwards = Error("NETC1118", "A stateful layer that goes backwards",
        "{0} is Stateful, so that a window goes on where the one before ended, but with {1} it begins with the window's last step: take "
            + "Stateful or {1} away");

    public static readonly DiagnosticDescriptor ComputedClasses = Error("NETC1110", "Class numbers that are computed",
        "{0} takes class numbers, which only an input has, but reads {1}: give it an input, with From or as [Input(name, steps)]");

    public static readonly DiagnosticDescriptor MaskLost = Error("NETC1111", "A layer that cannot leave padding out",
        "Samples have lengths of their own, but {0} {1}");

    public static readonly DiagnosticDescriptor LengthsTaken = Error("NETC1112", "The name of the lengths",
        "Where Lengths = true, 'lengths' is the input that says how many steps of a sample count: give this another name");

    public static readonly DiagnosticDescriptor NotOfSteps = Error("NETC1138", "A layer that cannot stand in TimeDistributed",
        "{0}, {1}, cannot stand in TimeDistributed, {2}");

    public static readonly DiagnosticDescriptor LengthsOfNothing = Error("NETC1119", "Lengths without a sequence",
        "Lengths = true says how many steps count of the sequence that [Network(steps, features)] declares, but all inputs of {0} have "
            + "names: declare the sequence there and the others as [Input(name, ...)], or leave Lengths out");

    public static readonly DiagnosticDescriptor BlockDoesNotFit = Error("NETC1120", "A block that cannot be used here",
        "{0} cannot be used: {1}: {2}");

    public static readonly DiagnosticDescriptor NoBlock = Error("NETC1121", "A class that is no block",
        "{0} cannot be used as a layer: it {1}: {2}");

    public static readonly DiagnosticDescriptor BlockCycle = Error("NETC1122", "A block that uses itself",
        "Blocks cannot use themselves, but {0} do: repeat layers with Repeat, or remove one of these uses");

    public static readonly DiagnosticDescriptor NetworkInputDiffers = Error("NETC1123", "A network that takes another shape",
        "The network {0} takes the shape {1}, but gets {2} here: change what comes before, change {0}, or write a [Block], which takes any "
            + "shape that its layers take");

    public static readonly DiagnosticDescriptor NoSuchSetting = Error("NETC1124", "More settings than a block has",
        "{0} gets {1} settings here, but {2}: leave the others out");

    public static readonly DiagnosticDescriptor SettingNotComputed = Error("NETC1125", "A setting that cannot be computed with",
        "\"{0}\" depends on the block's settings ({1}), of which only whole-number arguments can be made, with + - * / %: write it so, or "
            + "as a number");

    public static readonly DiagnosticDescriptor TooManyLayers = Error("NETC1126", "Blocks with too many layers",
        "With the layers of blocks in their places the network has more than {0} layers: repeat less");

    public static readonly DiagnosticDescriptor SharedDiffers = Error("NETC1127", "Layers that cannot share what they learn",
        "{0} cannot share what {1} learns: {2}");

    public static readonly DiagnosticDescriptor NoFunction = Error("NETC1130", "A type that is no activation or loss",
        "{0} cannot be {1}: {2}");

    public static readonly DiagnosticDescriptor TwoLosses = Error("NETC1131", "Loss and LossType do not go together",
        "{0} says Loss.{1}, {2}");

    public static readonly DiagnosticDescriptor MixedLosses = Error("NETC1132", "A loss of the caller's beside one that is known",
        "The output \"{0}\" has the loss {1} and \"{2}\" that of the caller, who writes the derivatives of all outputs: write Loss = "
            + "Loss.Custom there, too, or Loss.None where an output is not trained");

    public static readonly DiagnosticDescriptor NoInputGradient = Error("NETC1133", "No gradient by class numbers",
        "{0} has InputGradient = true, but {1} takes class numbers, by which there are no derivatives: take it away, or add an input of "
            + "other numbers");

    public static readonly DiagnosticDescriptor TwoFirstStates = Error("NETC1134", "Two first states",
        "{0} has {1}, so that {2}, and {3}, which says something else: take {1} or {3} away");

    public static readonly DiagnosticDescriptor NoLastState = Error("NETC1135", "No recurrent layer in front of LastState",
        "LastState gives the state of a recurrent layer behind its last step, but gets {0}: put it behind SimpleRNN, GRU or LSTM, or "
            + "name one with From");

    public static readonly DiagnosticDescriptor OtherState = Error("NETC1136", "A first state of another shape",
        "{0} takes the state before its first step from {1}{2}, but needs {3}: {4}; {5}");

    public static readonly DiagnosticDescriptor WeightsMissing = WeightError("NETC3001", "The weight file is missing",
        "{0}, which holds {1}'s weights, is not there: train and save {1} as {2}, correct NetworkWeights in the project, or remove it");

    public static readonly DiagnosticDescriptor WeightsDamaged = WeightError("NETC3002", "The weight file is damaged",
        "{0} cannot be used as {1}'s weights: {2}; save it again");

    public static readonly DiagnosticDescriptor TensorMissing = WeightError("NETC3003", "The weight file lacks a tensor",
        "{0} has no \"{1}\" ({2}), which {3} of {4} learns: save the weights again with this architecture, or give the layer the name that "
            + "it has there");

    public static readonly DiagnosticDescriptor TensorExtra =
        WeightError("NETC3004", "The weight file has tensors that the network has not",
        "{0} has {1} that {2} has not, {3}: save the weights again with this architecture, or give its layers the names that they "
            + "have there");

    public static readonly DiagnosticDescriptor TensorShape = WeightError("NETC3005", "A tensor in the weight file has another shape",
        "\"{1}\" is ({2}) in {0}, but ({3}) in {4}: save the weights again with this architecture, or change {5} back");

    public static readonly DiagnosticDescriptor TensorType =
        WeightError("NETC3006", "A tensor in the weight file has a type that cannot be read",
        "\"{1}\" is {2} in {0}, but {3}'s weights can be read from F32, F16, BF16, F64, and I8 with scales only: convert it");

    public static readonly DiagnosticDescriptor WeightsForNone = WeightError("NETC3007", "A weight file for no network",
        "NetworkWeights gives {0} to the network '{1}', but no class with [Network] in this project has that name: correct "
            + "Network=\"...\", which takes the class's name, with its namespace where that is needed");

    public static readonly DiagnosticDescriptor WeightsTwice = WeightError("NETC3008", "Two weight files for one network",
        "{0} has several weight files, {1}: keep one NetworkWeights for it in the project");

    public static readonly DiagnosticDescriptor TensorScale = WeightError("NETC3009", "An 8-bit tensor without its scales",
        "\"{1}\" is I8 in {0} and needs its scales, one for each output, in \"{2}\" as {3}, which is {4}: save the weights again as " +
        "WeightFormat.Int8, or convert them");

    public static readonly DiagnosticDescriptor WeightsUnlisted = WeightError("NETC3010", "The project does not list the weight file",
        "\"{0}\" is not among the project's weight files{1}, so it is not in the assembly: "
        + "add <NetworkWeights Include=\"{2}\" /> to an <ItemGroup> of the project");

    public static readonly DiagnosticDescriptor WeightsUnused = WeightError("NETC3011", "A weight file that no network takes",
        "NetworkWeights puts {0} into the assembly, but no network takes it: "
        + "write [Weights({2})] at the class, or Network=\"...\" with the class's name on the item");

    public static readonly DiagnosticDescriptor WeightListDamaged = WeightError(
        "NETC3012", "What the build left about weight files is damaged",
        "{0}, in which the build tells the compiler of the project's weight files, cannot be understood: clean and build again");

    /// <summary>All of them, by id.</summary>
    public static readonly IReadOnlyDictionary<string, DiagnosticDescriptor> ById = new[]
    {
        NotPartial, Generic, SpreadLayers, UnfitClass, NoLayers, InvalidInputShape, UndefinedValue, InvalidLabelSmoothing,
        InvalidMaxParameters, MemberClash,
        ConstructorWithoutNetwork, LayersWithoutNetwork, InternalFault, UnfitBase, OldLanguage, ForeignNetwork, AbsentInNetwork,
        SizeNotPositive, NeedsFlatten, TooLarge, OutOfRange, UnknownLayer, DuplicateName, InvalidName, UnknownSource, LaterSource,
        SoftmaxNotLast,
        LossDoesNotFollow, DropoutLast, TooManyParameters, SoftmaxOfOne, LinearPair, ActivationAfterSoftmax, StepInside,
        WrongRank, WindowTooLarge, RowsDropped, PadsNeedExplicit, StrideAndDilation, PoolOutside, ReshapeCount, NoPermutation, CroppedAway,
        NoSuchAxis, FittedBehindOthers, InverseNotLast, ComputedClasses, StatefulBackwards, MaskLost,
        LengthsTaken,
        LengthsOfNothing, NotOfSteps,
        NormOfOne, GroupsDoNotDivide, TooMuchMemory, PaddingWithoutMeaning, NothingLeft, UnevenGroups, ForeignLayer, AbsentLayer,
        Misspelled,
        ChannelsFirst, ActivationPair, ActivationBeforeSoftmax, LossAfterSoftmax, ClassesWithoutSoftmax, RegressionThroughReLU,
        ConstantKernel, DropsNearlyAll, NothingChanges, BatchNormOfOne, StrideAsWidth, FiltersAsHeight, Repeated, ForeignMomentum,
        NoLogVariance, AnswerAtEveryStep,
        NothingToMerge, ShapesDoNotMerge, NoSuchDimension, Unread, NothingToTrain, UnreadInput, EverythingFrozen, BlockDoesNotFit, NoBlock,
        BlockCycle, NetworkInputDiffers, NoSuchSetting, SettingNotComputed, TooManyLayers, SharedDiffers,
        NoFunction, TwoLosses, MixedLosses, NoInputGradient, TwoFirstStates, NoLastState, OtherState,
        WeightsMissing, WeightsDamaged, TensorMissing, TensorExtra, TensorShape, TensorType, WeightsForNone, WeightsTwice, TensorScale,
        WeightsUnlisted, WeightsUnused,
        WeightListDamaged,
    }.ToDictionary(descriptor => descriptor.Id, StringComparer.Ordinal);

    /// <summary>Whether a network with this complaint cannot be compiled.</summary>
    public static bool IsError(string id) => ById[id].DefaultSeverity == DiagnosticSeverity.Error;

    /// <summary>A complaint as one line of text, without a place.</summary>
    public static string Message(string id, IEnumerable<string> arguments)
    {
        string format = ById[id].MessageFormat.ToString(CultureInfo.InvariantCulture);
        return $"{id}: {string.Format(CultureInfo.InvariantCulture, format, [.. arguments])}";
    }

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        // An error that a user switched off would leave a class without its other half and without a reason.
        Create(id, title, message, DiagnosticSeverity.Error, WellKnownDiagnosticTags.NotConfigurable);

    private static DiagnosticDescriptor Warning(string id, string title, string message) =>
        Create(id, title, message, DiagnosticSeverity.Warning);

    private static DiagnosticDescriptor Suggestion(string id, string title, string message) =>
        Create(id, title, message, DiagnosticSeverity.Info);

    /// <summary>The class is whole even so, and Pretrained says the same when it is used: whoever changes a network in order to train it
    /// anew can make this a warning.</summary>
    private static DiagnosticDescriptor WeightError(string id, string title, string message) =>
        Create(id, title, message, DiagnosticSeverity.Error);

    private static DiagnosticDescriptor Create(
        string id, string title, string message, DiagnosticSeverity severity, params string[] tags) =>
        new(id, title, message, "NetCompiler", severity, isEnabledByDefault: true, new DiagnosticPage(id), DiagnosticPage.Link(id), tags);
}
