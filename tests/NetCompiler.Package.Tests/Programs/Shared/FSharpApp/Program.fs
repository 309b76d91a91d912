open System
open NetCompiler
open Common

let xor = XorGate(1)
let data = Dataset.FromLabels([| 0f; 0f; 0f; 1f; 1f; 0f; 1f; 1f |], [| 0; 1; 1; 0 |], 2)
xor.Fit(data, FitOptions(Epochs = 500, BatchSize = 4, Optimizer = Adam(LearningRate = 0.05), Seed = 1)) |> ignore
let answers = Array.zeroCreate<float32> 4
xor.Predict(ReadOnlySpan<float32>([| 0f; 0f; 0f; 1f; 1f; 0f; 1f; 1f |]), Span<float32>(answers))
printfn "%s" (String.Join(' ', answers |> Array.map (fun answer -> if answer > 0.5f then 1 else 0)))
