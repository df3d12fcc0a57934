using Serment.CustodyProtocol;
using Serment.Records.Laboratory.QualityControl;
using Serment.Web.Parts;

namespace Serment.Web.Laboratory.QualityControl;

/// <summary>Materials, lots and reagents.</summary>
/// <param name="Setup">What is set up.</param>
/// <param name="InstrumentId">The chosen instrument; 0 none.</param>
/// <param name="Names">Names.</param>
/// <param name="Form">What was typed.</param>
public sealed record ControlSetupModel(ControlSetup Setup, int InstrumentId, ControlNames Names, FormState Form);

/// <summary>How an analysis is controlled on an instrument.</summary>
/// <param name="Series">The last ninety days.</param>
/// <param name="Names">Names.</param>
/// <param name="Form">What was typed.</param>
/// <param name="MayDecide">Whether the visitor sets targets and rules.</param>
public sealed record ControlAnalysisModel(
    ControlSeries Series, ControlNames Names, FormState Form, bool MayDecide);

/// <summary>Changes of lots.</summary>
public sealed record ParallelRunsModel(
    IReadOnlyList<ParallelRun> Runs, IReadOnlyList<ControlInstrument> Instruments, ControlNames Names, FormState Form,
    bool MayDecide);

/// <summary>External quality assessment.</summary>
public sealed record AssessmentsModel(
    IReadOnlyList<Assessment> Entries, IReadOnlyList<ControlInstrument> Instruments, ControlNames Names,
    FormState Form);
