// Trains on a table with text, gaps and decimal commas, and names an answer.
using NetCompiler;
using NetCompiler.Data;
using Tables;

File.WriteAllText("penguins.csv", """
    species;bill_length_mm;flipper_length_mm;island
    Adelie;39,1;181;Torgersen
    Adelie;;186;Torgersen
    Adelie;40,3;195;Dream
    Gentoo;46,1;211;Biscoe
    Gentoo;50;230;Biscoe
    Gentoo;48,7;NA;Biscoe
    """);
CsvTable table = CsvTable.Read("penguins.csv");
TableEncoder encoder = table.Encoder(
    inputs: ["bill_length_mm", "flipper_length_mm", "island"],
    label: "species",
    oneHot: ["island"],
    missing: MissingValues.Drop);
Dataset dataset = encoder.ToDataset(table);
Console.WriteLine($"{dataset.Count} samples of {string.Join(' ', encoder.InputNames)}");

var net = new Penguin(seed: 1);
net.Fit(dataset, new FitOptions { Epochs = 300, BatchSize = 2, Optimizer = new Adam() });
Console.WriteLine(encoder.ClassNames[net.Classify(encoder.ToInput("39,5", "185", "Torgersen"))]);
Console.WriteLine(encoder.ClassNames[net.Classify(encoder.ToInput("49", "225", "Biscoe"))]);
