using System.Text;
using Serment.Interop.Legacy;
using Serment.Interop.Legacy.Profiles;
using Serment.Interop.Legacy.Reading;
using Serment.Interop.Legacy.Recognition;
using Serment.Simulation.Draws;
using Xunit;

namespace Serment.UnitTests.Interop.Legacy.Reading;

/// <summary>Whatever the bytes: only declared refusals, every byte accounted for, neighbours intact, memory
/// bounded.</summary>
public sealed class HostileBytesTests
{
    private static readonly byte[] Alphabet = ";;;\"\"\n\r\0,\t|ab1éÃ©"u8.ToArray();

    [Fact]
    public void Random_bytes_give_records_that_follow_each_other_without_a_gap()
    {
        SeededSource source = new("hostile bytes");
        for (int round = 0; round < 400; round++)
        {
            byte[] bytes = Noise(source, source.Below(3000), round % 2 == 0);
            LegacyDialect dialect = new((byte)';', source.Between(1, 8), (LegacyEncoding)source.Below(4));
            List<ReadRecord> records = LegacyText.Read(bytes, dialect);

            long end = 0;
            long line = 1;
            foreach (ReadRecord record in records)
            {
                Assert.True(record.Offset >= end && record.Line >= line && record.NextOffset > record.Offset);
                Assert.Equal(record.Refusal == RefusalCode.None, record.Count == dialect.FieldCount);
                end = record.NextOffset;
                line = record.NextLine;
            }

            Assert.True(end <= bytes.Length);
        }
    }

    [Fact]
    public void Random_bytes_never_make_recognition_or_mapping_throw()
    {
        SeededSource source = new("hostile files");
        string header = string.Join(';', LegacyProfile.ShippedLab60().Columns.Select(c => c.Source)) + "\n";
        FileRecognizer recognizer = new(LegacyProfile.ShippedLab60());
        LegacyRow row = new();
        for (int round = 0; round < 200; round++)
        {
            byte[] noise = Noise(source, source.Below(4000), round % 2 == 0);
            byte[] bytes = round % 3 == 0 ? noise : [.. Encoding.ASCII.GetBytes(header), .. noise];
            using MemoryStream stream = new(bytes);
            if (recognizer.Recognize(stream, CancellationToken.None) is RecognizedFile file)
            {
                stream.Position = file.DataOffset;
                LegacyReader reader = new(stream, file.Dialect, file.DataOffset, file.DataLineNumber);
                RowMapper mapper = new(file.Plan);
                while (reader.Read(CancellationToken.None))
                {
                    mapper.Map(reader, row);
                }
            }
        }
    }

    [Fact]
    public void A_damaged_line_between_sound_ones_never_changes_them()
    {
        SeededSource source = new("neighbours");
        byte[] inLine = [.. Alphabet.Where(b => b is not ((byte)'\n' or (byte)'\r'))];
        for (int round = 0; round < 2000; round++)
        {
            string damaged = Encoding.Latin1.GetString(
                [.. Enumerable.Range(0, source.Below(60)).Select(_ => inLine[source.Below(inLine.Length)])]);
            string before = LegacyText.Line(1);
            string after = LegacyText.Line(3) + LegacyText.Line(4) + LegacyText.Line(5);
            List<ReadRecord> records = LegacyText.Read(before + "x" + damaged + "\r\n" + after);

            Assert.Equal("r1f0", records[0].Fields[0]);
            Assert.Equal([3, 4, 5], records.Where(r => r.Line > 2).Select(r => r.Line));
            Assert.Equal("r3f0", records.First(r => r.Line == 3).Fields[0]);
        }
    }

    [Fact]
    public void A_line_of_two_gigabytes_is_refused_with_flat_memory()
    {
        const long length = 2L << 30;
        using EndlessLine source = new(length);
        LegacyReader reader = new(source, new LegacyDialect((byte)';', 60, LegacyEncoding.Utf8));
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.True(reader.Read(CancellationToken.None));
        Assert.Equal(RefusalCode.LineTooLong, reader.Refusal);
        Assert.Equal(length, reader.NextOffset);
        Assert.False(reader.Read(CancellationToken.None));
        Assert.True(GC.GetAllocatedBytesForCurrentThread() - before < 64 * 1024);
    }

    private static byte[] Noise(SeededSource source, int length, bool likeText)
    {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++)
        {
            bytes[i] = likeText ? Alphabet[source.Below(Alphabet.Length)] : (byte)source.Below(256);
        }

        return bytes;
    }

    /// <summary>A line without end, made as it is read.</summary>
    private sealed class EndlessLine(long length) : Stream
    {
        private long position;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => length;

        public override long Position
        {
            get => position;
            set => throw new NotSupportedException();
        }

        public override int Read(byte[] buffer, int offset, int count)
        {
            int give = (int)Math.Min(count, length - position);
            buffer.AsSpan(offset, give).Fill((byte)'x');
            position += give;
            return give;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
