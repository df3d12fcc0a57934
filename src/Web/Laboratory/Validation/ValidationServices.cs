using Serment.CustodyProtocol;
using Serment.RecordAccess;
using Serment.Records.Laboratory.CriticalValues;
using Serment.Records.Laboratory.Validation;
using Serment.Web.Security;

namespace Serment.Web.Laboratory.Validation;

/// <summary>What the pages of validation, critical values and rules need.</summary>
internal static class ValidationServices
{
    /// <summary>Adds them.</summary>
    public static void Add(IServiceCollection services)
    {
        services.AddSingleton<ValidationQueue>();
        services.AddSingleton<OpenForValidation>();
        services.AddSingleton<ValidateBiologically>();
        services.AddSingleton<ReturnToBench>();
        services.AddSingleton<CorrectResult>();
        services.AddSingleton<CommentLibrary>();
        services.AddSingleton<ReleaseRuleRows>();
        services.AddSingleton<CountRule>();
        services.AddSingleton<CriticalSettingRows>();
        services.AddSingleton<CriticalList>();
        services.AddSingleton<OpenCriticalValue>();
        services.AddSingleton<RecordCriticalCall>();
        services.AddScoped<ValidationDesk>();
        services.AddScoped<CriticalValues.CriticalDesk>();
        services.AddScoped<RuleDesk>();
    }

    /// <summary>The person's laboratory of that number, or her first that is one; null where she works in none.</summary>
    public static async Task<(short Site, UnitDescription Unit)?> LaboratoryAsync(
        int? asked, Visitor me, RecordDoor door, Records.Laboratory.Orders.Laboratories laboratories,
        CancellationToken stop)
    {
        if (await door.SiteOfCodeAsync(me.Session.SiteCode, stop) is not { } site)
        {
            return null;
        }

        HashSet<int> known = [.. (await laboratories.ListAsync(site, stop)).Select(one => one.LaboratoryId)];
        return me.Session.Units.FirstOrDefault(unit => asked is { } id ? unit.UnitId == id : known.Contains(unit.UnitId))
            is { } found
                ? (site, found)
                : null;
    }
}
