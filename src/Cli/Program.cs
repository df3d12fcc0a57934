using System.CommandLine;
using Serment.Cli.Commands;
using Serment.Cli.Downtime;

RootCommand root = new("Serment: a patient record and laboratory system under seal.")
{
    InitCommand.Create(),
    CustodianCommand.Create(),
    WebCommand.Create(),
    ImportCommand.Create(),
    VerifyCommand.Create(),
    VerifyReportCommand.Create(),
    SimulateCommand.Create(),
    DemoCommand.Create(),
    DowntimeCommand.Create(),
};

// Ctrl-C lets a batch, a child process or a report come to its end before the process goes.
return await root.Parse(args).InvokeAsync(
    new InvocationConfiguration { ProcessTerminationTimeout = TimeSpan.FromSeconds(45) });
