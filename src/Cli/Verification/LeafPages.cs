using System.Buffers.Binary;
using System.Data.Common;
using System.Globalization;
using Serment.Database;

namespace Serment.Cli.Verification;

/// <summary>The leaves of the log by index, a stored batch at a time; rows mostly lie in the log's order.</summary>
internal sealed class LeafPages : IAsyncDisposable
{
    private const int MaxPages = 64;

    private readonly DbConnection connection;
    private readonly Dictionary<long, LeafPage> pages = [];
    private readonly Queue<long> age = [];
    private LeafPage current = LeafPage.Empty;

    private LeafPages(DbConnection connection) => this.connection = connection;

    /// <summary>Opens the custody database for reading.</summary>
    public static async Task<LeafPages> OpenAsync(DatabaseLocation custody, CancellationToken stop) =>
        new(await custody.OpenAsync(stop));

    /// <summary>The leaf of that index; empty when the log does not have it.</summary>
    public ReadOnlySpan<byte> Leaf(long index)
    {
        if (!current.Holds(index))
        {
            current = Find(index);
        }

        return current.Holds(index) ? current.Leaf(index) : default;
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => connection.DisposeAsync();

    private LeafPage Find(long index)
    {
        foreach (LeafPage page in pages.Values)
        {
            if (page.Holds(index))
            {
                return page;
            }
        }

        using DbCommand command = connection.CreateCommand();
        command.CommandText =
            "SELECT first_index, leaf_count, leaves FROM log_batch WHERE first_index <= @index ORDER BY first_index DESC LIMIT 1";
        command.Add("@index", index);
        using DbDataReader reader = command.ExecuteReader();
        if (!reader.Read())
        {
            return LeafPage.Empty;
        }

        LeafPage read = LeafPage.Read(reader);
        if (pages.Count == MaxPages)
        {
            pages.Remove(age.Dequeue());
        }

        if (pages.TryAdd(read.First, read))
        {
            age.Enqueue(read.First);
        }

        return read;
    }
}

/// <summary>One stored batch of leaves.</summary>
internal sealed class LeafPage
{
    private readonly byte[] bytes;
    private readonly int[] starts;

    private LeafPage(long first, byte[] bytes, int[] starts)
    {
        First = first;
        this.bytes = bytes;
        this.starts = starts;
    }

    /// <summary>A batch of nothing.</summary>
    public static LeafPage Empty { get; } = new(0, [], []);

    /// <summary>Index of the first leaf.</summary>
    public long First { get; }

    /// <summary>What is wrong with the stored batch; null where nothing is. A damaged one has no leaves.</summary>
    public string? Fault { get; private init; }

    /// <summary>Leaves in it.</summary>
    public int Count => starts.Length;

    /// <summary>Reads the columns first_index, leaf_count, leaves; a malformed batch comes as a damaged one.</summary>
    public static LeafPage Read(DbDataReader reader)
    {
        long first = Convert.ToInt64(reader.GetValue(0), CultureInfo.InvariantCulture);
        try
        {
            return Read(first, Convert.ToInt32(reader.GetValue(1), CultureInfo.InvariantCulture), reader.GetValue(2));
        }
        catch (InvalidDataException e)
        {
            return new(first, [], []) { Fault = e.Message };
        }
    }

    private static LeafPage Read(long first, int count, object stored)
    {
        byte[] leaves = stored as byte[] ?? throw new InvalidDataException("a batch of the log does not hold bytes");
        if (count < 0 || count > leaves.Length)
        {
            throw new InvalidDataException("a batch of the log names a number of leaves that it cannot hold");
        }

        int[] begins = new int[count];
        int at = 0;
        for (int i = 0; i < count; i++)
        {
            begins[i] = at;
            at += LeafLength(leaves, at);
        }

        return at == leaves.Length
            ? new(first, leaves, begins)
            : throw new InvalidDataException("a batch of the log has bytes left over");
    }

    /// <summary>Whether the leaf of that index is here.</summary>
    public bool Holds(long index) => index >= First && index < First + Count;

    /// <summary>The leaf, without its length.</summary>
    public ReadOnlySpan<byte> Leaf(long index)
    {
        int ordinal = (int)(index - First);
        int start = starts[ordinal] + LengthBytes;
        int end = ordinal + 1 < starts.Length ? starts[ordinal + 1] : bytes.Length;
        return bytes.AsSpan(start, end - start);
    }

    private const int LengthBytes = sizeof(int);

    private static int LeafLength(byte[] leaves, int at)
    {
        if (leaves.Length - at < LengthBytes)
        {
            throw new InvalidDataException("a batch of the log is cut short");
        }

        int length = BinaryPrimitives.ReadInt32LittleEndian(leaves.AsSpan(at));
        return length >= 0 && length <= leaves.Length - at - LengthBytes
            ? LengthBytes + length
            : throw new InvalidDataException("a leaf of the log is cut short");
    }
}
