using Serment.CustodyProtocol;
using Serment.Web.Security;

namespace Serment.Web.Charts;

/// <summary>One page of a chart in its row of tabs.</summary>
/// <param name="Path">What follows <c>/patients/{id}</c>; empty for the chart itself.</param>
/// <param name="TextKey">The name's text.</param>
/// <param name="Needs">A compartment that the role must read; null for everybody who opens records.</param>
internal sealed record ChartTab(string Path, string TextKey, Compartment? Needs)
{
    /// <summary>All of them, in their order.</summary>
    public static IReadOnlyList<ChartTab> All { get; } =
    [
        new("", "chart.tab.chart", null),
        new("/vitals", "chart.tab.vitals", Compartment.Clinical),
        new("/background", "chart.tab.background", Compartment.Clinical),
        new("/results", "chart.tab.results", Compartment.Clinical),
        new("/orders", "orders.tab", null) { Admits = Audience.SeesOrders },
        new("/timeline", "chart.tab.timeline", Compartment.Clinical) { HiddenFrom = Role.Pharmacist },
        new("/notes", "chart.tab.notes", Compartment.Clinical) { HiddenFrom = Role.Pharmacist },
        new("/care-plan", "chart.tab.carePlan", Compartment.Clinical) { HiddenFrom = Role.Pharmacist },
        new("/medications", "medications.tab", Compartment.Clinical),
        new("/documents", "documents.tab", null) { HiddenFrom = Role.Pharmacist },
        new("/coverage", "cover.tab", Compartment.Coverage),
        new("/identity", "chart.tab.identity", Compartment.Identity),
        new("/care", "chart.tab.care", null),
        new("/stays", "chart.tab.stays", Compartment.Identity),
    ];

    /// <summary>A role that reads the compartment and not this page's part of it.</summary>
    public Role? HiddenFrom { get; init; }

    /// <summary>Whom the page admits, where a compartment does not say it; null where it does.</summary>
    public Audience? Admits { get; init; }

    /// <summary>Whether the visitor is offered the page.</summary>
    public bool IsFor(Visitor me) =>
        (Needs is not { } compartment || me.Reads(compartment)) && (HiddenFrom is not { } role || !me.Is(role))
        && (Admits is not { } audience || me.Meets(audience));
}
