using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;
using Serment.Records.Charts;
using Serment.Records.Documents;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Specimens;
using Serment.Web.Parts;
using Serment.Web.Security;

namespace Serment.Web.Laboratory.Orders;

/// <summary>What every handler of these pages has at hand.</summary>
internal sealed record OrderParts(
    Visitor Me, OpenSection Open, CustodianClient Custodian, PlaceOrder Place, ChangeOrder Change,
    Laboratories Laboratories, Catalogues Catalogues, RecordDoor Door, DatabaseLocation Main)
{
    /// <summary>The visitor's site.</summary>
    public async Task<short> SiteAsync(CancellationToken stop) =>
        await Door.SiteOfCodeAsync(Me.Session.SiteCode, stop)
            ?? throw new InvalidOperationException("the session's site is not known");

    /// <summary>An order as a row; null where there is none.</summary>
    public async Task<RequestRow?> OrderAsync(PatientId patient, EntryId request, CancellationToken stop)
    {
        await using System.Data.Common.DbConnection connection = await Main.OpenAsync(stop);
        return await RequestRows.FindAsync(connection, null, patient, request, stop);
    }
}

/// <summary>The form of an order.</summary>
public sealed record OrderModel(
    ChartHead Head, FormState Form, LaboratoryCatalogue Catalogue, TubePlan Plan,
    IReadOnlyList<LaboratoryDetails> Laboratories, IReadOnlyList<UnitDescription> Wards,
    IReadOnlyList<StaffDescription> Physicians, IReadOnlyList<Suggested> Hits);

/// <summary>An analysis or a panel that may be meant.</summary>
public sealed record Suggested(string Code, string Label, bool IsPanel, bool IsSensitive)
{
    /// <summary>Whether what was typed is its code, its whole label or a word for it.</summary>
    public bool IsMeant { get; init; }

    /// <summary>Whether only a word further on begins so: never taken without being chosen.</summary>
    public bool IsLoose { get; init; }
}

/// <summary>One order of a chart.</summary>
/// <param name="Row">As worklists know it.</param>
/// <param name="Tubes">Its tubes.</param>
/// <param name="Tasks">Its analyses.</param>
/// <param name="Details">As it is sealed; null for who does not read it.</param>
public sealed record OrderLine(
    RequestRow Row, IReadOnlyList<SpecimenRow> Tubes, IReadOnlyList<TaskRow> Tasks, OrderDetails? Details);

/// <summary>The orders of a chart, or one of them.</summary>
public sealed record OrdersModel(
    ChartHead Head, IReadOnlyList<OrderLine> Orders, LaboratoryCatalogue Catalogue,
    IReadOnlyDictionary<ActorId, string> Names, FormState Form)
{
    /// <summary>Orders on the page.</summary>
    public const int MaxShown = 60;

    /// <summary>What sensitive rows stand for, where their sealed part is open.</summary>
    public IReadOnlyDictionary<EntryId, OrderedAnalysis> Known { get; init; } =
        new Dictionary<EntryId, OrderedAnalysis>();

    /// <summary>What is ticked to be cancelled.</summary>
    public IReadOnlyList<string> Ticked { get; init; } = [];

    /// <summary>Files that belong to the order: its prescription, other laboratories' reports.</summary>
    public IReadOnlyList<DocumentDetails> Documents { get; init; } = [];
}

/// <summary>An order found at the bench; null where none was.</summary>
public sealed record RequestModel(OrderLine? Order, LaboratoryCatalogue Catalogue, FormState Form);

/// <summary>The laboratories of the site, for who administers it.</summary>
public sealed record LaboratoriesModel(
    IReadOnlyList<UnitDescription> Units, IReadOnlyList<LaboratoryDetails> Laboratories, int? Unit, FormState Form);
