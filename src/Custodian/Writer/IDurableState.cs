using System.Data.Common;

namespace Serment.Custodian.Writer;

/// <summary>
/// State held in memory that says the same as tables of the custody database: meters, the log's edge, relationships.
/// It is read at the start, and again after a commit whose outcome is unknown.
/// </summary>
internal interface IDurableState
{
    /// <summary>Forgets everything and reads it from the database.</summary>
    void Load(DbConnection connection);
}
