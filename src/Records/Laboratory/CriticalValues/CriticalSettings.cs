using System.Data.Common;
using System.Globalization;
using Serment.Database;

namespace Serment.Records.Laboratory.CriticalValues;

/// <summary>Somebody who is called when nobody else answers.</summary>
public sealed record EscalationPerson(string Name, string Phone);

/// <summary>By when a critical value must be told, and who follows when nobody answers.</summary>
public sealed record CriticalSettings
{
    /// <summary>The longest of the times, in minutes.</summary>
    public const int MaxMinutes = 24 * 60;

    /// <summary>Analyses with a time of their own.</summary>
    public const int MaxAnalyses = 100;

    /// <summary>People of the list.</summary>
    public const int MaxPeople = 10;

    /// <summary>Longest name or phone number.</summary>
    public const int MaxChars = 80;

    /// <summary>No analysis has a time of its own.</summary>
    public static IReadOnlyDictionary<string, int> None { get; } = new Dictionary<string, int>(StringComparer.Ordinal);

    /// <summary>Minutes for a routine order.</summary>
    public int RoutineMinutes { get; init; } = 60;

    /// <summary>Minutes for an urgent one.</summary>
    public int UrgentMinutes { get; init; } = 20;

    /// <summary>Minutes without an answer, from one person of the list to the next.</summary>
    public int StepMinutes { get; init; } = 15;

    /// <summary>Analyses with a time of their own, by code.</summary>
    public IReadOnlyDictionary<string, int> ByAnalysis { get; init; } = None;

    /// <summary>Who follows, first first.</summary>
    public IReadOnlyList<EscalationPerson> Chain { get; init; } = [];

    /// <summary>Of the row; 0 where nobody has set anything.</summary>
    public int Version { get; init; }

    /// <summary>The form of <see cref="ParseAnalyses"/>.</summary>
    public string AnalysesText =>
        string.Join('\n', ByAnalysis.Select(one => string.Create(
            CultureInfo.InvariantCulture, $"{one.Key} {one.Value}")));

    /// <summary>The form of <see cref="ParseChain"/>.</summary>
    public string ChainText => string.Join('\n', Chain.Select(one => $"{one.Name}; {one.Phone}"));

    /// <summary>By when it must be told.</summary>
    public DateTimeOffset DueAt(DateTimeOffset raised, OrderPriority priority, string? analysis) =>
        raised.AddMinutes(
            analysis is not null && ByAnalysis.TryGetValue(analysis, out int own) ? own
            : priority == OrderPriority.Urgent ? UrgentMinutes
            : RoutineMinutes);

    /// <summary>
    /// How far it has gone: 0 the prescriber is called; n the n-th of the list; beyond the list everybody is alarmed. Time
    /// alone moves it on, so that a call which nobody makes is not forgotten.
    /// </summary>
    public int LevelAt(DateTimeOffset due, DateTimeOffset now) =>
        now < due ? 0 : Math.Min(Chain.Count + 1, 1 + (int)((now - due).TotalMinutes / StepMinutes));

    /// <summary>Lines "CODE minutes"; null where one cannot be read.</summary>
    public static IReadOnlyDictionary<string, int>? ParseAnalyses(string lines)
    {
        Dictionary<string, int> times = new(StringComparer.Ordinal);
        foreach (string line in Lines(lines))
        {
            string[] parts = line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
            if (parts.Length != 2 || !IsMinutes(parts[1], out int minutes) || times.Count >= MaxAnalyses
                || !times.TryAdd(parts[0].ToUpperInvariant(), minutes))
            {
                return null;
            }
        }

        return times;
    }

    /// <summary>Lines "name; phone"; null where one cannot be read.</summary>
    public static IReadOnlyList<EscalationPerson>? ParseChain(string lines)
    {
        List<EscalationPerson> people = [];
        foreach (string line in Lines(lines))
        {
            string[] parts = line.Split(';', StringSplitOptions.TrimEntries);
            if (parts.Length != 2 || parts.Any(part => part.Length is 0 or > MaxChars) || people.Count >= MaxPeople)
            {
                return null;
            }

            people.Add(new(parts[0], parts[1]));
        }

        return people;
    }

    /// <summary>Whole minutes, from 1.</summary>
    public static bool IsMinutes(string text, out int minutes) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out minutes)
        && minutes is > 0 and <= MaxMinutes;

    private static string[] Lines(string lines) =>
        lines.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
}

/// <summary>The settings as rows. Configuration: no patient.</summary>
public sealed class CriticalSettingRows(DatabaseLocation main)
{
    private const string Sql =
        """
        SELECT routine_minutes, urgent_minutes, step_minutes, by_analysis, chain, version FROM critical_setting
        WHERE site = @site AND laboratory_id = @laboratory
        """;

    private const string Insert =
        """
        INSERT INTO critical_setting
            (site, laboratory_id, routine_minutes, urgent_minutes, step_minutes, by_analysis, chain, version)
        VALUES (@site, @laboratory, @routine, @urgent, @step, @analyses, @chain, 1)
        ON CONFLICT (site, laboratory_id) DO NOTHING
        """;

    private const string Update =
        """
        UPDATE critical_setting SET routine_minutes = @routine, urgent_minutes = @urgent, step_minutes = @step,
            by_analysis = @analyses, chain = @chain, version = version + 1
        WHERE site = @site AND laboratory_id = @laboratory AND version = @version
        """;

    /// <summary>A laboratory's; the defaults where it set nothing.</summary>
    public async Task<CriticalSettings> OfAsync(short site, int laboratory, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = Sql;
        command.Add("@site", site);
        command.Add("@laboratory", laboratory);
        await using DbDataReader reader = await command.ExecuteReaderAsync(stop);
        return await reader.ReadAsync(stop)
            ? new()
            {
                RoutineMinutes = reader.GetInt32(0),
                UrgentMinutes = reader.GetInt32(1),
                StepMinutes = reader.GetInt32(2),
                ByAnalysis = CriticalSettings.ParseAnalyses(reader.GetString(3)) ?? CriticalSettings.None,
                Chain = CriticalSettings.ParseChain(reader.GetString(4)) ?? [],
                Version = reader.GetInt32(5),
            }
            : new();
    }

    /// <summary>Stores them; false where somebody was first.</summary>
    public async Task<bool> SaveAsync(short site, int laboratory, CriticalSettings settings, CancellationToken stop)
    {
        await using DbConnection connection = await main.OpenAsync(stop);
        await using DbCommand command = connection.CreateCommand();
        command.CommandText = settings.Version == 0 ? Insert : Update;
        command.Add("@site", site);
        command.Add("@laboratory", laboratory);
        command.Add("@routine", settings.RoutineMinutes);
        command.Add("@urgent", settings.UrgentMinutes);
        command.Add("@step", settings.StepMinutes);
        command.Add("@analyses", settings.AnalysesText);
        command.Add("@chain", settings.ChainText);
        command.Add("@version", settings.Version);
        return await command.ExecuteNonQueryAsync(stop) == 1;
    }
}
