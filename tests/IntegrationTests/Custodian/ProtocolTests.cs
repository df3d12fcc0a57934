using System.Buffers.Binary;
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
        foreach (byte caller in (byte[])[2, 255, Frame.CallerSession])
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
    public async Task A_second_custodian_on_the_same_folder_is_refused()
    {
        await using CustodyBed bed = await CustodyBed.StartAsync(DatabaseEngine.Sqlite);

        await Assert.ThrowsAsync<Serment.Custodian.CustodianStartException>(bed.StartSecondAsync);
    }

    private static Task<SiteList> StillAnswersAsync(CustodyBed bed) =>
        bed.Connect().AskAsync(
            MessageKind.DescribeSites, null, Nothing.Instance, CustodyJson.Default.Nothing, CustodyJson.Default.SiteList,
            CancellationToken.None);
}
