using System.Buffers;
using System.Buffers.Binary;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Connections;
using Microsoft.Extensions.Logging.Abstractions;
using Serment.Custodian.Serving;
using Serment.CustodyProtocol;
using Serment.CustodyProtocol.Framing;
using Serment.Database;

namespace Serment.IntegrationTests.Custodian;

/// <summary>Whatever bytes come over the socket, the custodian answers soundly or hangs up, and goes on.</summary>
public sealed class ProtocolTests
{
    [Fact]
    public async Task A_frame_of_impossible_length_closes_the_connection()
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        foreach (uint length in (uint[])[0, 10, Frame.MaxLengthBytes + 1, uint.MaxValue])
        {
            using RawProtocol raw = await RawProtocol.ConnectAsync(bed);
            byte[] frame = new byte[4];
            BinaryPrimitives.WriteUInt32LittleEndian(frame, length);
            await raw.SendAsync(frame);

            Assert.True(await raw.IsClosedAsync());
        }

        await StillAnswersAsync(bed);
    }

    [Fact]
    public async Task An_unknown_caller_byte_or_a_token_cut_short_closes_the_connection()
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        foreach (byte caller in (byte[])[3, 255, Frame.CallerSession, Frame.CallerBackground])
        {
            using RawProtocol raw = await RawProtocol.ConnectAsync(bed);
            byte[] frame = new byte[Frame.RequestHeaderBytes];
            BinaryPrimitives.WriteUInt32LittleEndian(frame, (uint)(frame.Length - 4));
            BinaryPrimitives.WriteUInt16LittleEndian(frame.AsSpan(12), (ushort)MessageKind.DescribeSites);
            frame[14] = caller;
            await raw.SendAsync(frame);

            Assert.True(await raw.IsClosedAsync());
        }

        await StillAnswersAsync(bed);
    }

    [Fact]
    public async Task Every_message_answers_rubbish_without_failing()
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        byte[][] rubbish = [[], [0], "null"u8.ToArray(), "{\"x\":1}"u8.ToArray(), new byte[300]];
        foreach (Role role in (Role[])[Role.Receptionist, Role.SecurityOfficer])
        {
            foreach (MessageKind kind in Enum.GetValues<MessageKind>().Append((MessageKind)999))
            {
                foreach (byte[] payload in rubbish)
                {
                    (SessionToken session, _) = await bed.SignInAsync(role);
                    using RawProtocol raw = await RawProtocol.ConnectAsync(bed);
                    (ResponseStatus status, _) = await raw.AskAsync(
                        kind, Frame.CallerSession, [.. session.Bytes, .. payload]);

                    Assert.True(status != ResponseStatus.Failed, $"{kind} with {payload.Length} bytes failed");
                }
            }
        }
    }

    [Fact]
    public async Task Without_a_session_nothing_of_a_patient_is_answered()
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        CustodianClient web = bed.Connect();
        SessionToken stolen = SessionToken.New();

        CustodyException dead = await Assert.ThrowsAsync<CustodyException>(
            () => SealedPatients.AskAsync(web, stolen, AccessPurpose.Card, PatientId.New()));
        using RawProtocol raw = await RawProtocol.ConnectAsync(bed);
        (ResponseStatus none, _) = await raw.AskAsync(MessageKind.OpenEntries, 0, new byte[9]);

        Assert.Equal(ResponseStatus.NotSignedIn, dead.Status);
        Assert.Equal(ResponseStatus.NotSignedIn, none);
    }

    [Fact]
    public async Task Frames_that_are_never_finished_take_nobodys_place()
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);
        using ProtocolServer server = new(new(bed.Host.Core, new Handlers(), NullLogger.Instance));
        byte[] frame = new byte[Frame.RequestHeaderBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(frame, 1024);
        List<(Pipe In, Pipe Out, Task Served)> halves = [];
        for (int i = 0; i < ProtocolServer.MaxRequests + 8; i++)
        {
            halves.Add(await ConnectAsync(server, frame));
        }

        BinaryPrimitives.WriteUInt32LittleEndian(frame, Frame.RequestHeaderBytes - sizeof(uint));
        (Pipe incoming, Pipe outgoing, Task served) = await ConnectAsync(server, frame);
        ReadResult answer = await outgoing.Reader.ReadAtLeastAsync(Frame.ResponseHeaderBytes);
        Assert.Equal(
            (ushort)ResponseStatus.BadRequest, BinaryPrimitives.ReadUInt16LittleEndian(answer.Buffer.ToArray().AsSpan(12)));

        outgoing.Reader.AdvanceTo(answer.Buffer.End);
        await incoming.Writer.CompleteAsync();
        await served;
        foreach ((Pipe half, _, Task ended) in halves)
        {
            await half.Writer.CompleteAsync();
            await ended;
        }
    }

    [Fact]
    public async Task A_large_frame_that_does_not_come_gives_its_place_back()
    {
        using ProtocolServer server = new(dispatcher: null!) { BodyTimeout = TimeSpan.FromMilliseconds(20) };
        byte[] half = new byte[Frame.RequestHeaderBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(half, ProtocolServer.LargeFrameBytes + 1);
        for (int i = 0; i < ProtocolServer.MaxLargeRequests + 1; i++)
        {
            // Ends by itself; the ninth would wait for ever if one of the eight places were not given back.
            (_, _, Task served) = await ConnectAsync(server, half);
            await served;
        }
    }

    [Fact]
    public async Task A_second_custodian_on_the_same_folder_is_refused()
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);

        await Assert.ThrowsAsync<Serment.Custodian.CustodianStartException>(bed.StartSecondAsync);
    }

    private static async Task<(Pipe In, Pipe Out, Task Served)> ConnectAsync(ProtocolServer server, byte[] sent)
    {
        Pipe incoming = new();
        Pipe outgoing = new();
        await incoming.Writer.WriteAsync(sent);
        DefaultConnectionContext context = new() { Transport = new Ends(incoming.Reader, outgoing.Writer) };
        return (incoming, outgoing, server.RunAsync(context));
    }

    private sealed record Ends(PipeReader Input, PipeWriter Output) : IDuplexPipe;

    private static Task<SiteList> StillAnswersAsync(CustodyBed bed) =>
        bed.Connect().AskAsync(
            MessageKind.DescribeSites, null, Nothing.Instance, CustodyJson.Default.Nothing, CustodyJson.Default.SiteList,
            CancellationToken.None);
}
