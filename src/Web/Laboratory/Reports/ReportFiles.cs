using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Text;
using Serment.CustodyProtocol;
using Serment.Records.Laboratory.Reports;

namespace Serment.Web.Laboratory.Reports;

/// <summary>How a report's files leave the server: never as a page, never under a name that tells of anybody.</summary>
internal static class ReportFiles
{
    /// <summary>What the certificates' file is called.</summary>
    public const string CertificateName = "certificat-laboratoire.pem";

    private const string Sandboxed = "default-src 'none'; sandbox";
    private const string ReadMe = "LISEZ-MOI.txt";

    /// <summary>Sets the headers.</summary>
    public static void SetHeaders(HttpResponse response, string name, bool isInline)
    {
        response.Headers.ContentSecurityPolicy = Sandboxed;
        response.Headers.ContentDisposition = (isInline ? "inline" : "attachment") + $"; filename=\"{name}\"";
    }

    /// <summary>What a file of an edition is called.</summary>
    public static string NameOf(SignedReport report, string ending) => string.Create(
        CultureInfo.InvariantCulture,
        $"compte-rendu-{report.IssuedAt:yyyy-MM-dd}-{report.Version.Entry}-{report.Version.Version}.{ending}");

    /// <summary>Certificates as PEM, the oldest first; empty before the first report.</summary>
    public static string Pem(ReportKeyList keys) =>
        string.Concat(keys.Keys.Select(one => PemEncoding.WriteString("CERTIFICATE", one.Certificate) + "\n"));

    /// <summary>A report with all that it takes to check it elsewhere, as a ZIP file.</summary>
    public static byte[] Copy(SignedReport report, byte[] pdf, byte[] signature, string certificates)
    {
        using MemoryStream file = new();
        using (ZipArchive zip = new(file, ZipArchiveMode.Create, leaveOpen: true, Encoding.UTF8))
        {
            Add(NameOf(report, "pdf"), pdf);
            Add(NameOf(report, "pdf.p7s"), signature);
            Add(CertificateName, Encoding.ASCII.GetBytes(certificates));
            Add(ReadMe, Encoding.UTF8.GetBytes(WordsOf(report)));

            void Add(string name, byte[] content)
            {
                ZipArchiveEntry entry = zip.CreateEntry(name, CompressionLevel.Fastest);
                entry.LastWriteTime = report.IssuedAt;
                using Stream to = entry.Open();
                to.Write(content);
            }
        }

        return file.ToArray();
    }

    // French, as the report: it goes with a document of French law to whoever receives that.
    private static string WordsOf(SignedReport report) =>
        $"""
        Le fichier .pdf est le compte rendu. Le fichier .p7s est la signature électronique du laboratoire.

        Vérification sans connexion, par l’un de ces outils :

            serment verify-report {NameOf(report, "pdf")} {NameOf(report, "pdf.p7s")} --certificate {CertificateName}

            openssl cms -verify -binary -inform DER -in {NameOf(report, "pdf.p7s")} -content {NameOf(report, "pdf")} \
                -CAfile {CertificateName} -partial_chain -purpose any -out /dev/null

        Le certificat joint ne prouve rien seul : comparez-le à celui que le laboratoire vous a remis.

        """;
}
