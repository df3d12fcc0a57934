using Serment.CustodyProtocol;
using Serment.Records.Laboratory.Bench.Cultures;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Specimens;

namespace Serment.Records.Laboratory.Bench;

/// <summary>How a number is bounded.</summary>
public enum Comparator : byte
{
    /// <summary>It is the number.</summary>
    None = 0,

    /// <summary>Less than it.</summary>
    Less = 1,

    /// <summary>At most it.</summary>
    AtMost = 2,

    /// <summary>At least it.</summary>
    AtLeast = 3,

    /// <summary>More than it.</summary>
    More = 4,
}

/// <summary>How far a determination has come. FHIR's status of the Observation in brackets.</summary>
public enum DeterminationStatus : byte
{
    /// <summary>As it came; nobody has looked (<c>registered</c>).</summary>
    Arrived = 1,

    /// <summary>Technically validated, kept (<c>preliminary</c>).</summary>
    Technical = 2,

    /// <summary>Rejected, with a reason; it stays on record (<c>cancelled</c>).</summary>
    Rejected = 3,

    /// <summary>Biologically validated (<c>final</c>).</summary>
    Final = 4,

    /// <summary>Added to after it was final (<c>amended</c>).</summary>
    Amended = 5,

    /// <summary>Changed after it was final (<c>corrected</c>).</summary>
    Corrected = 6,

    /// <summary>Not of this person, or never meant (<c>entered-in-error</c>).</summary>
    EnteredInError = 7,

    /// <summary>Biologically validated while the culture goes on: a later version takes its place (<c>preliminary</c>).</summary>
    Provisional = 8,
}

/// <summary>An answer of a list: the catalogue's code, and the words it was given in.</summary>
public sealed record CodedValue(string Code, string Text);

/// <summary>The value in another unit.</summary>
public sealed record ValueInUnit(decimal Number, string Unit);

/// <summary>Who validated, or by which rule; one of both is there.</summary>
/// <param name="At">When.</param>
/// <param name="By">Of staff; null where a rule did.</param>
/// <param name="Name">The name, so that whoever reads the result reads it too; of a rule, who proposed and approved it.</param>
/// <param name="Rule">The rule's code and version.</param>
public sealed record Validated(DateTimeOffset At, ActorId? By = null, string? Name = null, string? Rule = null);

/// <summary>What somebody, a rule or the instrument says beside the value.</summary>
/// <param name="Text">Words.</param>
/// <param name="Code">Of the comment library; null for free words.</param>
/// <param name="By">Of staff; null from an instrument or a rule.</param>
/// <param name="At">When; null where it is not known.</param>
/// <param name="IsInternal">For the laboratory only: no report shows it.</param>
public sealed record Remark(
    string Text, string? Code = null, ActorId? By = null, DateTimeOffset? At = null, bool IsInternal = false);

/// <summary>How it compares with the last result of the same analysis.</summary>
/// <param name="Previous">The last number, in the same unit.</param>
/// <param name="At">When its specimen was taken.</param>
/// <param name="IsExceeded">Whether the delta limit is exceeded.</param>
public sealed record DeltaNote(decimal Previous, DateTimeOffset At, bool IsExceeded);

/// <summary>
/// A part of a determination: growth, an organism, an antibiotic, a reaction of a blood group. One of the values is
/// there.
/// </summary>
/// <param name="Group">What belongs together: <c>o1</c> for the first organism and its antibiogram; empty for none.</param>
/// <param name="System">Code system of what was looked for: LOINC, SNOMED CT or the laboratory's own.</param>
/// <param name="Code">What was looked for.</param>
/// <param name="Label">In French.</param>
public sealed record DeterminationPart(string Group, string System, string Code, string Label)
{
    /// <summary>The laboratory's own codes of parts.</summary>
    public const string Own = "urn:serment:laboratory:part";

    /// <summary>A number.</summary>
    public decimal? Number { get; init; }

    /// <summary>How it is bounded.</summary>
    public Comparator Comparator { get; init; }

    /// <summary>Its unit, UCUM.</summary>
    public string? Unit { get; init; }

    /// <summary>An answer of a list.</summary>
    public CodedValue? Answer { get; init; }

    /// <summary>Code system of the answer; null for the laboratory's own.</summary>
    public string? AnswerSystem { get; init; }

    /// <summary>Words.</summary>
    public string? Text { get; init; }

    /// <summary>S, I or R, or another code of ObservationInterpretation.</summary>
    public string? Interpretation { get; init; }

