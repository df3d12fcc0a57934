using System.Globalization;
using System.Net;
using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Catalogue;
using Serment.Records.Laboratory.Instruments;
using Serment.Web.Parts;
using Serment.Web.Security;

namespace Serment.Web.Laboratory.Instruments;

/// <summary>An instrument's settings as a form, and back.</summary>
internal static class InstrumentForm
{
    public const int MaxNameChars = 60;
    private const int MaxCodesChars = 40_000;
    private const int MinPort = 1024;

    public static FormState Of(Instrument? one)
    {
        InstrumentLink link = one?.Link
            ?? new(LinkProtocol.Astm, LinkMode.Listens, "127.0.0.1", 9100, "127.0.0.1", true, false);
        return new()
        {
            ["name"] = one?.Name ?? "",
            ["model"] = one?.Model ?? "",
            ["laboratory"] = Text(one?.LaboratoryId ?? 0),
            ["section"] = (one?.Section ?? Section.Biochemistry).ToString(),
            ["active"] = one?.IsActive is false ? "" : "on",
            ["protocol"] = link.Protocol.ToString(),
            ["mode"] = link.Mode.ToString(),
            ["address"] = link.Address,
            ["port"] = Text(link.Port),
            ["allowed"] = link.Allowed,
            ["queries"] = link.AnswersQueries ? "on" : "",
            ["enabled"] = link.IsEnabled ? "on" : "",
            ["codes"] = string.Join('\n', (one?.Codes.Values ?? []).Select(code =>
                string.Create(
                    CultureInfo.InvariantCulture, $"{code.Code}; {code.Analysis}; {code.Unit}; {code.Factor}"))),
            ["version"] = Text(one?.Version ?? 0),
        };
    }

    /// <summary>The instrument of a form; what is wrong is marked.</summary>
    public static Instrument? Read(
        FormState form, short site, int id, IReadOnlyCollection<int> laboratories, LaboratoryCatalogue catalogue, Visitor me)
    {
        Name(form, "name", me);
        Name(form, "model", me);
        if (Number(form["laboratory"]) is not { } laboratory || !laboratories.Contains(laboratory))
        {
            form.Refuse("laboratory", me.Texts["instruments.wrong.laboratory"]);
            laboratory = 0;
        }

        if (!Enum.TryParse(form["section"], out Section section) || !Enum.IsDefined(section)
            || !Enum.TryParse(form["protocol"], out LinkProtocol protocol) || !Enum.IsDefined(protocol)
            || !Enum.TryParse(form["mode"], out LinkMode mode) || !Enum.IsDefined(mode))
        {
            form.RefuseAll(me.Texts["instruments.wrong.choice"]);
            return null;
        }

        if (!IPAddress.TryParse(form["address"], out _))
        {
            form.Refuse("address", me.Texts["instruments.wrong.address"]);
        }

        if (Number(form["port"]) is not { } port || port is < MinPort or > ushort.MaxValue)
        {
            form.Refuse("port", me.Texts.Fill("instruments.wrong.port", MinPort, ushort.MaxValue));
            port = 0;
        }

        string[] allowed = form["allowed"].Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (allowed.Length > 8 || (mode == LinkMode.Listens && allowed.Length == 0)
            || allowed.Any(one => !IPAddress.TryParse(one, out _)))
        {
            form.Refuse("allowed", me.Texts["instruments.wrong.allowed"]);
        }

        Dictionary<string, InstrumentCode> codes = Codes(form, catalogue, me);
        return form.Errors.Count > 0 ? null : new()
        {
            Site = site,
            Id = id,
            LaboratoryId = laboratory,
            Name = form["name"],
            Model = form["model"],
            Section = section,
            IsActive = form["active"] is "on",
            Version = Number(form["version"]) ?? 0,
            Link = new(
                protocol, mode, form["address"], port, string.Join(' ', allowed), form["queries"] is "on",
                form["enabled"] is "on"),
            Codes = codes,
        };
    }

    private static Dictionary<string, InstrumentCode> Codes(FormState form, LaboratoryCatalogue catalogue, Visitor me)
    {
        Dictionary<string, InstrumentCode> codes = new(StringComparer.Ordinal);
        string[] lines = form["codes"].Split(['\n', '\r'], StringSplitOptions.RemoveEmptyEntries);
        if (form["codes"].Length > MaxCodesChars || lines.Length > InstrumentRows.MaxCodes)
        {
            form.Refuse("codes", me.Texts.Fill("instruments.wrong.tooMany", InstrumentRows.MaxCodes));
            return codes;
        }

        foreach (string line in lines)
        {
            string[] parts = [.. line.Split(';').Select(one => one.Trim())];
            string analysis = parts.Length > 1 ? parts[1].ToUpperInvariant() : "";
            decimal factor = 1;
            bool isWhole = parts.Length is >= 2 and <= 4 && parts[0].Length is > 0 and <= 60
                && (parts.Length < 3 || parts[2].Length <= 40)
                && (parts.Length < 4 || parts[3].Length == 0
                    || (decimal.TryParse(
                            parts[3].Replace(',', '.'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture,
                            out factor)
                        && factor > 0));
            if (!isWhole || (analysis.Length > 0 && catalogue.Find(analysis) is null))
            {
                form.Refuse("codes", me.Texts.Fill("instruments.wrong.code", line.Length > 60 ? line[..60] : line));
                return codes;
            }

            codes[parts[0]] = new(parts[0], analysis, parts.Length > 2 ? parts[2] : "", factor);
        }

        return codes;
    }

    private static void Name(FormState form, string field, Visitor me)
    {
        if (form[field].Length is 0 or > MaxNameChars)
        {
            form.Refuse(field, me.Texts.Fill("instruments.wrong.name", MaxNameChars));
        }
    }

    private static int? Number(string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number : null;

    private static string Text(int number) => number.ToString(CultureInfo.InvariantCulture);
}
