using System.Globalization;
using Serment.Records.Entries;
using Serment.Records.Patients;
using Serment.Records.Patients.Resources;
using Serment.Web.Parts;
using Serment.Web.Security;

namespace Serment.Web.Patients;

/// <summary>
/// The people to turn to in the patient's form: numbered blocks of fields, as many as the form says, one more when
/// somebody asks for it.
/// </summary>
internal sealed class RelativeFormReader(FormState form, Visitor me)
{
    /// <summary>The hidden field with the number of blocks.</summary>
    public const string CountField = "relatives";

    /// <summary>The step by which a form asks for another block.</summary>
    public const string AddStep = "add-relative";

    /// <summary>The roles and the names of their boxes.</summary>
    public static readonly (RelativeRoles Role, string Field)[] Roles =
    [
        (RelativeRoles.EmergencyContact, "emergency"), (RelativeRoles.TrustedPerson, "trusted"),
        (RelativeRoles.LegalRepresentative, "legal"), (RelativeRoles.Guardian, "guardian"),
    ];

    private static readonly string[] ComparedFields = ["name", "given", "kin", "phone"];

    /// <summary>The name of a field in a block.</summary>
    public static string Field(int block, string field) =>
        string.Create(CultureInfo.InvariantCulture, $"relative-{block}-{field}");

    /// <summary>How many blocks the form has.</summary>
    public static int CountIn(FormState form) =>
        int.TryParse(form[CountField], NumberStyles.None, CultureInfo.InvariantCulture, out int count)
            ? Math.Min(count, RelativeDetails.MaxRelatives)
            : 0;

    /// <summary>Adds an empty block and leads there.</summary>
    public static void Add(FormState form)
    {
        int count = CountIn(form);
        if (count < RelativeDetails.MaxRelatives)
        {
            form[CountField] = (count + 1).ToString(CultureInfo.InvariantCulture);
            form["focus"] = Field(count, "name");
        }
    }

    /// <summary>Puts the people of a record into the form.</summary>
    public static void Fill(FormState form, IReadOnlyList<Relative> relatives)
    {
        int block = 0;
        foreach (Relative one in relatives.Where(one => one.Details.IsActive).Take(RelativeDetails.MaxRelatives))
        {
            Fill(form, block, one.Details);
            form[Field(block, "seen")] = one.Stored.Version.ToText();
            block++;
        }

        form[CountField] = block.ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>After somebody else saved first: what stands there now, and the version to build upon.</summary>
    public static void ShowOthers(FormState form, IReadOnlyList<Relative> relatives)
    {
        for (int block = 0; block < CountIn(form); block++)
        {
            if (EntryVersion.Parse(form[Field(block, "seen")]) is not { } seen
                || relatives.FirstOrDefault(one => one.Stored.Version.Entry == seen.Entry) is not { } now)
            {
                continue;
            }

            FormState other = new();
            Fill(other, 0, now.Details.IsActive ? now.Details : RelativeDetails.Nothing);
            foreach (string field in ComparedFields)
            {
                form.NoteOther(Field(block, field), other[Field(0, field)]);
            }

            form[Field(block, "phoneBefore")] = other[Field(0, "phoneBefore")];
            form[Field(block, "seen")] = now.Stored.Version.ToText();
        }
    }

    /// <summary>Reads the blocks; empty new ones are left out.</summary>
    public IReadOnlyList<RelativeDraft> Read()
    {
        List<RelativeDraft> drafts = [];
        bool hasTrusted = false;
        for (int block = 0; block < CountIn(form); block++)
        {
            EntryVersion? seen = EntryVersion.Parse(form[Field(block, "seen")]);
            RelativeDetails details = ReadBlock(block);
            if (seen is null && (details.IsEmpty || !details.IsActive))
            {
                continue;
            }

            if (details.IsActive && details.Name is null)
            {
                form.Refuse(Field(block, "name"), me.Texts["relative.nameMissing"]);
            }

            if (details.IsActive && details.Roles.HasFlag(RelativeRoles.TrustedPerson))
            {
                if (hasTrusted)
                {
                    form.Refuse(Field(block, "trusted"), me.Texts["relative.oneTrusted"]);
                }

                hasTrusted = true;
            }

            drafts.Add(new(seen, details));
        }

        return drafts;
    }

    private static void Fill(FormState form, int block, RelativeDetails details)
    {
        form[Field(block, "name")] = details.Name ?? "";
        form[Field(block, "given")] = details.GivenName ?? "";
        form[Field(block, "kin")] = details.Kinship == Kinship.Unknown ? "" : details.Kinship.ToString();
        form[Field(block, "phone")] = details.Phone ?? "";
        form[Field(block, "phoneBefore")] = details.Phone ?? "";
        foreach ((RelativeRoles role, string field) in Roles)
        {
            form[Field(block, field)] = details.Roles.HasFlag(role) ? "on" : "";
        }
    }

    private RelativeDetails ReadBlock(int block) => new()
    {
        Name = ReadName(block, "name"),
        GivenName = ReadName(block, "given"),
        Kinship = Enum.TryParse(form[Field(block, "kin")], out Kinship kin) && Enum.IsDefined(kin) ? kin : default,
        Phone = form[Field(block, "remove")].Length > 0
            ? form.Optional(Field(block, "phone"))
            : PatientFormReader.ReadPhone(form, Field(block, "phone"), me.Texts.Language),
        Roles = Roles.Where(one => form[Field(block, one.Field)].Length > 0)
            .Aggregate(RelativeRoles.None, (all, one) => all | one.Role),
        IsActive = form[Field(block, "remove")].Length == 0,
    };

    private string? ReadName(int block, string field)
    {
        string? typed = form.Optional(Field(block, field));
        if (typed?.Length > RelativeDetails.MaxNameCharacters)
        {
            form.Refuse(Field(block, field), me.Texts["relative.nameTooLong"]);
        }

        return typed;
    }
}
