using System.Net;
using System.Net.Sockets;

namespace Serment.Harness;

/// <summary>Two free ports next to each other: the web server's and the custodian's pages'.</summary>
internal static class FreePorts
{
    private const int Tries = 50;

    public static int Pair()
    {
        for (int i = 0; i < Tries; i++)
        {
            using TcpListener first = new(IPAddress.Loopback, 0);
            first.Start();
            int port = ((IPEndPoint)first.LocalEndpoint).Port;
            try
            {
                using TcpListener second = new(IPAddress.Loopback, port + 1);
                second.Start();
                return port;
            }
            catch (SocketException)
            {
                continue; // the next port is somebody else's: draw again
            }
        }

        throw new InvalidOperationException("no two free ports next to each other");
    }
}
