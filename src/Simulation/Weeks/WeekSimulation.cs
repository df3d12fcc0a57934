using Serment.Simulation.Draws;

namespace Serment.Simulation.Weeks;

/// <summary>
/// Draws a clinic's week: the consultations from Monday to Saturday, the stays that are open now or ended since Monday,
/// and who is in the emergency department. The same seed and setting give the same week; nobody is in two beds.
/// </summary>
public static class WeekSimulation
{
    private const int OpensMinute = 9 * 60;
    private const int ClosesMinute = 18 * 60;
    private const int LunchFromMinute = 12 * 60 + 30;
    private const int LunchUntilMinute = 14 * 60;
    private const int SaturdayClosesMinute = 12 * 60;
    private const int FirstMinutes = 30;
    private const int NextMinutes = 15;
    private const double BookedShare = 0.78;
    private const double FirstShare = 0.25;
    private const double CancelledShare = 0.05;
    private const double NoShowShare = 0.04;
    private const double OccupiedShare = 0.8;
    private const double DischargedShare = 0.3;
    private const double AllergyShare = 0.3;
    private const double IsolationShare = 0.08;
    private const int Emergencies = 7;
    private const int ElderlyFromAge = 65;

    private static readonly string[] Allergies = ["amoxicilline", "kétoprofène", "iode", "latex", "tramadol", "céfazoline"];

    private static readonly (string Complaint, string Triage)[] Complaints =
    [
        ("Douleur thoracique depuis une heure", "2"), ("Entorse de cheville", "5"), ("Douleur abdominale et vomissements", "3B"),
        ("Plaie de la main par couteau", "4"), ("Essoufflement et fièvre", "3A"), ("Céphalée inhabituelle", "3B"),
        ("Chute d’une personne âgée, douleur du poignet", "4"), ("Colique néphrétique connue", "3B"),
        ("Réaction allergique cutanée", "4"), ("Malaise au travail", "3B"),
    ];

    /// <summary>Draws the week.</summary>
    public static WeekPlan Draw(string seed, WeekSetting setting)
    {
        SeededSource source = new("week " + seed);
        List<int> free = [.. Enumerable.Range(0, setting.People.Count)];
        List<PlannedStay> stays = Stays(source, setting, free);
        List<PlannedEmergency> emergencies = EmergenciesOf(source, setting, free);
        return new(Consultations(source, setting, free), stays, emergencies);
    }

    private static List<PlannedConsultation> Consultations(SeededSource source, WeekSetting setting, List<int> people)
    {
        List<PlannedConsultation> made = [];
        if (people.Count == 0)
        {
            return made;
        }

        DateOnly today = DateOnly.FromDateTime(setting.Now);
        DateOnly monday = today.AddDays(-(((int)today.DayOfWeek + 6) % 7));
        int next = 0;
        for (int day = 0; day < 6; day++)
        {
            DateOnly date = monday.AddDays(day);
            if (setting.ClosedDays.Contains(date))
            {
                continue;
            }

            for (int practitioner = 0; practitioner < setting.Practitioners; practitioner++)
            {
                int minute = OpensMinute;
                int closes = day == 5 ? SaturdayClosesMinute : ClosesMinute;
                while (minute < closes)
                {
                    bool isFirst = source.Chance(FirstShare);
                    int duration = isFirst ? FirstMinutes : NextMinutes;
                    bool isLunch = minute + duration > LunchFromMinute && minute < LunchUntilMinute;
                    if (!isLunch && minute + duration <= closes && source.Chance(BookedShare))
                    {
                        DateTime begins = date.ToDateTime(TimeOnly.MinValue).AddMinutes(minute);
                        made.Add(new(
                            people[next++ % people.Count], practitioner, date, minute, duration, isFirst,
                            StageOf(source, begins, duration, setting.Now)));
                    }

                    minute = isLunch ? LunchUntilMinute : minute + duration;
                }
            }
        }

        return made;
    }

