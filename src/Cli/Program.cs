using System.CommandLine;
using Serment.Cli.Commands;

RootCommand root = new("Serment: a patient record and laboratory system under seal.")
{
    InitCommand.Create(),
    CustodianCommand.Create(),
    WebCommand.Create(),
    ImportCommand.Create(),
    VerifyCommand.Create(),
    SimulateCommand.Create(),
    DemoCommand.Create(),
};
return await root.Parse(args).InvokeAsync();
