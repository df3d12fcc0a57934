using Serment.CustodyProtocol;
using Serment.Web;
using Serment.Web.Security;
using Serment.Web.Texts;

namespace Serment.UnitTests.Web.Security;

public sealed class FormProofTests
{
    [Fact]
    public void Each_page_carries_another_text_and_all_of_them_prove_the_session()
    {
        SessionToken token = SessionToken.New();
        Visitor me = Presenting(token);
        string[] proofs = [.. Enumerable.Range(0, 20).Select(_ => Visitor.ProofOf(token))];
        Assert.Equal(proofs.Length, proofs.Distinct(StringComparer.Ordinal).Count());
        Assert.All(proofs, proof => Assert.True(me.IsProof(proof)));
        Assert.True(me.IsProof(me.FormProof));
    }

    [Fact]
    public void Another_sessions_proof_and_a_damaged_one_prove_nothing()
    {
        SessionToken token = SessionToken.New();
        Visitor me = Presenting(token);
        string proof = Visitor.ProofOf(token);
        char other = proof[^1] == '0' ? '1' : '0';
        Assert.False(me.IsProof(Visitor.ProofOf(SessionToken.New())));
        Assert.All(
            (string[])["", "zz", proof[..^2], proof + "00", proof[..^1] + other, new string('0', proof.Length)],
            wrong => Assert.False(me.IsProof(wrong)));
    }

    private static Visitor Presenting(SessionToken token)
    {
        Visitor me = new(
            new TextCatalog(),
            new WebContext(new()
            {
                Urls = [],
                MainDatabase = "",
                Custodian = new(),
                CustodianOrigin = "",
            }));
        me.Present(token);
        return me;
    }
}
