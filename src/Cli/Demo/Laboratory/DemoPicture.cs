using Serment.Records.Laboratory;
using Serment.Simulation.Draws;

namespace Serment.Cli.Demo.Laboratory;

/// <summary>
/// Values that hang together in one person: a blood count whose parts make a whole, clotting times that agree with each
/// other, salts that balance. What is not among them is drawn for itself.
/// </summary>
internal static class DemoPicture
{
    private const double AnaemiaShare = 0.09;
    private const double AnticoagulatedShare = 0.08;
    private const double LowSodiumShare = 0.06;
    private const decimal UsualQuickSeconds = 13m;

    /// <summary>A potassium that somebody must be called for.</summary>
    public const decimal CriticalPotassium = 6.7m;

    /// <summary>The values by code, in the catalogue's first units, not rounded.</summary>
    public static Dictionary<string, decimal> Draw(SeededSource source, BenchPerson person)
    {
        Dictionary<string, decimal> values = new(StringComparer.Ordinal);
        BloodCount(source, person, values);
        Clotting(source, values);
        Salts(source, values);
        return values;
    }

    private static void BloodCount(SeededSource source, BenchPerson person, Dictionary<string, decimal> values)
    {
        bool isWoman = person.Sex == LaboratorySex.Female;
        decimal haematocrit = source.Chance(AnaemiaShare)
            ? Between(source, 27, 33)
            : isWoman ? Between(source, 37, 44) : Between(source, 41, 49);
        values["HCT"] = haematocrit;
        values["GR"] = haematocrit * 10 / Between(source, 84, 95);
        values["HGB"] = haematocrit * Between(source, 32.4m, 35m) / 100;

        decimal eosinophils = Between(source, 0.8m, 4m);
        decimal basophils = Between(source, 0.2m, 0.9m);
        decimal monocytes = Between(source, 5, 9);
        decimal lymphocytes = Between(source, 22, 36);
        values["PNE-PC"] = Math.Round(eosinophils, 1);
        values["PNB-PC"] = Math.Round(basophils, 1);
        values["MONO-PC"] = Math.Round(monocytes, 1);
        values["LYM-PC"] = Math.Round(lymphocytes, 1);
        values["PNN-PC"] = 100 - values["PNE-PC"] - values["PNB-PC"] - values["MONO-PC"] - values["LYM-PC"];
    }

    private static void Clotting(SeededSource source, Dictionary<string, decimal> values)
    {
        decimal quick = source.Chance(AnticoagulatedShare) ? Between(source, 24, 33) : Between(source, 12.2m, 13.8m);
        values["TQ"] = quick;
        values["INR"] = quick / UsualQuickSeconds;

        // A hyperbola through 13 s at 100 % and 26 s at 30 %, as a reagent's curve has it.
        values["TP"] = Math.Min(110, 557 / (quick - 7.43m));
        decimal control = Between(source, 31, 33);
        values["TCA-T"] = control;
        values["TCA"] = control * Between(source, 0.92m, 1.14m);
    }

    private static void Salts(SeededSource source, Dictionary<string, decimal> values)
    {
        decimal sodium = source.Chance(LowSodiumShare) ? Between(source, 129, 134) : Between(source, 137, 143);
        decimal bicarbonate = Between(source, 23, 27.5m);
        values["NA"] = sodium;
        values["CO2"] = bicarbonate;
        values["CL"] = sodium - bicarbonate - Between(source, 9.5m, 13);
    }

    private static decimal Between(SeededSource source, decimal low, decimal high) =>
        low + ((high - low) * (decimal)source.Unit());
}
