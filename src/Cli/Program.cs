System.Console.WriteLine("serment");
