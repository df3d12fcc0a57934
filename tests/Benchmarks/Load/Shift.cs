using System.Collections.Concurrent;
using System.Globalization;
using Serment.CustodyProtocol;
using Serment.Simulation.Draws;

namespace Serment.Benchmarks.Load;

/// <summary>One person's work: what she does next is drawn, as often as people of her role do it.</summary>
internal sealed class Shift(
    Worker worker, Hired who, SeededSource chance, ConcurrentDictionary<(ActorId Staff, string Type), int> written)
{
    private const int MaxPatients = 8;
    private const int VitalsOfASet = 6;

    private string[] patients = [];

    /// <summary>Sees whose work there is.</summary>
    public async Task BeginAsync(int atLeast)
    {
        (_, string page) = await worker.GetAsync("begin", who.Role == Role.Receptionist ? "/agenda" : $"/beds/{who.UnitId}");
        patients = Some(PageForm.PatientsOn(page));
        if (patients.Length < atLeast)
        {
            (_, page) = await worker.GetAsync("begin", "/");
            patients = Some([.. patients, .. PageForm.PatientsOn(page)]);
        }
    }

    /// <summary>Does one thing.</summary>
    public Task ActAsync()
    {
        double drawn = chance.Unit();
        return who.Role switch
        {
            Role.Receptionist => drawn switch
            {
                < 0.35 => worker.GetAsync("agenda", "/agenda"),
                < 0.55 => worker.GetAsync("expected", "/expected"),
                < 0.75 => LookUpAsync(),
                _ => WithPatient(id => worker.GetAsync("identity", $"/patients/{id}/identity")),
            },
            Role.Nurse => drawn switch
            {
                < 0.2 => worker.GetAsync("board", $"/beds/{who.UnitId}"),
                < 0.45 => WithPatient(id => worker.GetAsync("chart", $"/patients/{id}")),
                < 0.6 => WithPatient(id => worker.GetAsync("vitals", $"/patients/{id}/vitals")),
                < 0.75 => WithPatient(id => worker.GetAsync("medications", $"/patients/{id}/medications")),
                _ => WithPatient(MeasureAsync),
            },
            _ => drawn switch
            {
                < 0.15 => worker.GetAsync("my day", "/"),
                < 0.45 => WithPatient(id => worker.GetAsync("chart", $"/patients/{id}")),
                < 0.6 => WithPatient(id => worker.GetAsync("notes", $"/patients/{id}/notes")),
                < 0.7 => WithPatient(id => worker.GetAsync("medications", $"/patients/{id}/medications")),
                _ => WithPatient(WriteAsync),
            },
        };
    }

    private string[] Some(string[] found)
    {
        int first = found.Length == 0 ? 0 : chance.Below(found.Length);
        return [.. found.Skip(first).Concat(found).Distinct(StringComparer.Ordinal).Take(MaxPatients)];
    }

    private Task WithPatient(Func<string, Task> act) =>
        patients.Length == 0 ? worker.GetAsync("my day", "/") : act(patients[chance.Below(patients.Length)]);

    private Task<(int Status, string Text)> LookUpAsync() => worker.PostAsync(
        "lookup", "/patients",
        new("by", "traits"),
        new("birthDate", string.Create(
            CultureInfo.InvariantCulture,
            $"{chance.Between(1, 28):00}/{chance.Between(1, 12):00}/{chance.Between(1940, 2005)}")),
        new("name", "Mar"));

    private async Task MeasureAsync(string id)
    {
        string path = $"/patients/{id}/vitals/new";
        (int status, string page) = await worker.GetAsync("vitals form", path);
        if (status != 200 || PageForm.Of(page, path) is not { } form)
        {
            return;
        }

        form["vital-temperature"] = "37,2";
        form["vital-pulse"] = chance.Between(60, 110).ToString(CultureInfo.InvariantCulture);
        form["vital-systolic"] = chance.Between(100, 160).ToString(CultureInfo.InvariantCulture);
        form["vital-diastolic"] = "70";
        form["vital-respiratory"] = "16";
        form["vital-saturation"] = "97";
        form["vital-oxygen"] = "air";
        form["vital-consciousness"] = "Alert";
        form["step"] = "save";
        (status, _) = await worker.PostAsync("vitals saved", path, form);
        if (status == 302)
        {
            written.AddOrUpdate((who.Staff, "Observation"), VitalsOfASet, (_, before) => before + VitalsOfASet);
        }
    }

    // The editor opened, a first text kept as the page's script does, then signed.
    private async Task WriteAsync(string id)
    {
        (int status, string page) = await worker.GetAsync("note begun", $"/patients/{id}/notes/new?template=progress");
        if (status != 200 || PageForm.ActionOf(page, $"/patients/{id}/notes/", "/edit") is not { } edit
            || PageForm.Of(page, edit) is not { } fields)
        {
            return;
        }

        fields["text0"] = "Va mieux ce matin, apyrétique, mange bien. " + new string('x', chance.Between(20, 200));
        fields["step"] = "sign";
        (status, _) = await worker.PostAsync("note signed", edit, fields);
        if (status == 302)
        {
            written.AddOrUpdate((who.Staff, "Composition"), 1, (_, before) => before + 1);
        }
    }
}
