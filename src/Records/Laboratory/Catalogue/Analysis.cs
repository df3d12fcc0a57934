using Serment.Records.Laboratory.Bench;

namespace Serment.Records.Laboratory.Catalogue;

/// <summary>What kind of answer an analysis gives.</summary>
public enum AnswerKind : byte
{
    /// <summary>A number with a unit.</summary>
    Quantity = 1,

    /// <summary>One of a list: negative, positive, 1+ …</summary>
    Coded = 2,

    /// <summary>Words.</summary>
    Text = 3,

    /// <summary>Made of other answers by a formula.</summary>
    Computed = 4,

    /// <summary>A culture: growth, organisms, antibiograms.</summary>
    Culture = 5,

    /// <summary>ABO and RhD, or a phenotype: two determinations on two independent specimens.</summary>
    BloodGroup = 6,
}

/// <summary>One reference range: for whom, by which method, from what to what. An absent limit is open.</summary>
/// <param name="Sex">For whom; null for all.</param>
/// <param name="FromDays">Age from, in days.</param>
/// <param name="UntilDays">Age until, in days, exclusively; null for no end.</param>
/// <param name="IsPregnant">Only in pregnancy.</param>
/// <param name="Method">Only by this method; null for any.</param>
/// <param name="Low">Lower limit, in the analysis' first unit, itself within.</param>
/// <param name="High">Upper limit, itself within.</param>
/// <param name="TextFr">Instead of limits, or beside them: what is expected, in French.</param>
/// <param name="TextEn">The same in English.</param>
public sealed record ReferenceRange(
    LaboratorySex? Sex = null, int FromDays = 0, int? UntilDays = null, bool IsPregnant = false, string? Method = null,
    decimal? Low = null, decimal? High = null, string? TextFr = null, string? TextEn = null);

/// <summary>How far from the last result somebody must look.</summary>
/// <param name="Percent">Change in per cent of the last one; null for none.</param>
/// <param name="Absolute">Change in the first unit; null for none. Where both are given, both must be exceeded.</param>
/// <param name="WithinDays">Older results are not compared.</param>
public sealed record DeltaLimit(decimal? Percent, decimal? Absolute, int WithinDays);

/// <summary>A lower and an upper limit; either may be open.</summary>
public sealed record Limits(decimal? Low, decimal? High)
{
    /// <summary>Whether a value lies outside.</summary>
    public bool Excludes(decimal value) => value < Low || value > High;
}

/// <summary>The second unit in which an answer is also given: first × factor.</summary>
public sealed record SecondUnit(string Unit, decimal Factor, byte Decimals)
{
    /// <summary>An answer in this unit, rounded to its decimals.</summary>
    /// <param name="first">The answer in the first unit.</param>
    public ValueInUnit Of(decimal first) =>
        new(Math.Round(first * Factor, Decimals, MidpointRounding.AwayFromZero), Unit);
}

/// <summary>An answer of a list.</summary>
/// <param name="Code">Short code that is typed and stored.</param>
/// <param name="Fr">French.</param>
/// <param name="En">English.</param>
/// <param name="IsAbnormal">Whether it is out of what is expected.</param>
public sealed record CodedAnswer(string Code, string Fr, string En, bool IsAbnormal);

/// <summary>One analysis as the laboratory offers it, in one version of the catalogue.</summary>
public sealed record Analysis
{
    /// <summary>Code system of <see cref="Code"/>, in sealed orders and results alike.</summary>
    public const string CodeSystem = "https://serment.org/fhir/laboratory-analysis";

    /// <summary>The laboratory's own short code: 1 to 12 capitals, digits or hyphens. It never changes its meaning.</summary>
    public required string Code { get; init; }

    /// <summary>LOINC.</summary>
    public required string Loinc { get; init; }

    /// <summary>French label, as reports show it.</summary>
    public required string Fr { get; init; }

    /// <summary>English label.</summary>
    public required string En { get; init; }

    /// <summary>Part of the laboratory.</summary>
    public required Section Section { get; init; }

    /// <summary>Code of the container that it is taken in: <see cref="Container.Code"/>.</summary>
    public required string Container { get; init; }

