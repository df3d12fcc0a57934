using Serment.Simulation.Draws;

namespace Serment.Simulation.Weeks;

/// <summary>
/// What the laboratory finds in the illnesses of the demo's wards. The codes are LOINC's; ranges are usual ones of
/// adults; the courses are invented.
/// </summary>
public static class LaboratoryLibrary
{
    private const int FirstMinutes = 35;
    private const int TurnaroundMinutes = 75;
    private const int ValidationMinutes = 60;
    private const double NoiseShare = 0.06;

    private static readonly TimeSpan MorningRound = new(6, 30, 0);

    private static readonly Analyte Haemoglobin = new("718-7", "Hémoglobine", "g/dL", "g/dL", 12, 16, 1, 7);
    private static readonly Analyte Leukocytes = new("6690-2", "Leucocytes", "G/L", "10*9/L", 4, 10, 1, 1, 30);
    private static readonly Analyte Platelets = new("777-3", "Plaquettes", "G/L", "10*9/L", 150, 400, 0, 50);
    private static readonly Analyte Crp = new("1988-5", "CRP", "mg/L", "mg/L", null, 5, 0);
    private static readonly Analyte Sodium = new("2951-2", "Sodium", "mmol/L", "mmol/L", 136, 145, 0, 120, 160);
    private static readonly Analyte Potassium = new("2823-3", "Potassium", "mmol/L", "mmol/L", 3.5m, 5.1m, 1, 2.8m, 6.2m);
    private static readonly Analyte Creatinine = new("14682-9", "Créatinine", "µmol/L", "umol/L", 49, 104, 0, null, 400);
    private static readonly Analyte Glucose = new("14749-6", "Glucose", "mmol/L", "mmol/L", 3.9m, 6.1m, 1, 2.5m, 25);
    private static readonly Analyte Alt = new("1742-6", "ALAT", "UI/L", "[IU]/L", null, 45, 0);
    private static readonly Analyte Bilirubin = new("14631-6", "Bilirubine totale", "µmol/L", "umol/L", null, 21, 0);
    private static readonly Analyte NtProBnp = new("33762-6", "NT-proBNP", "ng/L", "ng/L", null, 450, 0);
    private static readonly Analyte Troponin = new("67151-1", "Troponine T ultrasensible", "ng/L", "ng/L", null, 14, 0);
    private static readonly Analyte CarbonDioxide = new("2019-8", "PaCO₂", "mmHg", "mm[Hg]", 35, 45, 0, 20, 70);
    private static readonly Analyte HbA1c = new("4548-4", "Hémoglobine glyquée (HbA1c)", "%", "%", 4, 6, 1);
    private static readonly Analyte Inr = new("6301-6", "INR", "", "{INR}", 0.8m, 1.2m, 1, null, 5);
    private static readonly Analyte Ldl = new("2089-1", "LDL-cholestérol", "g/L", "g/L", null, 1.6m, 2);

    private static readonly Dictionary<string, (AnalyteCourse[] Own, CourseReport[] Reports)> Courses =
        new(StringComparer.Ordinal)
        {
            ["J189"] = (
                [new(Crp, 186, 22), new(Leukocytes, 16.4m, 8.1m), new(Creatinine, 112, 88)],
                [new("Hémocultures (deux flacons)", "Stériles à 48 heures ; prolongées à cinq jours.", 48)]),
            ["I500"] = (
                [
                    new(NtProBnp, 6840, 1250, false), new(Potassium, 3.2m, 4.1m), new(Creatinine, 138, 116),
                    new(Sodium, 131, 137), new(Troponin, 38, 21, false), new(Inr, 1.3m, 1.2m, false),
                ],
                []),
            ["J441"] = (
                [new(CarbonDioxide, 54, 46, false), new(Crp, 34, 6), new(Leukocytes, 11.8m, 9.2m), new(Glucose, 8.9m, 6.8m)],
                [new("PCR grippe A/B, VRS, SARS-CoV-2", "Négative pour les quatre virus recherchés.", 5)]),
            ["N10"] = (
                [new(Crp, 214, 38), new(Leukocytes, 18.2m, 9.4m), new(Creatinine, 96, 78)],
                [
                    new(
                        "Examen cytobactériologique des urines",
                        "Escherichia coli, 10⁶ UFC/mL. Sensible aux céphalosporines de 3e génération et aux "
                        + "fluoroquinolones ; résistant à l’amoxicilline.",
                        42),
                ]),
            ["I639"] = (
                [
                    new(Ldl, 1.72m, 1.64m, false), new(Inr, 1.1m, 1.1m, false), new(Glucose, 7.4m, 6.2m),
                    new(HbA1c, 6.3m, 6.3m, false),
                ],
                []),
            ["E1190"] = (
                [new(Glucose, 17.6m, 9.8m), new(HbA1c, 9.4m, 9.4m, false), new(Crp, 92, 18), new(Leukocytes, 13.1m, 8.4m)],
                [new("Prélèvement de plaie", "Staphylococcus aureus sensible à la méticilline.", 44)]),
            ["S7200"] = (
                [new(Haemoglobin, 8.4m, 9.9m), new(Crp, 98, 34), new(Inr, 1.1m, 1.0m, false), new(Sodium, 134, 138)],
                []),
            ["K800"] = (
                [new(Crp, 128, 40), new(Leukocytes, 14.9m, 9.6m), new(Bilirubin, 26, 14), new(Alt, 96, 52)], []),
            ["K358"] = ([new(Crp, 54, 28), new(Leukocytes, 14.2m, 9.9m)], []),
            ["M171"] = ([new(Haemoglobin, 10.6m, 10.2m), new(Crp, 8, 64)], []),
            ["O800"] = ([new(Haemoglobin, 10.1m, 10.8m, false), new(Platelets, 188, 216, false)], []),
        };

