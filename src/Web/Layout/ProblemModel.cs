using Serment.Web.Serving;

namespace Serment.Web.Layout;

/// <summary>What went wrong: the key of its texts, an icon, the status, and the form to send again, if any.</summary>
public sealed record ProblemModel(string Key, string Icon, int Status, KeptForm? Form = null);
