using NetCompiler;

namespace Amp;

/// <summary>The pedal: forty units of memory, one number in and one out at every sample of the sound. It learns in windows of 10 ms, each
/// of which goes on where the one before ended, and plays sample by sample.</summary>
[Weights("overdrive.safetensors")]
[Network(Window, 1, SampleRate = 44_100)]
[LSTM(40, ReturnSequences = true, Stateful = true), Dense(1)]
internal sealed partial class Overdrive
{
    /// <summary>Samples of a window of training.</summary>
    internal const int Window = 441;
}
