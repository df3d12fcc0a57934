using Serment.Records.Patients.Identity;

namespace Serment.Records.Laboratory.Orders;

/// <summary>What a bench screen may know of a person, from the identity that was opened to order.</summary>
public static class ReadBenchPerson
{
    /// <summary>Sex, and age coarse enough that no birth date can be read from it.</summary>
    /// <param name="identity">The identity; null where it was not opened.</param>
    /// <param name="day">The day of the order.</param>
    public static BenchPerson Of(PatientIdentity? identity, DateOnly day) =>
        identity is null
            ? BenchPerson.Unknown
            : new(
                identity.Sex switch
                {
                    Sex.Male => LaboratorySex.Male,
                    Sex.Female => LaboratorySex.Female,
                    _ => LaboratorySex.Unknown,
                },
                BenchPerson.AgeOn(identity.BirthDate is { IsEmpty: false } born ? born.DateToUse : null, day));
}
