using Serment.CustodyProtocol;
using Serment.Interop.Legacy.Profiles;
using Serment.Interop.Legacy.Reading;
using Serment.Interop.Legacy.Resources;
using Serment.Records.Patients.Identifiers;
using Serment.Records.Patients.Identity;
using Serment.Records.Patients.Lookup;

namespace Serment.Interop.Legacy.Matching;

/// <summary>
/// Reads from a row what matching needs: which numbers and traits may be trusted, the inputs of its blind tokens, its
/// digests, and
/// everything that is to be said of it. One a thread; it keeps nothing of a row.
/// </summary>
internal sealed class FactsReader(SourceNames source, ContentDigest digest, DateOnly today)
{
    private static readonly LegacyField[] NameTraits =
    [
        LegacyField.UsedName,
        LegacyField.BirthName,
        LegacyField.GivenName,
        LegacyField.BirthGivenNames,
    ];

    private static readonly LegacyField[] OtherTraits =
    [
        LegacyField.Sex,
        LegacyField.BirthDate,
        LegacyField.BirthplaceCode,
        LegacyField.TwinRank,
        LegacyField.DeathDate,
    ];

    /// <summary>Fills the facts and adds the row's token inputs to the request.</summary>
    public void Read(LegacyRow row, RowFacts facts, TokenRequest tokens)
    {
        facts.Clear();
        if (Refuses(row, facts))
        {
            return;
        }

        Problems(row, facts);
        Sex sex = SexOf(row, facts);
        BirthDate birthDate = BirthDateOf(row, facts);
        Numbers(row, facts, tokens);
        NirOf(row, facts, sex, birthDate, tokens);
        TraitsOf(row, facts, sex, birthDate, tokens);
        facts.Dossier = digest.OfRow(row);
        facts.IdentityDigest = digest.OfIdentity(row, NameTraits, OtherTraits);
        facts.ContactDigest = digest.Of((byte)'C', row, ContactResource.Traits);
        facts.CoverageDigest = digest.Of((byte)'V', row, CoverageResource.Traits);
    }

    private static bool Refuses(LegacyRow row, RowFacts facts)
    {
        string? code = row.Refusal switch
        {
            RefusalCode.None => null,
            RefusalCode.TooFewFields => FindingCode.TooFewFields,
            RefusalCode.TooManyFields => FindingCode.TooManyFields,
            _ => FindingCode.LineTooLong,
        };
        if (
            code is null
            && !row.Has(LegacyField.UsedName)
            && !row.Has(LegacyField.BirthName)
            && !row.Has(LegacyField.LaboratoryPatientNumber)
            && !row.Has(LegacyField.Ipp)
        )
        {
            code = FindingCode.NobodyNamed;
        }

        if (code is not null)
        {
            facts.Refuse(code);
        }

        return code is not null;
    }

    private static void Problems(LegacyRow row, RowFacts facts)
    {
        foreach ((LegacyField field, FieldProblem problem) in row.Problems)
        {
            facts.Flag(CodeOf(problem), field);
        }

        FlagIf(facts, row.Flags, RecordFlags.UnescapedQuote, FindingCode.UnescapedQuote);
        FlagIf(facts, row.Flags, RecordFlags.NulByte, FindingCode.NulByte);
        FlagIf(facts, row.Flags, RecordFlags.Undecodable, FindingCode.Undecodable);
        if (
            row.Has(LegacyField.PrescriberRpps)
            && Rpps.TryParse(row.Text(LegacyField.PrescriberRpps), out _) != NumberRefusal.None
        )
        {
            facts.Flag(FindingCode.RppsWrong, LegacyField.PrescriberRpps);
        }

        if (row.Has(LegacyField.Finess) && Finess.TryParse(row.Text(LegacyField.Finess), out _) != NumberRefusal.None)
        {
            facts.Flag(FindingCode.FinessWrong, LegacyField.Finess);
        }
    }

    private static void FlagIf(RowFacts facts, RecordFlags all, RecordFlags one, string code)
    {
        if ((all & one) != RecordFlags.None)
        {
            facts.Flag(code);
        }
    }

    private static string CodeOf(FieldProblem problem) =>
        problem switch
        {
            FieldProblem.ImpossibleDate => FindingCode.ImpossibleDate,
            FieldProblem.PartialDate => FindingCode.PartialDate,
            FieldProblem.UnknownCode => FindingCode.UnknownCode,
            FieldProblem.NotAPhone => FindingCode.NotAPhone,
            FieldProblem.TooLong => FindingCode.TooLong,
            FieldProblem.MendedMojibake => FindingCode.MendedMojibake,
            _ => FindingCode.ControlCharacter,
        };

    private static Sex SexOf(LegacyRow row, RowFacts facts)
    {
        if (!SexCodes.TryParse(row.Text(LegacyField.Sex), out Sex sex) || sex == Sex.Missing)
        {
            facts.Flag(FindingCode.MissingSex, LegacyField.Sex);
        }

        return sex;
    }

    private BirthDate BirthDateOf(LegacyRow row, RowFacts facts)
    {
        if (!row.Has(LegacyField.BirthDate))
        {
            facts.Flag(FindingCode.MissingBirthDate, LegacyField.BirthDate);
            return default;
        }

        if (row.HasProblem(LegacyField.BirthDate, FieldProblem.ImpossibleDate))
        {
            return default;
        }

        if (
            BirthDateParser.TryParseIso(row.Text(LegacyField.BirthDate), today, out BirthDate date)
            != BirthDateRefusal.None
        )
        {
            facts.Flag(FindingCode.ImpossibleDate, LegacyField.BirthDate);
        }

        return date;
    }

