using Serment.CustodyProtocol;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Catalogue;
using Serment.Web.Parts;

namespace Serment.Web.Laboratory.Catalogue;

/// <summary>The lists of a catalogue.</summary>
public enum CatalogueTab : byte
{
    /// <summary>Analyses.</summary>
    Analyses = 0,

    /// <summary>Panels.</summary>
    Panels = 1,

    /// <summary>Containers.</summary>
    Containers = 2,

    /// <summary>The versions that the site made.</summary>
    Versions = 3,
}

/// <summary>The catalogue's lists.</summary>
/// <param name="Tab">Which.</param>
/// <param name="Search">What was searched; empty for all.</param>
/// <param name="Section">Only of this section; null for all.</param>
/// <param name="Catalogue">The catalogue in effect.</param>
/// <param name="Analyses">The analyses found.</param>
/// <param name="Versions">The site's versions, the newest first.</param>
/// <param name="Names">Names of staff.</param>
public sealed record CatalogueModel(
    CatalogueTab Tab, string Search, Section? Section, LaboratoryCatalogue Catalogue, IReadOnlyList<Analysis> Analyses,
    IReadOnlyList<CatalogueVersion> Versions, IReadOnlyDictionary<ActorId, string> Names);

/// <summary>One analysis, with its history.</summary>
/// <param name="Analysis">As of the catalogue shown.</param>
/// <param name="Catalogue">The catalogue shown.</param>
/// <param name="IsCurrent">Whether it is the one in effect.</param>
/// <param name="Versions">The site's versions that set it, the newest first.</param>
/// <param name="Changes">What each changed.</param>
/// <param name="Names">Names of staff.</param>
public sealed record AnalysisModel(
    Analysis Analysis, LaboratoryCatalogue Catalogue, bool IsCurrent, IReadOnlyList<CatalogueVersion> Versions,
    IReadOnlyDictionary<int, IReadOnlyList<ChangedMember>> Changes, IReadOnlyDictionary<ActorId, string> Names);

/// <summary>A form of an item.</summary>
/// <param name="Code">Its code; null for a new one.</param>
/// <param name="Form">The form.</param>
/// <param name="Catalogue">What containers and analyses there are.</param>
public sealed record CatalogueFormModel(string? Code, FormState Form, LaboratoryCatalogue Catalogue);