    private static readonly AnalyteCourse[] Usual =
    [
        new(Haemoglobin, 12.6m, 12.9m), new(Leukocytes, 7.8m, 7.1m), new(Platelets, 246, 268), new(Crp, 4, 3),
        new(Sodium, 139, 140), new(Potassium, 4.1m, 4.2m), new(Creatinine, 82, 79),
    ];

    // Nobody is bled daily for what is not asked of the illness: the mother's ward takes a short list.
    private const string Birth = "O800";

    /// <summary>What an illness does, with what every stay is asked for.</summary>
    public static IReadOnlyList<AnalyteCourse> CoursesOf(ClinicalCase illness)
    {
        AnalyteCourse[] own = Courses.TryGetValue(illness.Code, out (AnalyteCourse[] Own, CourseReport[]) found)
            ? found.Own
            : [];
        return illness.Code is Birth
            ? own
            : [.. own, .. Usual.Where(usual => !Array.Exists(own, one => one.Analyte == usual.Analyte))];
    }

    /// <summary>The reports of a stay that are there by then.</summary>
    public static IReadOnlyList<CourseReport> ReportsOf(PlannedStay stay, DateTime now) =>
        Courses.TryGetValue(stay.Case.Code, out (AnalyteCourse[], CourseReport[] Reports) found)
            ? [.. found.Reports.Where(one => stay.Admitted.AddHours(one.AfterHours) <= (stay.Discharged ?? now))]
            : [];

    /// <summary>
    /// The values of a stay that are there by then: on arrival, then with the morning's round. The same stay gives the
    /// same values; the newest are not validated yet for an hour.
    /// </summary>
    public static IReadOnlyList<DrawnResult> Draw(PlannedStay stay, DateTime now)
    {
        SeededSource source = new($"laboratory {stay.Case.Code} {stay.Case.Unit} {stay.Bed}");
        IReadOnlyList<AnalyteCourse> courses = CoursesOf(stay.Case);
        double recoveryDays = Math.Max(2, stay.Case.Days.Least - 1);
        List<DrawnResult> drawn = [];
        DateTime until = stay.Discharged ?? now;
        for (int day = 0; ; day++)
        {
            DateTime at = day == 0
                ? stay.Admitted.AddMinutes(FirstMinutes)
                : stay.Admitted.Date.AddDays(day).Add(MorningRound);
            if (at.AddMinutes(TurnaroundMinutes) > until)
            {
                return drawn;
            }

            double well = Math.Min(1, (at - stay.Admitted).TotalDays / recoveryDays);
            foreach (AnalyteCourse course in courses)
            {
                decimal value = Value(course, well, source);
                if (day == 0 || course.IsDaily || day % 2 == 0)
                {
                    drawn.Add(new(
                        course.Analyte, at, value,
                        stay.Discharged is null && at.AddMinutes(TurnaroundMinutes + ValidationMinutes) > now));
                }
            }
        }
    }

    private static decimal Value(AnalyteCourse course, double well, SeededSource source)
    {
        decimal smooth = course.OnArrival + ((course.WhenWell - course.OnArrival) * (decimal)well);
        decimal noise = (decimal)((source.Unit() - 0.5) * NoiseShare);

        // Salts move within a narrow band: a share of the whole would be a catastrophe.
        noise = course.Analyte == Sodium ? noise / 4 : noise;
        return Math.Round(smooth * (1 + noise), course.Analyte.Decimals);
    }
}
