open NetCompiler

[<Network(4)>]
[<Dense(2)>]
type Net() = class end

printfn "%s" (typeof<Net>.Name)