    private void Numbers(LegacyRow row, RowFacts facts, TokenRequest tokens)
    {
        Span<byte> input = stackalloc byte[TokenInputs.MaxBytes];
        facts.RecordNumberToken = Add(
            tokens,
            TokenKind.RecordNumber,
            input[
                ..TokenInputs.WriteNumber(source.RecordNumbers, row.Text(LegacyField.LaboratoryPatientNumber), input)
            ]
        );
        facts.IppToken = Add(
            tokens,
            TokenKind.RecordNumber,
            input[..TokenInputs.WriteNumber(source.Ipp, row.Text(LegacyField.Ipp), input)]
        );
        facts.AccessionToken = Add(
            tokens,
            TokenKind.Accession,
            input[..TokenInputs.WriteNumber(source.Accessions, row.Text(LegacyField.AccessionNumber), input)]
        );
        if (facts.AccessionToken == RowFacts.NoToken)
        {
            facts.Flag(FindingCode.MissingAccession, LegacyField.AccessionNumber);
        }
    }

    private static void NirOf(LegacyRow row, RowFacts facts, Sex sex, BirthDate birthDate, TokenRequest tokens)
    {
        if (!row.Has(LegacyField.Nir))
        {
            return;
        }

        ReceivedNir nir = ReceivedNir.From(row.Text(LegacyField.Nir));
        facts.Nir = Judge(nir, sex, birthDate);
        string? code = facts.Nir switch
        {
            NirStanding.WrongKey => FindingCode.NirKeyWrong,
            NirStanding.OfSomebodyElse => FindingCode.NirOfSomebodyElse,
            NirStanding.Unreadable => FindingCode.NirUnreadable,
            _ => null,
        };
        if (code is not null)
        {
            facts.Flag(code, LegacyField.Nir);
        }

        if (facts.Nir == NirStanding.Trusted)
        {
            Span<byte> input = stackalloc byte[TokenInputs.MaxBytes];
            facts.NirToken = Add(
                tokens,
                TokenKind.PersonalIdentifier,
                input[..TokenInputs.WritePersonalIdentifier(nir.Value, input)]
            );
        }
    }

    private static NirStanding Judge(in ReceivedNir nir, Sex sex, BirthDate birthDate)
    {
        if (!nir.IsReadable)
        {
            return NirStanding.Unreadable;
        }

        if (nir.Problem == NirRefusal.Key)
        {
            return NirStanding.WrongKey;
        }

        if (!nir.IsTrustworthy)
        {
            return NirStanding.Unreadable;
        }

        const NirDisagreement Person = NirDisagreement.Sex | NirDisagreement.Year | NirDisagreement.Month;
        return (nir.Value.AgreesWith(sex, birthDate) & Person) != NirDisagreement.None ? NirStanding.OfSomebodyElse
            : sex == Sex.Missing || birthDate.IsEmpty || !nir.HasKey ? NirStanding.Unverifiable
            : NirStanding.Trusted;
    }

    private static void TraitsOf(LegacyRow row, RowFacts facts, Sex sex, BirthDate birthDate, TokenRequest tokens)
    {
        if (birthDate.IsEmpty)
        {
            return;
        }

        Span<byte> input = stackalloc byte[TokenInputs.MaxBytes];
        ReadOnlySpan<char> used = row.Text(LegacyField.UsedName);
        ReadOnlySpan<char> birth = row.Text(LegacyField.BirthName);
        ReadOnlySpan<byte> traits = input[
            ..TokenInputs.WriteStrictTraits(
                birthDate,
                sex,
                birth.IsEmpty ? used : birth,
                row.Text(LegacyField.GivenName),
                input
            )
        ];
        facts.TraitsToken = Add(tokens, TokenKind.StrictTraits, traits);
        facts.IdentifiedTraitsToken = Add(tokens, TokenKind.StrictTraitsIdentified, traits);
        Span<byte> other = stackalloc byte[TokenInputs.MaxBytes];
        AddNames(
            tokens,
            facts,
            TokenKind.BirthDateNamePrefix,
            input[..TokenInputs.WriteBirthDateNamePrefix(birthDate, birth, input)],
            other[..TokenInputs.WriteBirthDateNamePrefix(birthDate, used, other)]
        );
        AddNames(
            tokens,
            facts,
            TokenKind.BirthDatePhonetic,
            input[..TokenInputs.WriteBirthDatePhonetic(birthDate, birth, input)],
            other[..TokenInputs.WriteBirthDatePhonetic(birthDate, used, other)]
        );
    }

    private static void AddNames(
        TokenRequest tokens,
        RowFacts facts,
        TokenKind kind,
        ReadOnlySpan<byte> birth,
        ReadOnlySpan<byte> used
    )
    {
        if (!birth.IsEmpty)
        {
            facts.NameTokens[facts.NameTokenCount++] = (kind, Add(tokens, kind, birth));
        }

        if (!used.IsEmpty && !used.SequenceEqual(birth))
        {
            facts.NameTokens[facts.NameTokenCount++] = (kind, Add(tokens, kind, used));
        }
    }

    private static int Add(TokenRequest tokens, TokenKind kind, ReadOnlySpan<byte> input) =>
        input.IsEmpty ? RowFacts.NoToken : tokens.Add(kind, input);
}
