using System.Text;
using Serment.Interop.Astm;
using Serment.Simulation.Draws;

namespace Serment.UnitTests.Interop.Astm;

public sealed class AstmReceiverTests
{
    private const byte Enq = 0x05;
    private const byte Eot = 0x04;
    private const string Small = "H|\\^&\rL|1|N\r";

    private static readonly AstmLimits Limits = new();

    [Fact]
    public void Holds_back_the_answer_to_the_frame_that_ends_a_message_until_it_is_stored()
    {
        AstmReceiver receiver = new(Limits);
        Assert.Equal(AstmStep.Ack, receiver.Take(Enq));
        List<byte[]> frames = AstmSender.Cut(Encoding.ASCII.GetBytes("H|\\^&\rO|1|1\rR|1|^^^K|4\rL|1|N\r"), 12);
        Assert.Equal(3, frames.Count);
        Assert.Equal(AstmStep.Ack, Feed(receiver, frames[0]));
        Assert.Equal(AstmStep.Ack, Feed(receiver, frames[1]));
        Assert.Equal(AstmStep.Complete, Feed(receiver, frames[2]));
        Assert.True(receiver.IsWaiting);
        receiver.Answer(isStored: false);
        Assert.Equal(AstmStep.Complete, Feed(receiver, frames[2]));
        Assert.Equal("H|\\^&\rO|1|1\rR|1|^^^K|4\rL|1|N\r", Encoding.ASCII.GetString(receiver.Message));
        receiver.Answer(isStored: true);
        Assert.Equal(AstmStep.Ack, Feed(receiver, frames[2]));
        Assert.Equal(AstmStep.Ended, receiver.Take(Eot));
    }

    [Fact]
    public void Refuses_a_wrong_checksum_a_wrong_number_a_cut_frame_and_what_nobody_asked_for()
    {
        AstmReceiver receiver = new(Limits);
        byte[] good = AstmSender.Cut(Encoding.ASCII.GetBytes(Small), 240)[0];
        Assert.Equal((AstmStep.Nak, AstmRefusal.Unasked), (receiver.Take(0x02), receiver.Refusal));
        receiver.Take(Enq);
        byte[] wrong = [.. good];
        wrong[^3] ^= 1;
        Assert.Equal((AstmStep.Nak, AstmRefusal.Checksum), (Feed(receiver, wrong), receiver.Refusal));
        byte[] unreadable = [.. good];
        unreadable[^4] = (byte)'?';
        Assert.Equal((AstmStep.Nak, AstmRefusal.Broken), (Feed(receiver, unreadable), receiver.Refusal));
        byte[] second = AstmSender.Cut(Encoding.ASCII.GetBytes(Small + Small), Small.Length)[1];
        Assert.Equal((AstmStep.Nak, AstmRefusal.FrameNumber), (Feed(receiver, second), receiver.Refusal));
        Assert.Equal(AstmStep.Complete, Feed(receiver, [.. good.AsSpan(0, 5), .. good]));
    }

    [Fact]
    public void Takes_a_frame_sent_twice_once()
    {
        AstmReceiver receiver = new(Limits);
        List<byte[]> frames = AstmSender.Cut(Encoding.ASCII.GetBytes(Small), 6);
        receiver.Take(Enq);
        Assert.Equal(AstmStep.Ack, Feed(receiver, frames[0]));
        Assert.Equal(AstmStep.Ack, Feed(receiver, frames[0]));
        Assert.Equal(AstmStep.Complete, Feed(receiver, frames[1]));
        Assert.Equal(Small, Encoding.ASCII.GetString(receiver.Message));
    }

