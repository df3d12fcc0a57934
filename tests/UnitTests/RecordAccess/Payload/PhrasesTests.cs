using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using FsCheck;
using FsCheck.Fluent;
using Serment.RecordAccess.Payload;

namespace Serment.UnitTests.RecordAccess.Payload;

public sealed class PhrasesTests
{
    [Fact]
    public void The_table_is_the_frozen_one()
    {
        StringBuilder table = new();
        for (int i = 0; i < Phrases.Count; i++)
        {
            table.Append(Encoding.UTF8.GetString(Phrases.Phrase(i))).Append('\n');
        }

        using JsonDocument vectors = Vectors();
        Assert.Equal(vectors.RootElement.GetProperty("phrases").GetInt32(), Phrases.Count);
        Assert.Equal(
            vectors.RootElement.GetProperty("tableSha256").GetString(),
            Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(table.ToString()))));
    }

    [Fact]
    public void Every_phrase_can_be_found_and_has_a_code()
    {
        Assert.InRange(Phrases.Count, 1, Phrases.SingleCodes + (Phrases.LeadCodes * 256));
        for (int i = 0; i < Phrases.Count; i++)
        {
            ReadOnlySpan<byte> phrase = Phrases.Phrase(i);
            Assert.InRange(phrase.Length, 4, 1000);
            byte[] coded = new byte[phrase.Length];
            int length = Phrases.TryEncode(phrase, coded);
            Assert.Equal(i < Phrases.SingleCodes ? 1 : 2, length);
            Assert.Equal(phrase.ToArray(), Decode(coded.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Codes_as_the_vectors_say()
    {
        using JsonDocument vectors = Vectors();
        foreach (JsonElement vector in vectors.RootElement.GetProperty("vectors").EnumerateArray())
        {
            byte[] content = Encoding.UTF8.GetBytes(vector.GetProperty("content").GetString()!);
            byte[] coded = new byte[content.Length];
            int length = Phrases.TryEncode(content, coded);
            string? expected = vector.GetProperty("coded").GetString();
            Assert.Equal(expected, length < 0 ? null : Convert.ToHexStringLower(coded.AsSpan(0, length)));
        }
    }

    [Fact]
    public void Any_bytes_come_back_as_they_were() =>
        Prop.ForAll<byte[]>(content =>
        {
            byte[] coded = new byte[content.Length];
            int length = Phrases.TryEncode(content, coded);
            return length < 0 || Decode(coded.AsSpan(0, length)).AsSpan().SequenceEqual(content);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Any_mixture_of_phrases_and_text_comes_back_as_it_was() =>
        Prop.ForAll<int[]>(places =>
        {
            List<byte> content = [];
            foreach (int place in places)
            {
                content.AddRange(Phrases.Phrase(Math.Abs(place % Phrases.Count)));
                content.AddRange(Encoding.UTF8.GetBytes($"é{place}\""));
            }

            byte[] given = [.. content];
            byte[] coded = new byte[given.Length];
            int length = Phrases.TryEncode(given, coded);
            return length < 0
                ? places.Length == 0
                : length < given.Length && Decode(coded.AsSpan(0, length)).AsSpan().SequenceEqual(given);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Leaves_alone_what_holds_a_code_byte()
    {
        byte[] content = [.. "{\"resourceType\":\"Patient\",\""u8, 0x1F];
        Assert.Equal(-1, Phrases.TryEncode(content, new byte[content.Length]));
    }

    [Theory]
    [InlineData("1f")]
    [InlineData("7b1fff")]
    public void Refuses_codes_that_stand_for_nothing(string coded) =>
        Assert.Equal(-1, Phrases.DecodedLength(Convert.FromHexString(coded)));

    private static byte[] Decode(ReadOnlySpan<byte> coded)
    {
        byte[] content = new byte[Phrases.DecodedLength(coded)];
        Phrases.Decode(coded, content);
        return content;
    }

    private static JsonDocument Vectors() =>
        JsonDocument.Parse(File.ReadAllText(RepositoryFile("tests/vectors/payload-coding.json")));

    private static string RepositoryFile(string path)
    {
        string? folder = AppContext.BaseDirectory;
        while (folder is not null && !File.Exists(Path.Combine(folder, "Serment.slnx")))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return Path.Combine(folder!, path);
    }
}
