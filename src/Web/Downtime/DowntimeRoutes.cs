using System.Globalization;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Serment.CustodyProtocol;
using Serment.Records.Downtime;
using Serment.Web.Parts;
using Serment.Web.Security;
using Serment.Web.Serving;

namespace Serment.Web.Downtime;

/// <summary>
/// One ward's essentials as a file for the hours without a network: encrypted to the ward's certificate, certified by the
/// custodian, each patient counted.
/// </summary>
internal static class DowntimeRoutes
{
    private const int DefaultHours = 12;

    public static void Map(IEndpointRouteBuilder app)
    {
        app.MapGet("/downtime", ShowAsync).Admits(Audience.Treats, Budget.None);
        app.MapPost("/downtime", MakeAsync).Admits(Audience.Treats, Budget.OnePatientPerRow);
    }

    private static Task<IResult> ShowAsync(
        Visitor me, MakeDowntimePack packs, CustodianClient custodian, CancellationToken stop) =>
        PageAsync(new FormState(), me, packs, custodian, StatusCodes.Status200OK, stop);

    private static async Task<IResult> PageAsync(
        FormState form, Visitor me, MakeDowntimePack packs, CustodianClient custodian, int status,
        CancellationToken stop)
    {
        IReadOnlyList<WardKey> keys = await custodian.ListWardKeysAsync(me.Token, stop);
        List<DowntimeWard> wards = [];
        foreach (UnitDescription unit in me.Session.Units)
        {
            using X509Certificate2? certificate = CertificateOf(keys, unit.UnitId);
            wards.Add(new(
                unit, await packs.CountAsync(me.Session.SiteCode, unit.UnitId, me.Today, stop),
                certificate is null ? null : new DateTimeOffset(certificate.NotAfter.ToUniversalTime(), TimeSpan.Zero)));
        }

        return Page.Show<DowntimePage>(new DowntimeModel(wards, form), status);
    }

    private static async Task<IResult> MakeAsync(
        HttpContext http, Visitor me, MakeDowntimePack packs, CustodianClient custodian, CancellationToken stop)
    {
        FormState form = FormState.Of(http.Request.Form);
        UnitDescription? unit =
            int.TryParse(form["unit"], NumberStyles.None, CultureInfo.InvariantCulture, out int id)
                ? me.Session.Units.FirstOrDefault(one => one.UnitId == id)
                : null;
        int hours = int.TryParse(form["hours"], NumberStyles.None, CultureInfo.InvariantCulture, out int given)
            && given is > 0 and <= PackClaim.MaxHours ? given : DefaultHours;
        using X509Certificate2? certificate = unit is null
            ? null
            : CertificateOf(await custodian.ListWardKeysAsync(me.Token, stop), unit.UnitId);
        if (unit is null || certificate is null || certificate.NotAfter.ToUniversalTime() < me.Now.UtcDateTime)
        {
            form.RefuseAll(me.Texts["downtime.noKeyNow"]);
            return await PageAsync(
                form, me, packs, custodian, StatusCodes.Status422UnprocessableEntity, stop);
        }

        DateTimeOffset made = new(me.Now.UtcTicks - (me.Now.UtcTicks % TimeSpan.TicksPerSecond), TimeSpan.Zero);
        DowntimePack pack = await packs.RunAsync(
            new(unit, me.Session, made, made.AddHours(hours), me.Today, me.Web.TimeZone), me.Token, stop);
        if (pack.Patients.Count == 0)
        {
            form.RefuseAll(me.Texts["downtime.nobody"]);
            return await PageAsync(
                form, me, packs, custodian, StatusCodes.Status422UnprocessableEntity, stop);
        }

        byte[] json = pack.ToJson();
        PackCertificate certified = await custodian.CertifyPackAsync(
            me.Token,
            new(unit.UnitId, pack.Patients.Count, Convert.ToHexStringLower(SHA256.HashData(json)), pack.Expires), stop);
        byte[] file = PackEnvelope.Seal(new(certified.SignedNote, Encoding.UTF8.GetString(json)), certificate);
        CryptographicOperations.ZeroMemory(json);
        string name = string.Create(
            CultureInfo.InvariantCulture, $"serment-{unit.Code}-{me.Local(made):yyyyMMdd-HHmm}.p7m");
        return Results.File(file, "application/pkcs7-mime", name);
    }

    private static X509Certificate2? CertificateOf(IReadOnlyList<WardKey> keys, int unit) =>
        keys.FirstOrDefault(one => one.UnitId == unit) is { } key
            ? X509CertificateLoader.LoadCertificate(key.Certificate)
            : null;
}