    [Fact]
    public void Gives_out_the_whole_records_of_a_message_whose_sender_ends_before_its_terminator()
    {
        AstmReceiver receiver = new(Limits);
        receiver.Take(Enq);
        Assert.Equal(AstmStep.Ack, Feed(receiver, AstmSender.Cut(Encoding.ASCII.GetBytes("H|\\^&\rP|1\rO|1|26"), 240)[0]));
        Assert.Equal(AstmStep.Unfinished, receiver.Take(Eot));
        Assert.Equal("H|\\^&\rP|1\r", Encoding.ASCII.GetString(receiver.Message));
        Assert.False(receiver.IsBusy);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void Gives_out_the_whole_records_of_a_message_that_its_sender_breaks_off_to_begin_anew(bool isWithinFrame)
    {
        AstmReceiver receiver = new(Limits);
        receiver.Take(Enq);
        byte[] first = AstmSender.Cut(Encoding.ASCII.GetBytes("H|\\^&\rP|1\rO|1|26"), 240)[0];
        Assert.Equal(AstmStep.Ack, Feed(receiver, first));
        Assert.Equal(AstmStep.None, Feed(receiver, isWithinFrame ? [0x02, (byte)'2', (byte)'R'] : []));
        Assert.Equal(AstmStep.Unfinished, receiver.Take(Enq));
        Assert.Equal("H|\\^&\rP|1\r", Encoding.ASCII.GetString(receiver.Message));
        Assert.False(receiver.IsBusy);

        // The sender, who had no answer, asks once more, and nothing of before is in what comes.
        Assert.Equal(AstmStep.Ack, receiver.Take(Enq));
        Assert.Equal(AstmStep.Complete, Feed(receiver, AstmSender.Cut(Encoding.ASCII.GetBytes(Small), 240)[0]));
        Assert.Equal(Small, Encoding.ASCII.GetString(receiver.Message));
    }

    [Fact]
    public void Takes_a_second_request_to_send_before_any_frame_as_the_first()
    {
        AstmReceiver receiver = new(Limits);
        Assert.Equal(AstmStep.Ack, receiver.Take(Enq));
        Assert.Equal(AstmStep.Ack, receiver.Take(Enq));
    }

    [Fact]
    public void Refuses_what_is_longer_than_a_frame_or_a_message_may_be_and_holds_none_of_it()
    {
        AstmReceiver receiver = new(new AstmLimits(MaxFrameChars: 50, MaxMessageBytes: 100));
        receiver.Take(Enq);
        byte[] large = AstmSender.Cut(Encoding.ASCII.GetBytes(new string('x', 200)), 200)[0];
        Assert.Equal((AstmStep.Nak, AstmRefusal.TooLong), (Until(receiver, large), receiver.Refusal));
        receiver.Reset();
        receiver.Take(Enq);
        List<byte[]> many = AstmSender.Cut(Encoding.ASCII.GetBytes("H|\\^&\r" + new string('x', 400)), 40);
        Assert.Equal([AstmStep.Ack, AstmStep.Ack, AstmStep.Nak], many.Take(3).Select(one => Until(receiver, one)));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void Survives_whatever_bytes_come_and_takes_the_next_good_message(int seed)
    {
        SeededSource random = new($"seed {seed}");
        AstmReceiver receiver = new(new AstmLimits(MaxMessageBytes: 5_000));
        byte[] marks = [0x02, 0x03, 0x04, 0x05, 0x06, 0x0A, 0x0D, 0x15, 0x17, 0x1D, 0x1E, (byte)'1', (byte)'L', (byte)'|'];
        for (int i = 0; i < 200_000; i++)
        {
            byte one = random.Below(3) == 0 ? (byte)random.Below(256) : marks[random.Below(marks.Length)];
            if (receiver.Take(one) is AstmStep.Complete)
            {
                receiver.Answer(random.Below(2) == 0);
            }
        }

        receiver.Reset();
        Assert.Equal(AstmStep.Ack, receiver.Take(Enq));
        Assert.Equal(AstmStep.Complete, Feed(receiver, AstmSender.Cut(Encoding.ASCII.GetBytes(Small), 240)[0]));
    }

    [Fact]
    public void A_sender_repeats_what_is_refused_gives_up_and_lets_the_instrument_go_first()
    {
        AstmSender sender = new(Encoding.ASCII.GetBytes(Small), new AstmLimits(SentFrameChars: 6));
        Assert.Equal((AstmSend.Bytes, Enq), (sender.Begin(), sender.Bytes[0]));
        Assert.Equal(AstmSend.Yield, sender.Take(Enq));
        Assert.Equal(AstmSend.Later, sender.Take(0x15));
        Assert.Equal(AstmSend.Bytes, sender.Take(0x06));
        byte[] first = sender.Bytes;
        Assert.Equal(AstmSend.Bytes, sender.Take(0x15));
        Assert.Same(first, sender.Bytes);
        Assert.Equal(AstmSend.Bytes, sender.Take(0x06));
        Assert.Equal((byte)'2', sender.Bytes[1]);
        Assert.Equal((AstmSend.Done, Eot), (sender.Take(0x06), sender.Bytes[0]));

        sender.Begin();
        sender.Take(0x06);
        AstmSend last = AstmSend.Bytes;
        for (int i = 0; i < Limits.MaxAttempts; i++)
        {
            Assert.Equal(AstmSend.Bytes, last);
            last = sender.Take(0x15);
        }

        Assert.Equal(AstmSend.GaveUp, last);
    }

    internal static AstmStep Feed(AstmReceiver receiver, ReadOnlySpan<byte> bytes)
    {
        AstmStep told = AstmStep.None;
        foreach (byte one in bytes)
        {
            AstmStep step = receiver.Take(one);
            told = step == AstmStep.None ? told : step;
        }

        return told;
    }

    private static AstmStep Until(AstmReceiver receiver, ReadOnlySpan<byte> bytes)
    {
        foreach (byte one in bytes)
        {
            if (receiver.Take(one) is var step and not AstmStep.None)
            {
                return step;
            }
        }

        return AstmStep.None;
    }
}