    /// <summary>What the category of an antibiotic rests on.</summary>
    public CategoryBasis Basis { get; init; }

    /// <summary>The edition of the breakpoint table that it was judged by.</summary>
    public string? Table { get; init; }

    /// <summary>The breakpoints in words.</summary>
    public string? Limits { get; init; }

    /// <summary>Whether the figure lies in the area of technical uncertainty.</summary>
    public bool IsUncertain { get; init; }

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(DeterminationPart);
}

/// <summary>
/// One determination of one analysis: what came out, and everything it was made and judged with. It is sealed as one
/// FHIR Observation (<see cref="ObservationResource"/>), a new version with each step; a rerun is another one.
/// </summary>
public sealed record Determination
{
    /// <summary>It was tried and failed: <see cref="AbsentCode"/>.</summary>
    public const string FailedCode = "error";

    /// <summary>Whose.</summary>
    public required PatientId Patient { get; init; }

    /// <summary>Of which order.</summary>
    public required EntryId Request { get; init; }

    /// <summary>Of which task.</summary>
    public required EntryId Task { get; init; }

    /// <summary>From which tube.</summary>
    public required EntryId Specimen { get; init; }

    /// <summary>The number on its label.</summary>
    public required string TubeNumber { get; init; }

    /// <summary>Number of the run within its task, from 1.</summary>
    public int Run { get; init; } = 1;

    /// <summary>Code in the catalogue: <see cref="Catalogue.Analysis.Code"/>.</summary>
    public required string Analysis { get; init; }

    /// <summary>LOINC.</summary>
    public required string Loinc { get; init; }

    /// <summary>French label.</summary>
    public required string Label { get; init; }

    /// <summary>The catalogue's version that it was made with.</summary>
    public required int CatalogueVersion { get; init; }

    /// <summary>A number; null for other kinds.</summary>
    public decimal? Number { get; init; }

    /// <summary>How it is bounded.</summary>
    public Comparator Comparator { get; init; }

    /// <summary>Its unit, UCUM.</summary>
    public string? Unit { get; init; }

    /// <summary>In the second customary unit.</summary>
    public ValueInUnit? Second { get; init; }

    /// <summary>An answer of a list.</summary>
    public CodedValue? Coded { get; init; }

    /// <summary>Words.</summary>
    public string? Text { get; init; }

    /// <summary>Parts: of a culture, a blood group.</summary>
    public IReadOnlyList<DeterminationPart> Parts { get; init; } = [];

    /// <summary>Whether it is provisional: the culture goes on, and another reading will follow.</summary>
    public bool IsProvisional { get; init; }

    /// <summary>Why there is no value, in words: "hémolyse", "coagulum"; null where there is one.</summary>
    public string? AbsentReason { get; init; }

    /// <summary>The same as a code of HL7's data-absent-reason.</summary>
    public string AbsentCode { get; init; } = FailedCode;

    /// <summary>How it was determined, as reports name it.</summary>
    public string? Method { get; init; }

    /// <summary>The instrument; 0 by hand.</summary>
    public int InstrumentId { get; init; }

    /// <summary>Its name.</summary>
    public string? InstrumentName { get; init; }

    /// <summary>Lot of its reagent.</summary>
    public string? ReagentLot { get; init; }

    /// <summary>Lot of its calibrator.</summary>
    public string? CalibratorLot { get; init; }

    /// <summary>How many times it was diluted; 1 not at all. The number is that of the undiluted specimen.</summary>
    public decimal Dilution { get; init; } = 1;

    /// <summary>The range it was judged by, in the first unit.</summary>
    public ReferenceRange? Range { get; init; }

    /// <summary>Where it lies.</summary>
    public ResultFlag Flag { get; init; }

    /// <summary>Outside what can be.</summary>
    public bool IsImplausible { get; init; }

    /// <summary>Sex or age is not known, and the ranges that might fit do not say the same.</summary>
    public bool IsUncertain { get; init; }

    /// <summary>Against the last result; null where there is none or nobody compared.</summary>
    public DeltaNote? Delta { get; init; }

    /// <summary>The instrument's own flags, as it sent them.</summary>
    public IReadOnlyList<string> InstrumentFlags { get; init; } = [];

    /// <summary>Remarks.</summary>
    public IReadOnlyList<Remark> Remarks { get; init; } = [];

    /// <summary>When the tube was taken; null where it is not known.</summary>
    public DateTimeOffset? CollectedAt { get; init; }

