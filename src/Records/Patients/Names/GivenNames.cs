namespace Serment.Records.Patients.Names;

/// <summary>The rule that ties the first birth given name to the list of birth given names.</summary>
public static class GivenNames
{
    /// <summary>
    /// EXI SI 29: the first birth given name must be the start of the list of given names, up to the end of a word,
    /// hyphen and apostrophe counting as a space. <c>JEAN</c> and <c>JEAN-PIERRE</c> agree with <c>JEAN PIERRE
    /// MARIE</c>; <c>JE</c> does not.
    /// </summary>
    public static bool FirstAgreesWithList(ReadOnlySpan<char> firstGivenName, ReadOnlySpan<char> listOfGivenNames)
    {
        Span<char> first = stackalloc char[NameForm.MaxFormChars];
        Span<char> list = stackalloc char[NameForm.MaxFormChars];
        int firstLength = NameForm.WriteComparison(firstGivenName, first);
        int listLength = NameForm.WriteComparison(listOfGivenNames, list);
        return firstLength > 0
            && firstLength <= listLength
            && list[..firstLength].SequenceEqual(first[..firstLength])
            && (firstLength == listLength || list[firstLength] == ' ');
    }
}
