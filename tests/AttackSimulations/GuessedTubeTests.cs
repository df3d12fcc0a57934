using Serment.CustodyProtocol;
using Serment.Database;
using Serment.IntegrationTests.Records.Encounters;
using Serment.IntegrationTests.Records.Laboratory.Orders;
using Serment.RecordAccess.Opening;
using Serment.Records.Laboratory.Orders;
using Serment.Records.Laboratory.Specimens;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: what was asked of whom. Means: a receptionist's account and the orders she wrote herself; a tube found in the
/// corridor, whose neighbours are tried; an order for somebody whose record was never open.
/// </summary>
public sealed class GuessedTubeTests(ITestOutputHelper output)
{
    private const int Orders = 20;
    private const int Guesses = 4_000;

    [Fact]
    public async Task Reception_reads_back_none_of_the_orders_that_it_wrote()
    {
        await using OrderBed bed = await OrderBed.StartAsync(DatabaseEngine.Sqlite);
        int haul = 0;
        for (int i = 0; i < Orders; i++)
        {
            PatientId patient = await bed.RegisterAsync(bed.Desk);
            OrderPlaced placed = await bed.PlaceAsync(
                bed.Desk, bed.Request(patient, "K", bed.Sensitive) with { Requester = null, WardId = 0 });
            foreach (AccessPurpose purpose in Enum.GetValues<AccessPurpose>())
            {
                using OpenResult opened = await bed.Records.Door.OpenEntriesAsync(
                    patient,
                    [placed.Row!.Request, placed.Row.Sensitive!.Value, .. placed.Tubes.Select(one => one.Specimen)],
                    CompartmentSet.Of(Compartment.Laboratory).Or(CompartmentSet.Of(Compartment.Sensitive)),
                    new(bed.Desk.Token, purpose), CancellationToken.None);
                haul += opened.Record?.Entries.Count ?? 0;
            }
        }

        output.WriteLine($"entries read back: {haul} of {Orders * 3}");
        Assert.Equal(0, haul);
    }

    [Fact]
    public async Task The_neighbours_of_a_known_number_are_nobodys()
    {
        await using OrderBed bed = await OrderBed.StartAsync(DatabaseEngine.Sqlite);
        List<string> numbers = [];
        for (int i = 0; i < Orders; i++)
        {
            PatientId patient = await bed.RegisterAsync(bed.Doctor);
            numbers.Add((await bed.PlaceAsync(bed.Doctor, bed.Request(patient, "K"))).Tubes[0].Number);
        }

        await using System.Data.Common.DbConnection connection =
            await bed.Records.Main.OpenAsync(CancellationToken.None);
        int random = int.Parse(numbers[0][2..11], System.Globalization.CultureInfo.InvariantCulture);
        int year = int.Parse(numbers[0][..2], System.Globalization.CultureInfo.InvariantCulture);
        int found = 0;
        for (int i = 1; i <= Guesses; i++)
        {
            string guess = AccessionNumber.From(2000 + year, (random + i) % 1_000_000_000);
            found += await SpecimenRows.OfNumberAsync(connection, bed.Site, guess, CancellationToken.None) is null
                ? 0
                : 1;
        }

        output.WriteLine($"numbers found by counting on: {found} of {Guesses}");
        Assert.Equal(0, found);
    }

    [Fact]
    public async Task A_technician_who_guessed_a_number_opens_nobody_without_an_order_to_her_laboratory()
    {
        await using OrderBed bed = await OrderBed.StartAsync(DatabaseEngine.Sqlite);
        Worker elsewhere = await bed.SignInAsync(Role.LaboratoryTechnician, bed.Ward.UnitId);
        int haul = 0;
        for (int i = 0; i < Orders; i++)
        {
            PatientId patient = await bed.RegisterAsync(bed.Doctor);
            await bed.PlaceAsync(bed.Doctor, bed.Request(patient, "K"));
            haul += await bed.EntriesAsync(elsewhere, patient, Compartment.Laboratory) > 0 ? 1 : 0;
        }

        output.WriteLine($"orders opened from another unit: {haul} of {Orders}");
        Assert.Equal(0, haul);
    }
}
