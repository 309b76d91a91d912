Imports NetCompiler
Imports Common

Module Program
    Sub Main()
        Dim net As New XorGate(1)
        Dim data = Dataset.FromLabels({0.0F, 0.0F, 0.0F, 1.0F, 1.0F, 0.0F, 1.0F, 1.0F}, {0, 1, 1, 0}, 2)
        net.Fit(data, New FitOptions With {.Epochs = 500, .BatchSize = 4, .Optimizer = New Adam With {.LearningRate = 0.05}, .Seed = 1})
        Dim answers(3) As Single
        net.Predict({0.0F, 0.0F, 0.0F, 1.0F, 1.0F, 0.0F, 1.0F, 1.0F}, answers)
        Console.WriteLine(String.Join(" ", Array.ConvertAll(answers, Function(answer) If(answer > 0.5F, 1, 0))))
    End Sub
End Module
