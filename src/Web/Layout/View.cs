using Microsoft.AspNetCore.Components;
using Serment.Web.Security;
using Serment.Web.Serving;
using Serment.Web.Texts;

namespace Serment.Web.Layout;

/// <summary>
/// What every component has at hand: the visitor and the texts. Components are public because Razor makes them so;
/// their models are public for the same reason. Nothing outside this project uses them.
/// </summary>
public abstract class View : ComponentBase
{
    /// <summary>Who is calling.</summary>
    [Inject]
    internal Visitor Me { get; set; } = null!;

    [Inject]
    internal Assets Files { get; set; } = null!;

    /// <summary>The texts in the visitor's language.</summary>
    internal PageTexts T => Me.Texts;
}

/// <summary>A page with a model.</summary>
public abstract class View<TModel> : View
{
    /// <summary>What to show.</summary>
    [Parameter]
    [EditorRequired]
    public TModel Model { get; set; } = default!;
}
