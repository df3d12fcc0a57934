using Serment.Cli.Downtime;
using Serment.Records.Downtime;
using Serment.Web.Downtime;

namespace Serment.UnitTests.Cli.Downtime;

public sealed class PackPageTests
{
    private static readonly DateTimeOffset Made = new(2026, 3, 2, 8, 0, 0, TimeSpan.Zero);

    [Fact]
    public void What_somebody_typed_is_text_on_the_page_and_steers_no_terminal()
    {
        const string Hostile = "<script>alert(1)</script>\u001b[2J\"'&";
        DowntimePack pack = Pack(Patient() with { Name = Hostile, Allergies = [Hostile], Problems = [Hostile] });

        string page = PackHtml.Of(pack, Statement(), isSigned: true);
        string text = PackText.Of(pack, Statement(), isSigned: true);

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.Contains("default-src 'none'", page, StringComparison.Ordinal);
        Assert.DoesNotContain('\u001b', text);
    }

    [Fact]
    public void Allergies_that_nobody_asked_for_are_said_to_be_so()
    {
        string text = PackText.Of(
            Pack(Patient(), Patient() with { AllergiesAsked = true }, Patient() with { Allergies = ["Pénicilline"] }),
            Statement(), isSigned: false);

        Assert.Contains("Allergies : NON RECHERCHÉES", text, StringComparison.Ordinal);
        Assert.Contains("Allergies : aucune connue", text, StringComparison.Ordinal);
        Assert.Contains("Allergies : Pénicilline", text, StringComparison.Ordinal);
        Assert.Contains("Signature non vérifiée", text, StringComparison.Ordinal);
        Assert.Contains("EXPIRE", text, StringComparison.Ordinal);
    }

    [Fact]
    public void A_pack_reads_back_as_it_was_written()
    {
        DowntimePack pack = Pack(Patient() with { Alerts = [new("TreatmentLimits", "pas de réanimation")] });

        Assert.Equal(pack.ToJson(), DowntimePack.Parse(pack.ToJson()).ToJson());
        Assert.Throws<InvalidDataException>(() => DowntimePack.Parse("{}"u8));
        Assert.Throws<InvalidDataException>(() => DowntimePack.Parse("["u8));
    }

    private static DowntimePack Pack(params IReadOnlyList<PackedPatient> patients) =>
        new(
            DowntimePack.CurrentFormat, "CLINIQUE", "MED", "Médecine", Made, Made.AddHours(12), "Une Infirmière", 1,
            patients);

    private static PackedPatient Patient() =>
        new("12 F", "DURAND Marie", null, "1950-01-02", "F", "123", false, [], [], [], [], []);

    private static PackStatement Statement() =>
        new("log", 42, Made, Made.AddHours(12), "CLINIQUE/MED", 1, new string('a', 64));
}
