using Serment.Web.Serving;

namespace Serment.Web.SignIn;

/// <summary>The sign-in page, with the form that somebody's ended session left behind.</summary>
public sealed record SignInModel(KeptForm? Form, bool HasEnded);
