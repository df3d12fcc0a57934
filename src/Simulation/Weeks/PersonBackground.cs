using System.Globalization;
using Serment.Simulation.Draws;

namespace Serment.Simulation.Weeks;

/// <summary>A problem or a piece of history of somebody.</summary>
/// <param name="Code">CIM-10, where there is a code.</param>
/// <param name="Title">In words.</param>
/// <param name="Since">A year.</param>
/// <param name="IsLongTerm">Whether it is one of the listed long-term conditions (ALD 30).</param>
/// <param name="Relative">Of family history: who.</param>
public sealed record BackgroundItem(string? Code, string Title, int Since, bool IsLongTerm = false, string? Relative = null);

/// <summary>A dose of a vaccine.</summary>
/// <param name="Atc">ATC code (WHO Collaborating Centre).</param>
/// <param name="On">The day.</param>
/// <param name="Lot">The lot.</param>
public sealed record BackgroundVaccine(string Atc, DateOnly On, string Lot);

/// <summary>What somebody brings along: problems, history, allergies, vaccines, and who pays.</summary>
public sealed record PersonBackground
{
    private const int ElderlyFromAge = 65;
    private const int MiddleFromAge = 45;
    private const int ToddlerFromAge = 2;
    private const int AdolescentFromAge = 12;
    private const int BoosterYears = 20;
    private const double LongTermShare = 0.6;

    private static readonly (string Code, string Title, int FromAge, bool IsLongTerm)[] Chronic =
    [
        ("I10", "Hypertension essentielle (primitive)", 45, false),
        ("E119", "Diabète sucré de type 2, sans complication", 50, true),
        ("E785", "Hyperlipidémie, sans précision", 45, false),
        ("E039", "Hypothyroïdie, sans précision", 35, false),
        ("I251", "Cardiopathie artérioscléreuse", 60, true),
        ("J459", "Asthme, sans précision", 18, false),
        ("M545", "Lombalgie basse", 30, false),
        ("K219", "Reflux gastro-œsophagien sans œsophagite", 35, false),
        ("G439", "Migraine, sans précision", 18, false),
        ("C509", "Tumeur maligne du sein, sans précision", 50, true),
        ("M809", "Ostéoporose avec fracture pathologique, sans précision", 65, false),
    ];

    private static readonly (string Title, int AtAge)[] Operations =
    [
        ("Appendicectomie", 14), ("Amygdalectomie", 6), ("Hernie inguinale opérée", 40), ("Cataracte opérée, œil droit", 70),
        ("Ménisque interne droit, arthroscopie", 35), ("Cholécystectomie", 48),
    ];

    private static readonly (string Relative, string Title)[] Family =
    [
        ("père", "Infarctus du myocarde à 58 ans"), ("mère", "Diabète de type 2"), ("mère", "Cancer du sein à 61 ans"),
        ("frère", "Maladie cœliaque"), ("père", "Cancer du côlon à 66 ans"),
    ];

    private static readonly (string Substance, string Reaction, bool IsMedication, bool IsIntolerance)[] Substances =
    [
        ("amoxicilline", "éruption maculopapuleuse", true, false), ("ibuprofène", "douleur gastrique", true, true),
        ("pollens de graminées", "rhinite", false, false), ("arachide", "œdème des lèvres", false, false),
        ("codéine", "vomissements", true, true), ("venin de guêpe", "urticaire étendue", false, false),
    ];

    /// <summary>Problems that are followed.</summary>
    public IReadOnlyList<BackgroundItem> Problems { get; private init; } = [];

    /// <summary>Operations.</summary>
    public IReadOnlyList<BackgroundItem> Operated { get; private init; } = [];

    /// <summary>What relatives had.</summary>
    public IReadOnlyList<BackgroundItem> Relatives { get; private init; } = [];

    /// <summary>A substance and what it did; null where none is known.</summary>
    public (string Substance, string Reaction, bool IsMedication, bool IsIntolerance)? Allergy { get; private init; }

    /// <summary>Vaccines.</summary>
    public IReadOnlyList<BackgroundVaccine> Vaccines { get; private init; } = [];

    /// <summary>The year from which a long-term condition is recognised; null without.</summary>
    public int? LongTermSince { get; private init; }

    /// <summary>Whether there is a complementary insurer.</summary>
    public bool IsComplementary { get; private init; }

    /// <summary>Whether the rights ended last month and nobody has renewed them.</summary>
    public bool IsLapsed { get; private init; }

    /// <summary>Draws it. The same seed, person and day give the same.</summary>
    public static PersonBackground Draw(string seed, int person, int age, DateOnly today)
    {
        SeededSource source = new(string.Create(CultureInfo.InvariantCulture, $"background {seed} {person}"));
        List<BackgroundItem> problems = [];
        int most = age >= ElderlyFromAge ? 3 : age >= MiddleFromAge ? 2 : 1;
        int wanted = source.Below(most + 1);
        for (int i = 0; i < wanted; i++)
        {
            (string code, string title, int from, bool isLongTerm) = source.Pick<(string, string, int, bool)>(Chronic);
            if (age >= from && !problems.Exists(one => string.Equals(one.Code, code, StringComparison.Ordinal)))
            {
                problems.Add(new(code, title, today.Year - source.Below(Math.Max(1, age - from + 1)), isLongTerm));
            }
        }

        (string operation, int atAge) = source.Pick<(string, int)>(Operations);
        bool isOperated = source.Chance(0.4) && age > atAge;
        (string relative, string illness) = source.Pick<(string, string)>(Family);
        BackgroundItem? longTerm = problems.Find(one => one.IsLongTerm);
        return new()
        {
            Problems = problems,
            Operated = isOperated ? [new(null, operation, today.Year - age + atAge)] : [],
            Relatives = source.Chance(0.3) ? [new(null, illness, 0, false, relative)] : [],
            Allergy = source.Chance(0.22) ? source.Pick<(string, string, bool, bool)>(Substances) : null,
            Vaccines = VaccinesOf(source, age, today),
            LongTermSince = longTerm is not null && source.Chance(LongTermShare)
                ? Math.Max(longTerm.Since, today.Year - 4)
                : null,
            IsComplementary = source.Chance(0.85),
            IsLapsed = source.Chance(0.06),
        };
    }

    private static List<BackgroundVaccine> VaccinesOf(SeededSource source, int age, DateOnly today)
    {
        List<BackgroundVaccine> given = [];
        if (age >= ToddlerFromAge && source.Chance(0.7))
        {
            given.Add(new("J07CA01", today.AddDays(-source.Between(60, 365 * Math.Min(age - 1, BoosterYears))), Lot()));
        }

        if (age >= ElderlyFromAge && source.Chance(0.7))
        {
            int autumn = today.Month >= 11 ? today.Year : today.Year - 1;
            given.Add(new("J07BB02", new(autumn, 10, source.Between(13, 31)), Lot()));
        }

        if (age >= AdolescentFromAge && source.Chance(0.5))
        {
            given.Add(new("J07BN01", today.AddDays(-source.Between(200, 1200)), Lot()));
        }

        return given;

        string Lot()
        {
            const int Letters = 26;
            char first = (char)('A' + source.Below(Letters));
            return string.Create(CultureInfo.InvariantCulture, $"{first}{source.Between(1000, 9999)}");
        }
    }
}
