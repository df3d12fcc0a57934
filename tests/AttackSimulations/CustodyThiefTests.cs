using System.Buffers.Text;
using System.Text;
using Microsoft.Data.Sqlite;
using Serment.AttackSimulations.Means;
using Serment.Custodian.Keys;
using Serment.CustodyProtocol;
using Serment.Harness;
using Serment.IntegrationTests.Custodian;

namespace Serment.AttackSimulations;

/// <summary>
/// Goal: the keys of every patient.
/// Means: the whole data folder of the custodian with database, root key file and client keys, copied while it runs;
/// not the passphrase, which is kept elsewhere.
/// </summary>
public sealed class CustodyThiefTests(Occupied site, ITestOutputHelper output) : IClassFixture<Occupied>
{
    [Fact]
    public async Task The_folder_holds_no_key_no_token_and_no_secret_in_any_form()
    {
        List<SealedEntry> prey = await site.SealAsync(200, Compartment.Identity, Compartment.Sensitive);
        Insider physician = await site.WhoAsync(Role.Physician);
        List<byte[]> secrets =
        [
            .. prey.Select(entry => entry.Key),
            physician.Token.Bytes.ToArray(),
            Encoding.UTF8.GetBytes(Passphrase()),
        ];
        foreach (Persona persona in site.Running.Personas)
        {
            secrets.Add(Base64Url.DecodeFromChars(persona.EnrolUrl.AsSpan(persona.EnrolUrl.IndexOf('#') + 1)));
        }

        Haul haul = new(output, 200);
        foreach (string file in FilesOfTheCustodian())
        {
            byte[] content = ReadShared(file);
            foreach (byte[] secret in secrets)
            {
                bool isThere = Spelling.Of(secret).Any(form => content.AsSpan().IndexOf(form) >= 0);
                if (isThere)
                {
                    prey.Where(entry => entry.Key == secret).ToList().ForEach(entry => haul.Take(entry.Patient));
                }

                Assert.False(isThere, $"a secret stands in {Path.GetFileName(file)}");
            }
        }

        haul.AssertAtMost(0);
    }

    [Fact]
    public async Task The_copied_custodian_does_not_start_without_the_passphrase()
    {
        using Stolen stolen = Stolen.CopyOf(site.Running);
        foreach (string guess in (string[])["", "serment", "correct horse battery staple", Passphrase()[..^1] + "_"])
        {
            await using SermentProgram program = stolen.Start(guess);
            int code = await program.ExitAsync();

            Assert.NotEqual(0, code);
            Assert.DoesNotContain("custodian ready on", program.Output, StringComparison.Ordinal);
            Assert.DoesNotContain("   at ", program.Output, StringComparison.Ordinal);
        }

        new Haul(output, 200).AssertAtMost(0);
    }

    [Fact]
    public void The_root_key_does_not_open_to_another_passphrase_or_a_weakened_file()
    {
        byte[] file = File.ReadAllBytes(Path.Combine(site.Running.Data, "root.key"));
        for (int i = 0; i < file.Length; i += Math.Max(1, file.Length / 24))
        {
            byte[] weakened = [.. file];
            weakened[i] ^= 1;
            string path = Path.Combine(Directory.CreateTempSubdirectory("serment-").FullName, "root.key");
            File.WriteAllBytes(path, weakened);

            Assert.ThrowsAny<Exception>(() => RootKeyFile.Read(path).Open(Passphrase()));
            Directory.Delete(Path.GetDirectoryName(path)!, recursive: true);
        }
    }

    [Fact]
    public async Task The_database_tells_the_staff_and_no_patient()
    {
        List<SealedEntry> prey = await site.SealAsync(10, Compartment.Identity);
        using SqliteConnection connection = new(
            $"Data Source={Path.Combine(site.Running.Data, "custody.db")};Mode=ReadOnly;Pooling=False");
        connection.Open();
        List<string> texts = [];
        foreach (string table in Column(connection, "SELECT name FROM sqlite_master WHERE type = 'table'"))
        {
            foreach (string column in Column(
                connection, "SELECT name FROM pragma_table_info($1) WHERE type LIKE 'TEXT%'", table))
            {
                texts.Add($"{table}.{column}");
            }
        }

        // Every column that holds text, by name: a new one has to be looked at by whoever adds it.
        output.WriteLine(string.Join(", ", texts));
        Assert.DoesNotContain(texts, text => text.Contains("patient", StringComparison.OrdinalIgnoreCase));
        new Haul(output, prey.Count).AssertAtMost(0);
    }

