namespace NetCompiler.Tests;

/// <summary>The tests that share the packed feed. They build in its folders, so they run one after the other.</summary>
[CollectionDefinition(nameof(PackedFeed))]
public sealed class PackedFeedTests : ICollectionFixture<PackedFeed>;
