using System.Data.Common;

namespace Serment.Records;

/// <summary>Binds values to commands, the same on both engines.</summary>
internal static class CommandParameters
{
    /// <summary>Adds a parameter.</summary>
    public static void Bind(this DbCommand command, string name, object? value)
    {
        DbParameter parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value ?? DBNull.Value;
        command.Parameters.Add(parameter);
    }
}