    /// <summary>Who took it; null where it is not known.</summary>
    public ActorId? CollectedBy { get; init; }

    /// <summary>When it was determined or typed.</summary>
    public required DateTimeOffset ResultedAt { get; init; }

    /// <summary>Who typed it; null from an instrument.</summary>
    public ActorId? RecordedBy { get; init; }

    /// <summary>Whether nobody measured or typed it: of an analysis with a formula, it was computed.</summary>
    public bool IsUnmeasured => InstrumentId == 0 && RecordedBy is null;

    /// <summary>How far it has come.</summary>
    public DeterminationStatus Status { get; init; } = DeterminationStatus.Arrived;

    /// <summary>Technical validation.</summary>
    public Validated? Technical { get; init; }

    /// <summary>Biological validation.</summary>
    public Validated? Biological { get; init; }

    /// <summary>Who or which rule rejected it.</summary>
    public Validated? Rejected { get; init; }

    /// <summary>Why it was rejected, or what a correction mends.</summary>
    public string? Reason { get; init; }

    /// <summary>
    /// Whether somebody must look: critical; outside, implausible, far from the last one, flagged by the instrument.
    /// </summary>
    public Attention Attention =>
        Flag.IsCritical() ? Attention.Critical
        : Flag.IsOutside() || IsImplausible || IsUncertain || Delta is { IsExceeded: true }
            || InstrumentFlags.Count > 0 || AbsentReason is not null
            ? Attention.Look
        : Attention.None;

    /// <summary>What every determination begins with, whoever makes it: whose, of what, from which tube.</summary>
    /// <param name="task">Its task.</param>
    /// <param name="tube">Its tube.</param>
    /// <param name="analysis">Its analysis, in the version of the catalogue that it is made with.</param>
    /// <param name="catalogueVersion">That version.</param>
    /// <param name="resultedAt">When it was determined or typed.</param>
    public static Determination Begin(
        TaskRow task, SpecimenRow tube, Analysis analysis, int catalogueVersion, DateTimeOffset resultedAt) => new()
    {
        Patient = task.Patient,
        Request = task.Request,
        Task = task.Task,
        Specimen = task.Specimen,
        TubeNumber = tube.Number,
        Analysis = analysis.Code,
        Loinc = analysis.Loinc,
        Label = analysis.Fr,
        CatalogueVersion = catalogueVersion,
        Method = analysis.Method,
        CollectedAt = tube.CollectedAt,
        CollectedBy = tube.CollectedBy,
        ResultedAt = resultedAt,
    };

    /// <summary>
    /// The determination with all that its analysis says of its value: range, flag, plausibility, whether it is
    /// uncertain, delta and the second unit. What was said of another value does not stay.
    /// </summary>
    /// <param name="analysis">Its analysis, in the version of the catalogue that it is made with.</param>
    /// <param name="person">Sex and age.</param>
    /// <param name="isPregnant">Whether the order says so; false where nobody knows.</param>
    /// <param name="previous">The last result; null for none, or where nobody compares.</param>
    public Determination Judge(
        Analysis analysis, BenchPerson person, bool isPregnant = false, PreviousValue? previous = null)
    {
        Judgement? judged =
            Number is { } number
                ? JudgeValue.Of(analysis, number, person, isPregnant, Method, previous, Comparator)
            : Coded is { } coded ? JudgeValue.OfAnswer(analysis, coded.Code)
            : null;
        return this with
        {
            Range = judged?.Range,
            Flag = judged?.Flag ?? ResultFlag.None,
            IsImplausible = judged?.IsImplausible == true,
            IsUncertain = judged?.IsUncertain == true,
            Delta = judged?.Delta,
            Second = Number is { } first && analysis.Second is { } second
                ? second.Of(first)
                : null,
        };
    }

    /// <summary>As <see cref="Judge"/>, of another value: pregnancy and the last result stay what they were.</summary>
    /// <param name="analysis">Its analysis, in the version of the catalogue that it is made with.</param>
    /// <param name="person">Sex and age.</param>
    public Determination JudgeAgain(Analysis analysis, BenchPerson person) => Judge(
        analysis, person, Range?.IsPregnant == true,
        Delta is { } delta ? new(delta.Previous, delta.At, (CollectedAt ?? ResultedAt) - delta.At) : null);

    /// <summary>Keeps personal data out of logs.</summary>
    public override string ToString() => nameof(Determination);
}
