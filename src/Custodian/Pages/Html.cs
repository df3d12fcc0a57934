using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace Serment.Custodian.Pages;

/// <summary>
/// A piece of HTML. The literal parts of an interpolated string are markup; whatever stands in its holes is encoded,
/// unless it is itself a piece of HTML. There is no way to make one from a plain string that somebody typed.
/// </summary>
[InterpolatedStringHandler]
internal sealed class Html
{
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);
    private readonly StringBuilder text;

    public Html(int literalLength, int formattedCount) => text = new(literalLength + (formattedCount * 16));

    /// <summary>Nothing.</summary>
    public static Html Empty { get; } = new(0, 0);

    /// <summary>Pieces one after the other.</summary>
    public static Html Join(IEnumerable<Html> pieces)
    {
        Html joined = new(0, 0);
        foreach (Html piece in pieces)
        {
            joined.text.Append(piece.text);
        }

        return joined;
    }

    /// <summary>The piece itself: this makes the compiler build it from an interpolated string.</summary>
    public static Html Of(Html html) => html;

    public void AppendLiteral(string markup) => text.Append(markup);

    public void AppendFormatted(Html? html) => text.Append(html?.text);

    public void AppendFormatted(string? value) => text.Append(value is null ? "" : Encoder.Encode(value));

    public void AppendFormatted(int value) => text.Append(value);

    public override string ToString() => text.ToString();
}
