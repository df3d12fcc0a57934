using Serment.Interop.Legacy.Profiles;

namespace Serment.Interop.Legacy.Resources;

/// <summary>Elements that several resources share.</summary>
internal static class RowElements
{
    /// <summary>Writes <c>"name":"value"</c>, after a comma where one is due, when there is a value.</summary>
    public static void Optional(FhirText to, ReadOnlySpan<byte> nameColon, LegacyRow row, LegacyField field)
    {
        if (row.Has(field))
        {
            to.Sep().Raw(nameColon).Text(row.Text(field));
        }
    }

    /// <summary>
    /// Writes a date or time under <paramref name="nameColon"/>, or what was received instead of one under the same
    /// name
    /// with an underscore, as FHIR has it for a primitive that has only extensions.
    /// </summary>
    public static void Time(
        FhirText to,
        ReadOnlySpan<byte> nameColon,
        ReadOnlySpan<byte> underscoredColon,
        LegacyRow row,
        LegacyField field,
        TimeZoneInfo zone
    )
    {
        if (!row.Has(field))
        {
            return;
        }

        ReadOnlySpan<char> value = row.Text(field);
        if (row.HasProblem(field, FieldProblem.ImpossibleDate))
        {
            Received(to.Sep().Raw(underscoredColon), value);
        }
        else if (value.Length > LocalTimes.DateChars && LocalTimes.TryRead(value, out DateTime local))
        {
            TimeSpan offset = LocalTimes.OffsetOf(local, zone);
            to.Sep().Raw(nameColon).Raw("\""u8).Ascii(value).Raw(offset < TimeSpan.Zero ? "-"u8 : "+"u8);
            Two(to, Math.Abs(offset.Hours));
            to.Raw(":"u8);
            Two(to, Math.Abs(offset.Minutes));
            to.Raw("\""u8);
        }
        else
        {
            to.Sep().Raw(nameColon).Text(value);
        }
    }

    /// <summary>A whole or partial date.</summary>
    public static void Date(
        FhirText to,
        ReadOnlySpan<byte> nameColon,
        ReadOnlySpan<byte> underscoredColon,
        LegacyRow row,
        LegacyField field
    )
    {
        if (!row.Has(field))
        {
            return;
        }

        if (row.HasProblem(field, FieldProblem.ImpossibleDate))
        {
            Received(to.Sep().Raw(underscoredColon), row.Text(field));
        }
        else
        {
            to.Sep().Raw(nameColon).Text(row.Text(field));
        }
    }

    /// <summary>The day of the row in its source: which of several addresses is the newer one.</summary>
    public static void AsOf(FhirText to, LegacyRow row)
    {
        ReadOnlySpan<char> value = row.Text(LegacyField.SamplingTime);
        if (!LocalTimes.TryRead(value, out _))
        {
            value = row.Text(LegacyField.PrescriptionDate);
        }

        if (LocalTimes.TryRead(value, out _))
        {
            to.Sep().Raw("""{"url":"urn:serment:fhir:as-of","valueDate":"""u8);
            to.Text(value[..LocalTimes.DateChars]).Raw("}"u8);
        }
    }

    private static void Received(FhirText to, ReadOnlySpan<char> value) =>
        to.Raw("""{"extension":[{"url":"urn:serment:fhir:received-text","valueString":"""u8).Text(value).Raw("}]}"u8);

    private static void Two(FhirText to, int value)
    {
        if (value < 10)
        {
            to.Raw("0"u8);
        }

        to.Number(value);
    }
}