    private static ConsultationStage StageOf(SeededSource source, DateTime begins, int durationMinutes, DateTime now)
    {
        double luck = source.Unit();
        if (luck < CancelledShare)
        {
            return ConsultationStage.Cancelled;
        }

        if (begins.AddMinutes(durationMinutes) <= now)
        {
            return luck < CancelledShare + NoShowShare ? ConsultationStage.NoShow : ConsultationStage.Done;
        }

        return begins <= now ? ConsultationStage.InConsultation
            : begins <= now.AddMinutes(NextMinutes) ? ConsultationStage.Arrived
            : ConsultationStage.Expected;
    }

    private static List<PlannedStay> Stays(SeededSource source, WeekSetting setting, List<int> free)
    {
        List<PlannedStay> stays = [];
        DateOnly today = DateOnly.FromDateTime(setting.Now);
        foreach ((string unit, int beds) in setting.Beds.OrderBy(one => one.Key, StringComparer.Ordinal))
        {
            ClinicalCase[] cases = [.. CaseLibrary.All.Where(one => string.Equals(one.Unit, unit, StringComparison.Ordinal))];
            if (cases.Length == 0)
            {
                continue;
            }

            for (int bed = 0; bed < beds; bed++)
            {
                if (source.Chance(OccupiedShare)
                    && Stay(source, setting, free, source.Pick<ClinicalCase>(cases), bed) is { } open)
                {
                    stays.Add(open);
                }
                else if (source.Chance(DischargedShare)
                    && Stay(source, setting, free, source.Pick<ClinicalCase>(cases), bed) is { } ended)
                {
                    DateTime leaves = today.ToDateTime(new TimeOnly(11, 0)).AddDays(-source.Between(0, 2));
                    stays.Add(ended with
                    {
                        Admitted = leaves.Date.AddDays(-source.Between(2, 6)).AddHours(15),
                        ExpectedEnd = DateOnly.FromDateTime(leaves),
                        Discharged = leaves < setting.Now ? leaves : leaves.AddDays(-1),
                    });
                }
            }
        }

        return stays;
    }

    private static PlannedStay? Stay(
        SeededSource source, WeekSetting setting, List<int> free, ClinicalCase illness, int bed)
    {
        int at = free.FindIndex(person => Fits(illness.Group, setting.People[person]));
        if (at < 0)
        {
            return null;
        }

        int person = free[at];
        free.RemoveAt(at);
        int length = source.Between(illness.Days.Least, illness.Days.Most);
        int daysIn = source.Below(length);
        DateTime admitted = setting.Now.Date.AddDays(-daysIn).AddHours(source.Between(8, 19)).AddMinutes(source.Below(60));
        admitted = admitted < setting.Now ? admitted : setting.Now.AddMinutes(-source.Between(20, 200));
        return new(
            person, illness, bed, admitted, DateOnly.FromDateTime(admitted).AddDays(length), null,
            source.Chance(AllergyShare) ? source.Pick<string>(Allergies) : null, source.Chance(IsolationShare),
            source.Between(480, 980) / 10m);
    }

    private static List<PlannedEmergency> EmergenciesOf(SeededSource source, WeekSetting setting, List<int> free)
    {
        List<PlannedEmergency> made = [];
        for (int i = 0; i < Emergencies && free.Count > 0; i++)
        {
            int person = free[source.Below(free.Count)];
            free.Remove(person);
            (string complaint, string triage) = source.Pick<(string, string)>(Complaints);
            bool isNew = i == Emergencies - 1;
            DateTime arrived = setting.Now.AddMinutes(isNew ? -source.Between(1, 8) : -source.Between(15, 210));
            made.Add(new(person, arrived, isNew ? null : triage, isNew || source.Chance(0.4) ? null : i, complaint));
        }

        return made;
    }

    private static bool Fits(CaseGroup group, (int Age, bool IsWoman) person) => group switch
    {
        CaseGroup.Mother => person is { IsWoman: true, Age: >= 19 and <= 42 },
        CaseGroup.Elderly => person.Age >= ElderlyFromAge,
        _ => person.Age is >= 18 and < 85,
    };
}
