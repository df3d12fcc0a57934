namespace Serment.FhirGenerator;

/// <summary>
/// Finds a name among many by its length, then by its bytes: no hash, no table to build at start-up,
/// and the compiler turns the comparison with a constant into a few wide ones.
/// </summary>
internal static class NameSwitch
{
    public static void Write(Source source, IEnumerable<(string Name, string Action)> cases)
    {
        source.Open("switch (name.Length)");
        foreach (IGrouping<int, (string Name, string Action)> length in
            cases.GroupBy(item => item.Name.Length).OrderBy(group => group.Key))
        {
            source.Line($"case {length.Key}:");
            foreach ((string name, string action) in length)
            {
                source.Line($"    if (name.SequenceEqual(\"{name}\"u8)) {{ {action} }}");
            }

            source.Line("    break;");
        }

        source.Close();
    }
}
