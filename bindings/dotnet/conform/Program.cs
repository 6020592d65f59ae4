// The driver of the conformance suite; ../../conformance/README.md describes what it does.
using System;
using System.IO;
using System.Text;
using System.Threading;
using GraphUpload.Testing;

internal static class Program
{
    private static void Main()
    {
        // Threads are counted: the pool has always the same number of them once it is warm.
        ThreadPool.SetMinThreads(4, 4);
        ThreadPool.SetMaxThreads(4, 4);
        var input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false));
        var scenario = new Wish(Json.Parse(input.ReadLine()));
        var service = scenario.Part("service");
        var steps = scenario.Text("form") == "async" ? (Steps)new AsyncSteps(service, input) : new SyncSteps(service, input);
        if (Type.GetType("Mono.Runtime") != null)
        {
            // Mono raises CancelKeyPress only if standard input is a terminal.
            Mono(steps.Interrupt);
        }
        else
        {
            Console.CancelKeyPress += (sender, arguments) =>
            {
                arguments.Cancel = true;
                steps.Interrupt();
            };
        }
        steps.Run(scenario.List("steps"));
        Events.Print("done");
    }

    private static void Mono(Action interrupt)
    {
        var signal = new global::Mono.Unix.UnixSignal(global::Mono.Unix.Native.Signum.SIGINT);
        new Thread(() =>
        {
            while (signal.WaitOne())
            {
                signal.Reset();
                interrupt();
            }
        }) { IsBackground = true }.Start();
    }
}
