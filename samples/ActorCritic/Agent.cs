using NetCompiler;

namespace ActorCritic;

/// <summary>Actor and critic on one body: how much speaks for pushing left and right, and how many points are still to come.</summary>
[Network(CartPole.Observations)]
[Dense(64), Tanh, Dense(64), Tanh(Name = "body")]
[Dense(CartPole.Actions), Output("policy", Loss = Loss.Custom)]
[Dense(1, From = "body"), Output("value", Loss = Loss.Custom)]
internal sealed partial class Agent;