    /// <summary>Other containers that it can also be made from, the best first.</summary>
    public IReadOnlyList<string> Alternatives { get; init; } = [];

    /// <summary>Volume that it takes, in microlitres; 0 where it takes none (computed).</summary>
    public int Microlitres { get; init; }

    /// <summary>What kind of answer.</summary>
    public required AnswerKind Kind { get; init; }

    /// <summary>UCUM; null where the answer has none.</summary>
    public string? Unit { get; init; }

    /// <summary>Decimals of the first unit.</summary>
    public byte Decimals { get; init; }

    /// <summary>The second customary unit.</summary>
    public SecondUnit? Second { get; init; }

    /// <summary>Usual method, as reports name it (French).</summary>
    public string? Method { get; init; }

    /// <summary>Its range by sex, age, pregnancy and method; the first that fits counts.</summary>
    public IReadOnlyList<ReferenceRange> Ranges { get; init; } = [];

    /// <summary>Outside these somebody must be called.</summary>
    public Limits? Critical { get; init; }

    /// <summary>Outside these it is a mistake rather than a result.</summary>
    public Limits? Plausible { get; init; }

    /// <summary>How far from the last result somebody must look.</summary>
    public DeltaLimit? Delta { get; init; }

    /// <summary>What may be answered, of a coded one.</summary>
    public IReadOnlyList<CodedAnswer> Answers { get; init; } = [];

    /// <summary>
    /// The formula of a computed one, a name of <see cref="Computed.All"/>. A <see cref="AnswerKind.Quantity"/> may have
    /// one too: an instrument's value counts, and the formula stands in where the instrument gives none.
    /// </summary>
    public string? Formula { get; init; }

    /// <summary>
    /// What its formula needs beside other answers, by name: <c>isi</c>, <c>mnpt</c> of the reagent's lot. A new lot is a
    /// new version of the catalogue.
    /// </summary>
    public IReadOnlyDictionary<string, decimal>? Constants { get; init; }

    /// <summary>How long it can be added to a stored tube, in hours after the collection.</summary>
    public int StableHours { get; init; }

    /// <summary>Within how many minutes of the collection the tube must be here; null for no limit below stability.</summary>
    public int? TransportMinutes { get; init; }

    /// <summary>Promised time from reception to report, in minutes, for routine.</summary>
    public int TurnaroundMinutes { get; init; }

    /// <summary>The same for urgent.</summary>
    public int UrgentMinutes { get; init; }

    /// <summary>Code in the NABM, the French tariff; null where none fits.</summary>
    public string? Nabm { get; init; }

    /// <summary>Labelled sensitive: sealed apart, in no list.</summary>
    public bool IsSensitive { get; init; }

    /// <summary>Not offered any more, and still read in old results.</summary>
    public bool IsRetired { get; init; }
}

/// <summary>A tube or other container.</summary>
/// <param name="Code">Short code: SER, EDTA, CIT …</param>
/// <param name="Fr">French label.</param>
/// <param name="En">English label.</param>
/// <param name="Specimen">What is in it, as FHIR's Specimen.type names it: SNOMED CT or HL7 v2 table 0487 code.</param>
/// <param name="Additive">Additive, as labels name it (French); empty for none.</param>
/// <param name="Colour">
/// Cap's colour, a name that pages turn into a class: red, violet, pink, purple, blue, royal-blue, green, khaki, grey, yellow,
/// orange, brown, white.
/// </param>
/// <param name="UsableMicrolitres">What of a full one can be used for analyses.</param>
/// <param name="KeepDays">How long it is kept after the report.</param>
/// <param name="Order">Order of draw, from 1.</param>
public sealed record Container(
    string Code, string Fr, string En, string Specimen, string Additive, string Colour, int UsableMicrolitres,
    int KeepDays, int Order);

/// <summary>Analyses that are ordered together under one name.</summary>
/// <param name="Code">Short code, unlike any analysis' code.</param>
/// <param name="Fr">French label.</param>
/// <param name="En">English label.</param>
/// <param name="Analyses">Codes of its analyses, in the order of the report.</param>
public sealed record Panel(string Code, string Fr, string En, IReadOnlyList<string> Analyses);
