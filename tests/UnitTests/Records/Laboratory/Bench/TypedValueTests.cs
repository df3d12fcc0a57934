using Serment.Records.Laboratory;
using Serment.Records.Laboratory.Bench;
using Serment.Records.Laboratory.Catalogue;

namespace Serment.UnitTests.Records.Laboratory.Bench;

public sealed class TypedValueTests
{
    [Theory]
    [InlineData("4,5", 4.5, Comparator.None)]
    [InlineData("4.50", 4.5, Comparator.None)]
    [InlineData(" -2 ", -2, Comparator.None)]
    [InlineData("<0,5", 0.5, Comparator.Less)]
    [InlineData("> 120", 120, Comparator.More)]
    [InlineData("<=3", 3, Comparator.AtMost)]
    [InlineData("≥ 7", 7, Comparator.AtLeast)]
    public void Reads_a_number_with_comma_or_point_and_a_sign(string typed, double number, Comparator comparator) =>
        Assert.Equal(new TypedValue((decimal)number, comparator), TypedValue.Parse(Of(AnswerKind.Quantity), typed));

    [Theory]
    [InlineData("")]
    [InlineData("4,5,6")]
    [InlineData("1 200")]
    [InlineData("1e5")]
    [InlineData("<")]
    [InlineData("hémolysé")]
    [InlineData("111111111111111111111111")]
    public void Refuses_what_is_no_number(string typed) =>
        Assert.Null(TypedValue.Parse(Of(AnswerKind.Quantity), typed));

    [Theory]
    [InlineData("n")]
    [InlineData("N")]
    [InlineData("négatif")]
    [InlineData("Negative")]
    public void Takes_an_answer_by_its_letter_or_its_words(string typed) =>
        Assert.Equal("N", TypedValue.Parse(Of(AnswerKind.Coded), typed)?.Coded?.Code);

    [Fact]
    public void Refuses_an_answer_that_is_not_of_the_list() =>
        Assert.Null(TypedValue.Parse(Of(AnswerKind.Coded), "peut-être"));

    [Fact]
    public void Takes_words_up_to_their_limit()
    {
        Analysis analysis = Of(AnswerKind.Text);

        Assert.Equal("Trouble", TypedValue.Parse(analysis, " Trouble ")?.Text);
        Assert.Null(TypedValue.Parse(analysis, new string('a', TypedValue.MaxTextChars + 1)));
    }

    private static Analysis Of(AnswerKind kind) => new()
    {
        Code = "X", Loinc = "1-1", Fr = "X", En = "X", Section = Section.Biochemistry, Container = "SER", Kind = kind,
        Answers = [new("N", "Négatif", "Negative", false), new("P", "Positif", "Positive", true)],
    };
}