    [Theory]
    [InlineData("PasskeyForged",
        "UPDATE passkey SET public_key = CAST(public_key || x'00' AS BLOB)")]
    [InlineData("PasskeyForged",
        """
        INSERT INTO passkey (credential_id, staff_id, enrolled_at, sign_count, backup_eligible, backed_up, public_key)
        SELECT x'0102', staff_id, 0, 0, 0, 0, public_key FROM passkey LIMIT 1
        """)]
    [InlineData("RelationshipForged",
        """
        INSERT INTO relationship
        SELECT relationship_id + 1, patient_id, starts_at, ends_at, staff_id, declared_by, log_index, unit_id, site, kind,
               seal
        FROM relationship LIMIT 1
        """)]
    [InlineData("RelationshipForged", "UPDATE relationship SET unit_id = unit_id + 1")]
    [InlineData("RelationshipForged", "UPDATE relationship SET ends_at = ends_at + 1")]
    [InlineData("RelationshipForged", "UPDATE relationship SET log_index = 0")]
    [InlineData("CoverForged",
        """
        INSERT INTO cover (cover_id, taker_id, replaced_id, given_by, given_at, starts_at, ends_at, log_index, site, kind)
        SELECT 5, staff_id, 7, 7, 0, 0, 9000000000000, 1, site, 1 FROM staff LIMIT 1
        """)]
    public async Task Who_writes_himself_power_into_the_database_is_named(string kind, string sql)
    {
        PatientId patient = (await site.SealAsync(1, Compartment.Identity))[0].Patient;
        Insider nurse = await site.WhoAsync(Role.Nurse);
        await site.ExpectAsync([patient], nurse.Session.Units[0].UnitId);
        using Stolen stolen = Stolen.CopyOf(site.Running);
        (int before, string intact) = await site.Running.TryAsync("verify", "--data", stolen.Data);
        Assert.True(before == 0, intact);
        using (SqliteConnection connection = new($"Data Source={Path.Combine(stolen.Data, "custody.db")};Pooling=False"))
        {
            connection.Open();
            using SqliteCommand command = connection.CreateCommand();
            command.CommandText = sql;
            Assert.True(command.ExecuteNonQuery() > 0);
        }

        (int after, string found) = await site.Running.TryAsync("verify", "--data", stolen.Data);

        Assert.Equal(3, after);
        Assert.Contains(kind, found, StringComparison.Ordinal);
    }

    private static List<string> Column(SqliteConnection connection, string sql, string? value = null)
    {
        using SqliteCommand command = connection.CreateCommand();
        command.CommandText = sql;
        command.Parameters.AddWithValue("$1", (object?)value ?? DBNull.Value);
        using SqliteDataReader reader = command.ExecuteReader();
        List<string> rows = [];
        while (reader.Read())
        {
            rows.Add(reader.GetString(0));
        }

        return rows;
    }

    // demo.json is a demo's own list of one-time addresses for whoever tries it out; no other folder has one.
    private IEnumerable<string> FilesOfTheCustodian() =>
        Directory.EnumerateFiles(site.Running.Data, "*", SearchOption.AllDirectories)
            .Where(file => !file.EndsWith("demo.json", StringComparison.Ordinal)
                && !file.EndsWith(".sock", StringComparison.Ordinal)
                && !file.EndsWith(".lock", StringComparison.Ordinal));

    private string Passphrase() =>
        File.ReadAllText(Directory.EnumerateFiles(
            Path.Combine(site.Running.Configuration, "serment", "passphrases")).Single()).Trim();

    // What the custodian renames while it is listed is read under its last name.
    private static byte[] ReadShared(string file)
    {
        try
        {
            using FileStream stream = new(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using MemoryStream content = new();
            stream.CopyTo(content);
            return content.ToArray();
        }
        catch (FileNotFoundException) when (file.EndsWith(".part", StringComparison.Ordinal))
        {
            return [];
        }
    }
}
