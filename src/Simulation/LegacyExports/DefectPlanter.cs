using System.Globalization;
using System.Text;
using Serment.Simulation.Draws;
using Serment.Simulation.People;
using static Serment.Simulation.LegacyExports.LegacyColumn;

namespace Serment.Simulation.LegacyExports;

/// <summary>Spoils rows on purpose, each kind of damage in turn; a huge text comes a tenth as often as the
/// others.</summary>
internal sealed class DefectPlanter(LegacyExportOptions options)
{
    private const int HugeChars = 200 * 1024;
    private const int HugeEvery = 10;
    private const int MaxEarlier = 2_000;

    private static readonly DefectKind[] Kinds = Enum.GetValues<DefectKind>();

    private static readonly string[] NoDates =
        ["31/02/1975", "29/02/2019", "00/00/1960", "45/13/2018", "31/04/1988", "00/00/0000", "30/02/1944"];

    private static readonly string[] NoTimes =
        ["31/02/2017 08:15", "29/02/2019 07:40", "12/05/2018 25:61", "00/00/0000 00:00", "31/06/2016 10:00"];

    // A source of its own: the people stay who they are whatever the defects.
    private readonly SeededSource source = new("defects " + options.Seed);
    private readonly List<string> earlier = [];
    private int turn = -1;

    /// <summary>Whether the next row is to be spoilt.</summary>
    public bool Hits => options.DefectRate > 0 && source.Chance(options.DefectRate);

    /// <summary>Remembers a dossier number, to give it again.</summary>
    public void Remember(string dossier)
    {
        if (options.DefectRate <= 0)
        {
            return;
        }

        if (earlier.Count < MaxEarlier)
        {
            earlier.Add(dossier);
        }
        else if (source.Chance(0.01))
        {
            earlier[source.Below(MaxEarlier)] = dossier;
        }
    }

    /// <summary>Spoils the row and writes it.</summary>
    public PlantedDefect Write(string[] row, ExportWriter writer)
    {
        long line = writer.Lines + 1;
        DefectKind kind = NextKind();
        LegacyColumn? column = Spoil(kind, row);
        switch (kind)
        {
            case DefectKind.UnescapedQuote:
                WriteRaw(row, ADRESSE1, writer);
                break;
            case DefectKind.TruncatedLine:
                WriteCut(row, writer);
                break;
            default:
                writer.Record(row);
                break;
        }

        for (int i = kind == DefectKind.LineBreakInField ? 1 : 0; i > 0; i--)
        {
            writer.LineInside();
        }

        return new PlantedDefect(line, kind, column);
    }

    private DefectKind NextKind()
    {
        turn++;
        DefectKind kind = Kinds[turn % Kinds.Length];
        if (kind == DefectKind.HugeText && turn / Kinds.Length % HugeEvery != 0)
        {
            turn++;
            kind = Kinds[turn % Kinds.Length];
        }

        return kind == DefectKind.DuplicateDossier && earlier.Count == 0 ? DefectKind.MissingBirthDate : kind;
    }

    private LegacyColumn? Spoil(DefectKind kind, string[] row)
    {
        switch (kind)
        {
            case DefectKind.BadNirKey:
                row[(int)NIR] = WrongKey(row[(int)NIR]);
                return NIR;
            case DefectKind.ImpossibleDate when source.Chance(0.35):
                row[(int)DH_PRELEVEMENT] = source.Pick<string>(NoTimes);
                return DH_PRELEVEMENT;
            case DefectKind.ImpossibleDate:
                row[(int)DATE_NAISSANCE] = source.Pick<string>(NoDates);
                return DATE_NAISSANCE;
            case DefectKind.MissingBirthDate:
                row[(int)DATE_NAISSANCE] = "";
                return DATE_NAISSANCE;
            case DefectKind.EmbeddedDelimiter:
                row[(int)ADRESSE1] += options.Delimiter + " BAT " + (char)('A' + source.Below(4));
                return ADRESSE1;
            case DefectKind.UnescapedQuote:
                row[(int)ADRESSE1] = Misquoted(row[(int)ADRESSE1]);
                return ADRESSE1;
            case DefectKind.StrayNul:
                row[(int)ADRESSE1] = row[(int)ADRESSE1].Insert(source.Below(row[(int)ADRESSE1].Length + 1), "\0");
                return ADRESSE1;
            case DefectKind.LineBreakInField:
                row[(int)COMMENTAIRE] += source.Chance(0.5) ? "\r\nà rappeler lundi" : "\nà rappeler lundi";
                return COMMENTAIRE;
            case DefectKind.Mojibake:
                return Garble(row);
            case DefectKind.DuplicateDossier:
                row[(int)NUM_DOSSIER] = earlier[source.Below(earlier.Count)];
                return NUM_DOSSIER;
            case DefectKind.HugeText:
                row[(int)COMMENTAIRE] = Huge(row[(int)COMMENTAIRE]);
                return COMMENTAIRE;
            default:
                return null;
        }
    }

    private string WrongKey(string nir)
    {
        string body = nir.Length == 15
            ? nir[..13]
            : "1700175112" + source.Between(1, 900).ToString("D3", CultureInfo.InvariantCulture);
        int right = Identifiers.NirKey(body);
        int wrong = ((right - 1 + source.Between(1, 96)) % 97) + 1;
        return body + wrong.ToString("D2", CultureInfo.InvariantCulture);
    }

    private string Misquoted(string address) => source.Below(3) switch
    {
        0 => address + " \"LE CLOS\"",
        1 => "\"" + address,
        _ => "\"RES \"LES ÉRABLES\" " + address + "\"",
    };

    private LegacyColumn Garble(string[] row)
    {
        LegacyColumn[] candidates = [PRENOM, NOM_USUEL, ADRESSE1, COMMENTAIRE, RENSEIGNEMENTS_CLINIQUES];
        LegacyColumn column = candidates.FirstOrDefault(c => !Ascii.IsValid(row[(int)c]), PRENOM);
        string text = Ascii.IsValid(row[(int)column]) ? "Françoise" : row[(int)column];
        row[(int)column] = string.Concat(Encoding.UTF8.GetBytes(text).Select(Windows1252.CharOf));
        return column;
    }

    private string Huge(string start)
    {
        StringBuilder text = new(start, HugeChars + 128);
        while (text.Length < HugeChars)
        {
            text.Append(". ").Append(source.Pick<string>(Phrases.Comments));
        }

        return text.ToString();
    }

    private void WriteRaw(string[] row, LegacyColumn raw, ExportWriter writer)
    {
        for (int i = 0; i < row.Length; i++)
        {
            if (i > 0)
            {
                writer.Separator();
            }

            if (i == (int)raw)
            {
                writer.Text(row[i]);
            }
            else
            {
                writer.Field(row[i]);
            }
        }

        writer.EndLine();
    }

    private void WriteCut(string[] row, ExportWriter writer)
    {
        string line = string.Join(options.Delimiter, row);
        int lastDelimiter = line.LastIndexOf(options.Delimiter);

        // Cut before the last delimiter, or the record would only have lost a part of its comment.
        int cut = Math.Min((int)(line.Length * (0.15 + (source.Unit() * 0.75))), lastDelimiter);
        writer.Text(line.AsSpan(0, cut));
        writer.EndLine();
    }
}
