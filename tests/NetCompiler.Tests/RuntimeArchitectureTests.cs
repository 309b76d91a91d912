using System.Reflection;
using NetCompiler.CompilerServices;
using Xunit;

namespace NetCompiler.Tests;

/// <summary>In what order the runtime's classes of training stand on each other.</summary>
public class RuntimeArchitectureTests
{
    /// <summary>Each may know those before it.</summary>
    private static readonly Type[] Order =
    [
        typeof(ParameterBlock), typeof(WeightBlock), typeof(NetworkInfo), typeof(TrainingBatch), typeof(NetworkCode),
        typeof(ParameterBuffer), typeof(ParameterMemory),
        typeof(ParameterStore), typeof(PreparedParameters), typeof(Optimizer), typeof(StepGuard), typeof(StepMemory), typeof(StepSamples),
        typeof(Metric), typeof(WorkerTeam), typeof(StepRequest), typeof(TrainingStep), typeof(CompiledNetwork), typeof(Adaptation),
        typeof(ScaleCheck), typeof(FitRun), typeof(Trainer),
    ];

    [Fact]
    public void No_class_knows_one_that_stands_on_it()
    {
        for (int i = 0; i < Order.Length; i++)
        {
            HashSet<Type> known = Known(Order[i]);
            Assert.DoesNotContain(Order.Skip(i + 1), known.Contains);
        }
    }

    /// <summary>What the test above looks at is there: a step knows the store, a network the step.</summary>
    [Fact]
    public void Types_in_fields_and_signatures_are_found()
    {
        Assert.Contains(typeof(ParameterStore), Known(typeof(TrainingStep)));
        Assert.Contains(typeof(StepRequest), Known(typeof(TrainingStep)));
        Assert.Contains(typeof(TrainingStep), Known(typeof(CompiledNetwork)));
        Assert.Contains(typeof(ParameterStore), Known(typeof(Optimizer)));
    }

    private static HashSet<Type> Known(Type type)
    {
        const BindingFlags All =
            BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
        var known = new HashSet<Type>();
        foreach (FieldInfo field in type.GetFields(All))
            Add(field.FieldType);
        foreach (MethodBase method in type.GetMethods(All).Concat<MethodBase>(type.GetConstructors(All)))
        {
            if (method is MethodInfo { ReturnType: var result })
                Add(result);
            foreach (ParameterInfo parameter in method.GetParameters())
                Add(parameter.ParameterType);
            foreach (LocalVariableInfo local in method.GetMethodBody()?.LocalVariables ?? [])
                Add(local.LocalType);
        }
        foreach (Type nested in type.GetNestedTypes(All))
            known.UnionWith(Known(nested));
        return known;

        void Add(Type found)
        {
            if (found.HasElementType)
                Add(found.GetElementType()!);
            foreach (Type argument in found.GetGenericArguments())
                Add(argument);
            known.Add(found);
        }
    }
}
