using Serment.Custodian.Pages;

namespace Serment.UnitTests.Custodian.Pages;

public sealed class HtmlTests
{
    [Fact]
    public void Encodes_what_stands_in_the_holes()
    {
        string name = "<script>alert('x')</script> \"é\" & co";

        string page = Html.Of($"<p title=\"{name}\">{name}</p>").ToString();

        Assert.Equal(
            "<p title=\"&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &quot;é&quot; &amp; co\">"
            + "&lt;script&gt;alert(&#x27;x&#x27;)&lt;/script&gt; &quot;é&quot; &amp; co</p>",
            page);
    }

    [Fact]
    public void Does_not_encode_html_twice()
    {
        string name = "<b>";
        Html inner = Html.Of($"<i>{name}</i>");

        Assert.Equal("<p><i>&lt;b&gt;</i></p>", Html.Of($"<p>{inner}</p>").ToString());
        Assert.Equal("<i>&lt;b&gt;</i><i>&lt;b&gt;</i>", Html.Join([inner, inner]).ToString());
    }
}
