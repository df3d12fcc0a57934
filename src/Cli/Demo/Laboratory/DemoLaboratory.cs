using Serment.Cli.Configuration;
using Serment.CustodyProtocol;
using Serment.Database;
using Serment.RecordAccess;
using Serment.Records.Laboratory.Orders;
using Serment.Simulation.Establishments;

namespace Serment.Cli.Demo.Laboratory;

/// <summary>The laboratory of the demo's clinic, as its reports name it.</summary>
internal static class DemoLaboratory
{
    /// <summary>Declares it; what is there stays.</summary>
    public static async Task DeclareAsync(DataFolder folder, CancellationToken stop)
    {
        await using DatabaseLocation custody = DatabaseLocation.Parse(folder.CustodyDatabase, readOnly: true);
        DemoUnits units = await DemoUnits.ReadAsync(custody, DemoEstablishment.Clinic, stop);
        if (!units.ByCode.TryGetValue(DemoEstablishment.InHouseLaboratory, out int unit))
        {
            return;
        }

        SitePlan clinic = DemoFolder.Plan.Sites.First(one => one.Code is DemoEstablishment.Clinic);
        StaffPlan head = DemoFolder.Plan.Staff.First(one =>
            one.Role == StaffRole.Biologist && one.Site is DemoEstablishment.Clinic);
        await using DatabaseLocation main = DatabaseLocation.Parse(folder.MainDatabase);
        await using CustodianClient custodian = new(folder.Endpoint);
        await using RecordDoor door = new(custodian, main);
        await new Laboratories(door, main).SaveAsync(
            new()
            {
                Site = units.Site,
                LaboratoryId = unit,
                Name = "Laboratoire de la " + clinic.Name,
                Address = "1 rue des Hortensias, 56000 " + clinic.City,
                Phone = "02 61 91 00 10",
                Finess = clinic.Finess,
                Head = head.Name,
                Accreditation = "",
            },
            stop);
    }
}
