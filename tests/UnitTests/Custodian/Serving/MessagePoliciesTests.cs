using Serment.Custodian.Clients;
using Serment.Custodian.Evidence;
using Serment.Custodian.Serving;
using Serment.CustodyProtocol;

namespace Serment.UnitTests.Custodian.Serving;

public sealed class MessagePoliciesTests
{
    private static readonly MessageKind[] ForAnybody =
    [
        MessageKind.BeginSignIn, MessageKind.CompleteSignIn, MessageKind.BeginClient, MessageKind.ProveClient,
        MessageKind.DescribeSites, MessageKind.LatestCheckpoint,
    ];

    [Fact]
    public void Every_message_has_a_policy() =>
        Assert.All(Enum.GetValues<MessageKind>(), kind => Assert.NotNull(MessagePolicies.Find(kind)));

    [Fact]
    public void A_message_that_is_not_in_the_protocol_has_none() =>
        Assert.Null(MessagePolicies.Find((MessageKind)9999));

    [Fact]
    public void Nobody_may_send_only_what_begins_a_proof_or_concerns_no_patient()
    {
        Caller nobody = new(new(), null, null);

        Assert.Equal(
            ForAnybody.Order(),
            Enum.GetValues<MessageKind>().Where(kind => MessagePolicies.Allows(MessagePolicies.Find(kind)!, nobody)).Order());
    }

    [Theory]
    [InlineData(ClientRights.Seal)]
    [InlineData(ClientRights.Match)]
    [InlineData(ClientRights.Declare)]
    public void A_client_reaches_nothing_that_belongs_to_people(ClientRights right)
    {
        ConnectionState connection = new() { Client = new(new(5), 1, "interface", right, 100) };
        Caller client = new(connection, null, null);
        MessageKind[] forPeople =
        [
            MessageKind.ListDisclosures, MessageKind.ReadLog, MessageKind.ListStaff, MessageKind.Propose,
            MessageKind.LinkPatients, MessageKind.BeginStepUp, MessageKind.DescribeMeters, MessageKind.RevokeSession,
        ];

        Assert.All(forPeople, kind => Assert.False(MessagePolicies.Allows(MessagePolicies.Find(kind)!, client)));
        Assert.Equal(
            right == ClientRights.Seal, MessagePolicies.Allows(MessagePolicies.Find(MessageKind.SealEntries)!, client));
        Assert.Equal(
            right == ClientRights.Match, MessagePolicies.Allows(MessagePolicies.Find(MessageKind.MakeTokens)!, client));
    }

    [Fact]
    public void A_dead_token_on_a_proven_connection_does_not_act_for_the_client()
    {
        ConnectionState connection = new() { Client = new(new(5), 1, "interface", ClientRights.Seal, 100) };
        Caller caller = new(connection, null, SessionToken.New());

        Assert.False(MessagePolicies.Allows(MessagePolicies.Find(MessageKind.SealEntries)!, caller));
    }

    [Fact]
    public void An_administrator_reaches_nothing_of_a_patient()
    {
        SessionFacts admin = new(new(1), new(2), Role.Administrator, 1, new HashSet<int>(), []);
        Caller caller = new(new(), admin, SessionToken.New());
        MessageKind[] ofPatients =
        [
            MessageKind.MakeTokens, MessageKind.ListDisclosures, MessageKind.LinkPatients, MessageKind.DeclareRelationship,
            MessageKind.EndRelationship, MessageKind.BeginStepUp, MessageKind.CompleteStepUp, MessageKind.ConfirmSealed,
        ];

        Assert.All(ofPatients, kind => Assert.False(MessagePolicies.Allows(MessagePolicies.Find(kind)!, caller)));
    }
}
