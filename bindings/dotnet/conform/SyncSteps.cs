using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using GraphUpload;

internal sealed class SyncSteps : Steps
{
    internal SyncSteps(Wish service, TextReader input) : base(service, input)
    {
    }

    protected override Task Start(Wish step, string verb, string of, CancellationTokenSource stop)
    {
        var ended = new TaskCompletionSource<bool>();

        // On a thread of its own, whose stack goes with it.
        new Thread(() =>
        {
            object value = null;
            Exception error = null;
            try
            {
                value = Do(step, verb, stop);
            }
            catch (Exception thrown)
            {
                error = thrown;
            }
            Tell(verb, of, value, error);
            ended.SetResult(true);
        }) { IsBackground = true }.Start();
        return ended.Task;
    }

    private object Do(Wish step, string verb, CancellationTokenSource stop)
    {
        switch (verb)
        {
            case "upload":
                return Thing<Client>(step, "client").Upload(
                    Make.Source(step.Part("source"), step.Text("as"), false), Make.Target(step.Part("target")),
                    Make.Settings(step), Progress(step, stop), stop.Token);
            case "submit":
                Submit(step);
                return null;
            case "wait":
                if (Things[step.Text("of")] is Background running)
                {
                    running.Task.Wait();
                    return null;
                }
                Thing<Job>(step, "of").Wait(stop.Token);
                Tell(step.Text("of"), Thing<Job>(step, "of"));
                return null;
            case "close":
                // A job has nothing to dispose.
                (Things[step.Text("of")] as IDisposable)?.Dispose();
                return null;
            case "drain":
                foreach (var job in Thing<Queue>(step, "queue").AsCompleted(stop.Token))
                {
                    Tell(NameOf(job), job);
                }
                return null;
            case "session":
                Things[step.Text("as")] = Thing<Client>(step, "client").CreateSession(
                    Make.Target(step.Part("target")), step.Number("size"), null, stop.Token);
                return null;
            case "resume":
                Things[step.Text("as")] = Thing<Client>(step, "client").ResumeSession(
                    Make.Target(step.Part("target")), File.ReadAllBytes(step.Text("from")), KeyOf(step), stop.Token);
                return null;
            case "put":
                Thing<Session>(step, "session").Put(PartOf(step), step.Number("offset"), stop.Token);
                return null;
            case "finish":
                return Thing<Session>(step, "session").Finish(stop.Token);
            case "discard":
                Thing<Session>(step, "session").Discard(stop.Token);
                return null;
            case "refresh":
                Thing<Session>(step, "session").Refresh(stop.Token);
                return null;
            case "sync":
                Events.Print("sync", "name", step.Text("name"));
                Input.ReadLine();
                return null;
            case "ticks":
                Ticks(step);
                return null;
            default:
                return Common(step, verb);
        }
    }

    private static void Ticks(Wish step)
    {
        var clock = Stopwatch.StartNew();
        long longest = 0;
        for (long last = 0; last < step.Number("ms");)
        {
            Thread.Sleep(10);
            File.ReadAllText("/proc/self/stat");
            var now = clock.ElapsedMilliseconds;
            longest = Math.Max(longest, now - last);
            last = now;
        }
        Events.Print("ticks", "of", step.Text("as"), "longest_ms", longest);
    }
}
