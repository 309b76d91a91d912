using System.Buffers.Binary;
using System.IO.Compression;
using NetCompiler.Tests;
using NetCompiler.Tool.Audio;
using NetCompiler.Tool.Keras;
using NetCompiler.Tool.Nets;
using static NetCompiler.Tool.Tests.KerasFiles;

namespace NetCompiler.Tool.Tests;

/// <summary>Files that were made to hang a reader, to fill its memory or to lead it elsewhere: one message each.</summary>
public class HostileFileTests
{
    /// <summary>Every name of every group in turn leads to itself, or to the group that it is in.</summary>
    [Fact]
    public void Links_of_HDF5_that_lead_in_circles()
    {
        byte[] file = File.ReadAllBytes(SharedFiles.Find("data/models/keypoint_classifier.hdf5"));
        const int Header = 8, Entry = 40;
        int tried = 0;
        for (int table = file.AsSpan().IndexOf("SNOD"u8); table >= 0; table = Next(table))
        {
            int entries = BinaryPrimitives.ReadUInt16LittleEndian(file.AsSpan(table + 6));
            for (int i = 0; i < entries; i++)
            {
                int entry = table + Header + Entry * i;
                byte[] soft = [.. file];
                // A symbolic link, whose target is its own name.
                BinaryPrimitives.WriteUInt32LittleEndian(soft.AsSpan(entry + 16), 2);
                soft.AsSpan(entry, 4).CopyTo(soft.AsSpan(entry + 24));
                Refuse(soft);
                byte[] hard = [.. file];
                // The root's header, which stands in the superblock.
                hard.AsSpan(64, 8).CopyTo(hard.AsSpan(entry + 8));
                hard.AsSpan(entry + 16, 4).Clear();
                Refuse(hard);
                tried++;
            }
        }
        Assert.InRange(tried, 4, 100);

        int Next(int table)
        {
            int next = file.AsSpan(table + 4).IndexOf("SNOD"u8);
            return next < 0 ? -1 : table + 4 + next;
        }

        static void Refuse(byte[] bytes)
        {
            using var folder = new TemporaryDirectory();
            string path = folder.Write("net.h5", bytes);
            try
            {
                // What training needs alone may be gone.
                _ = KerasFile.Read(path);
            }
            catch (ToolException exception)
            {
                Assert.Contains("net.h5", exception.Message);
            }
        }
    }

    [Fact]
    public void An_archive_that_unpacks_to_many_times_its_size() => Assert.Contains("model.weights.h5 would take 33554432 bytes", Message(
        "net.keras",
        Packed(JsonMutations.Bytes(Sequential(Input("x", 4), Layer("Dense", "dense", new { units = 2 }))), new byte[32 << 20])));

    [Fact]
    public void Settings_nested_without_end()
    {
        byte[] deep = new byte[100_000];
        Array.Fill(deep, (byte)'[');
        Assert.Contains("net.json", Message("net.json", deep));
        Assert.Contains("net.keras", Message("net.keras", Packed(deep, [])));
    }

    /// <summary>Sizes of zero, by which others would be divided.</summary>
    [Theory]
    [InlineData("""{"rec.weight_ih_l0": [[1]], "rec.weight_hh_l0": [[]]}""", "not rows of gates")]
    [InlineData("""
        {"in_shape": [null, null, 1], "layers": [{"type": "conv1d", "activation": "", "shape": [null, null, 1], "kernel_size": [1],
        "dilation": [1], "groups": 0, "weights": [[[[1]]], [0]]}]}
        """, "net.json is damaged")]
    public void Sizes_of_zero_are_words(string json, string said) =>
        Assert.Contains(said, Message("net.json", System.Text.Encoding.UTF8.GetBytes(json)));

    /// <summary>Values of two bytes would take sixteen times as much.</summary>
    [Fact]
    public void A_list_of_very_many_short_numbers()
    {
        byte[] bytes = new byte[6 << 20];
        Array.Fill(bytes, (byte)'1');
        for (int i = 1; i < bytes.Length; i += 2)
            bytes[i] = (byte)',';
        Assert.Contains("too many for its size", Message("net.json", bytes));
    }

    private static byte[] Packed(byte[] config, byte[] weights)
    {
        using var stream = new MemoryStream();
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Create, leaveOpen: true))
        {
            Write("metadata.json", """{"keras_version": "3.8.0"}"""u8);
            Write("config.json", config);
            Write("model.weights.h5", weights);

            void Write(string name, ReadOnlySpan<byte> bytes)
            {
                using Stream member = zip.CreateEntry(name, CompressionLevel.Fastest).Open();
                member.Write(bytes);
            }
        }
        return stream.ToArray();
    }

    private static string Message(string name, byte[] bytes)
    {
        using var folder = new TemporaryDirectory();
        string path = folder.Write(name, bytes);
        bool isAudio = AudioImporter.IsAudio(path);
        string message = Assert.Throws<ToolException>(
            () => { _ = isAudio ? AudioImporter.Import(path).Net : KerasImporter.Import(path).Net; }).Message;
        Assert.Single(Directory.GetFiles(folder.Path));
        return message;
    }
}
