namespace Serment.Records.Documents.Copies;

/// <summary>The words of a copy, in its language.</summary>
public sealed record CopyWords
{
    /// <summary>The language's tag.</summary>
    public required string Language { get; init; }

    /// <summary>The paper's title.</summary>
    public required string Title { get; init; }

    /// <summary>The word before the page number.</summary>
    public required string Page { get; init; }

    /// <summary>Who made it, where and when.</summary>
    public required string Made { get; init; }

    /// <summary>What is in it, and what is not.</summary>
    public required IReadOnlyList<string> Contents { get; init; }

    /// <summary>What sensitive entries were left out; a hole for their number.</summary>
    public required string WithoutSensitive { get; init; }

    /// <summary>What could not be opened; a hole for the number.</summary>
    public required string Unopened { get; init; }

    /// <summary>That the record has more than a copy holds.</summary>
    public required string Truncated { get; init; }

    /// <summary>What a type of entry is called; by FHIR's name.</summary>
    public required Func<string, string> TypeName { get; init; }
}
