using System.Security.Cryptography;
using Serment.CustodyProtocol;
using Serment.Fhir;
using Serment.Records.Documents;

namespace Serment.UnitTests.Records.Documents;

public sealed class DocumentResourceTests
{
    [Theory]
    [InlineData("../../etc/passwd", "../../etc/passwd")]
    [InlineData("a\r\nSet-Cookie: x", "aSet-Cookie: x")]
    [InlineData("facture\u202Efdp.exe", "facturefdp.exe")]
    [InlineData("  radio\0graphie  ", "radiographie")]
    [InlineData("compte rendu 🩺", "compte rendu 🩺")]
    public void A_name_is_one_line_of_text(string typed, string kept) =>
        Assert.Equal(kept, DocumentResource.Clean(typed, 40));

    [Fact]
    public void A_name_is_cut_between_characters() =>
        Assert.Equal("🩺", DocumentResource.Clean("🩺🩺", 3));

    [Fact]
    public void A_piece_is_a_FHIR_Binary_that_names_its_document_and_comes_back_whole()
    {
        byte[] piece = RandomNumberGenerator.GetBytes(PieceCodec.PieceBytes);
        byte[] json = new byte[PieceCodec.MaxJsonBytes];
        EntryId document = new(4711);
        int length = PieceCodec.Write(FileKind.Pdf, document, piece, json);

        Binary read = FhirJson.Read<Binary>(json.AsSpan(0, length));
        Assert.Equal("application/pdf", read.ContentType);
        Assert.Equal($"DocumentReference/{document}", read.SecurityContext!.ReferenceValue);
        Assert.Equal(piece, Convert.FromBase64String(read.Data!));

        byte[] back = new byte[PieceCodec.PieceBytes];
        Assert.Equal(piece.Length, PieceCodec.Read(json.AsSpan(0, length), document, back));
        Assert.Equal(piece, back);
        Assert.Equal(-1, PieceCodec.Read(json.AsSpan(0, length), new(4712), back));
    }

    [Fact]
    public void A_full_piece_fills_its_bucket_almost_to_the_brim()
    {
        byte[] json = new byte[PieceCodec.MaxJsonBytes];
        int length = PieceCodec.Write(FileKind.Pdf, new(long.MaxValue), new byte[PieceCodec.PieceBytes], json);
        Assert.InRange(length, (1024 * 1024) - 1024, (1024 * 1024) - 16);
    }

    [Fact]
    public void Nobody_files_into_a_compartment_that_the_role_does_not_write()
    {
        Assert.DoesNotContain(
            DocumentTypes.For([Compartment.Identity, Compartment.Contact, Compartment.Coverage]),
            type => DocumentTypes.CompartmentOf(type) == Compartment.Clinical);
        Assert.DoesNotContain(DocumentType.InsuranceCard, DocumentTypes.For([Compartment.Clinical]));
        Assert.Empty(DocumentTypes.For([]));
    }

    [Fact]
    public void Names_say_nothing_in_logs() =>
        Assert.DoesNotContain(
            "secret", new DocumentDraft(DocumentType.Letter, "secret", null, null, null, false).ToString(),
            StringComparison.Ordinal);
}
