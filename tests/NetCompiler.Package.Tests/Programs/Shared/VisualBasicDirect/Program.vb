Imports NetCompiler

<Network(4), Dense(2)>
Public Class Net
End Class

Module Program
    Sub Main()
        Console.WriteLine(GetType(Net).Name)
    End Sub
End Module
