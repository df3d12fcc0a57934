namespace Serment.Simulation.LegacyExports;

/// <summary>
/// Writes a legacy laboratory export of sixty columns, as they left old systems: everything readable, in one file.
/// Nobody in it exists. Memory does not grow with the number of rows.
/// </summary>
public static class LegacyExport
{
    private const int ReportEveryRows = 10_000;

    /// <summary>Writes the export and tells what was written.</summary>
    /// <param name="output">Written forward only; the caller owns it.</param>
    /// <param name="options">What the export is like.</param>
    /// <param name="progress">Told how many rows are written, now and then; may be null.</param>
    /// <param name="stop">Ends the writing between two rows.</param>
    public static LegacyExportSummary Write(
        Stream output, LegacyExportOptions options, IProgress<long>? progress, CancellationToken stop)
    {
        Check(options);
        RowSource rows = new(options);
        DefectPlanter planter = new(options);
        SentinelMarks? marks = options.Sentinels ? new SentinelMarks(options.Seed) : null;
        using ExportWriter writer = new(output, options.Delimiter, options.Utf8);
        writer.Record([.. LegacyColumns.Names]);
        string[] row = new string[LegacyColumns.Names.Count];
        long defects = 0;
        for (long i = 0; i < options.Rows; i++)
        {
            if (i % ReportEveryRows == 0)
            {
                stop.ThrowIfCancellationRequested();
                progress?.Report(i);
            }

            rows.Next(row);
            if (marks is not null)
            {
                Mark(row, marks);
            }

            options.OnRow?.Invoke(writer.Lines + 1, rows.PersonNumber);
            if (planter.Hits)
            {
                defects++;
                PlantedDefect defect = planter.Write(row, writer);
                options.OnDefect?.Invoke(defect);
            }
            else
            {
                planter.Remember(row[(int)LegacyColumn.NUM_DOSSIER]);
                writer.Record(row);
            }
        }

        string digest = writer.Finish();
        progress?.Report(options.Rows);
        return new LegacyExportSummary(options.Rows, rows.People, defects, writer.Bytes, digest);
    }

    private static void Mark(string[] row, SentinelMarks marks)
    {
        foreach (LegacyColumn column in (ReadOnlySpan<LegacyColumn>)
            [LegacyColumn.NOM_USUEL, LegacyColumn.ADRESSE1, LegacyColumn.COMMENTAIRE])
        {
            string text = row[(int)column];
            row[(int)column] = text.Length == 0 ? marks.Next() : text + " " + marks.Next();
        }
    }

    private static void Check(LegacyExportOptions options)
    {
        bool right = options.Rows is >= 0 and <= LegacyExportOptions.MaxRows &&
            options.DefectRate is >= 0 and <= 1 && options.VariantRate is >= 0 and <= 1 &&
            options.RowsPerPatient is >= 1 and <= 1000 && options.Delimiter is ';' or ',' or '\t' or '|';
        if (!right)
        {
            throw new ArgumentException("An option of the export is outside its limits.", nameof(options));
        }
    }
}
