namespace NetCompiler.Tests;

/// <summary>What NativeAOT needs of the machine beside .NET. A test that needs what is not there is skipped and says how to get
/// it.</summary>
internal static class NativeToolchain
{
    /// <summary>Runs ARM64 programs on another processor.</summary>
    public const string Emulator = "qemu-aarch64-static";

    /// <summary>Where Debian keeps ARM64's C library.</summary>
    public const string Arm64Libraries = "/usr/aarch64-linux-gnu";

    /// <summary>Properties that publish for this machine.</summary>
    public static string[] Properties => IsInPath("clang") ? ["-p:PublishAot=true"] : ["-p:PublishAot=true", "-p:CppCompilerAndLinker=gcc"];

    /// <summary>Properties that publish for ARM64 on another machine.</summary>
    public static string[] Arm64Properties =>
        ["-p:PublishAot=true", "-p:CppCompilerAndLinker=clang", "-p:LinkerFlavor=lld", "-p:ObjCopyName=aarch64-linux-gnu-objcopy"];

    public static void Need()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Publishing with NativeAOT is tested on Linux.");
        Assert.SkipUnless(
            IsInPath("clang") || IsInPath("gcc"),
            "NativeAOT links with clang or gcc, and neither is in PATH. On Debian: apt-get install gcc libc6-dev.");
    }

    public static void NeedArm64()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Publishing with NativeAOT is tested on Linux.");
        string[] missing = [
            .. new[]
            {
                "clang", "ld.lld", "aarch64-linux-gnu-gcc", "aarch64-linux-gnu-objcopy", Emulator
            }.Where(program => !IsInPath(program))];
        if (!Directory.Exists(Arm64Libraries))
            missing = [.. missing, Arm64Libraries];
        Assert.SkipUnless(
            missing.Length == 0,
            $"Code for ARM64 is made by a cross compiler and run by an emulator; missing here: {string.Join(", ", missing)}. On Debian: "
            + "apt-get install clang lld gcc-aarch64-linux-gnu libc6-dev-arm64-cross binutils-aarch64-linux-gnu qemu-user-static.");
    }

    private static bool IsInPath(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator)
            .Any(folder => File.Exists(Path.Combine(folder, program)));
}
