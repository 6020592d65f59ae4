using System;
using System.Diagnostics;
using System.IO;
using System.Threading;
using System.Threading.Tasks;
using GraphUpload;

internal sealed class AsyncSteps : Steps
{
    internal AsyncSteps(Wish service, TextReader input) : base(service, input)
    {
    }

    protected override Task Start(Wish step, string verb, string of, CancellationTokenSource stop)
    {
        return Task.Run(() => One(step, verb, of, stop));
    }

    private async Task One(Wish step, string verb, string of, CancellationTokenSource stop)
    {
        object value = null;
        Exception error = null;
        try
        {
            value = await Do(step, verb, stop);
        }
        catch (Exception thrown)
        {
            error = thrown;
        }
        Tell(verb, of, value, error);
    }

    private async Task<object> Do(Wish step, string verb, CancellationTokenSource stop)
    {
        switch (verb)
        {
            case "upload":
                return await Thing<Client>(step, "client").UploadAsync(
                    Make.Source(step.Part("source"), step.Text("as"), true), Make.Target(step.Part("target")),
                    Make.Settings(step), Progress(step, stop), stop.Token);
            case "submit":
                Submit(step);
                return null;
            case "wait":
                var running = Things[step.Text("of")] as Background;
                if (running != null)
                {
                    await Task.WhenAll(running.Task);
                    return null;
                }
                await Thing<Job>(step, "of").WaitAsync(stop.Token);
                Tell(step.Text("of"), Thing<Job>(step, "of"));
                return null;
            case "close":
                if (Things[step.Text("of")] is Queue)
                {
                    await Thing<Queue>(step, "of").CloseAsync();
                }
                else
                {
                    (Things[step.Text("of")] as IDisposable)?.Dispose();
                }
                return null;
            case "drain":
                for (var job = await Next(step, stop); job != null; job = await Next(step, stop))
                {
                    Tell(NameOf(job), job);
                }
                return null;
            case "session":
                Things[step.Text("as")] = await Thing<Client>(step, "client").CreateSessionAsync(
                    Make.Target(step.Part("target")), step.Number("size"), null, stop.Token);
                return null;
            case "resume":
                Things[step.Text("as")] = await Thing<Client>(step, "client").ResumeSessionAsync(
                    Make.Target(step.Part("target")), File.ReadAllBytes(step.Text("from")), KeyOf(step), stop.Token);
                return null;
            case "put":
                await Thing<Session>(step, "session").PutAsync(PartOf(step), step.Number("offset"), stop.Token);
                return null;
            case "finish":
                return await Thing<Session>(step, "session").FinishAsync(stop.Token);
            case "discard":
                await Thing<Session>(step, "session").DiscardAsync(stop.Token);
                return null;
            case "refresh":
                await Thing<Session>(step, "session").RefreshAsync(stop.Token);
                return null;
            case "sync":
                Events.Print("sync", "name", step.Text("name"));
                await Task.Run(() => Input.ReadLine());
                return null;
            case "ticks":
                await Ticks(step);
                return null;
            case "exit":
                return Common(step, verb);
            default:
                return await Alone(() => Common(step, verb));
        }
    }

    private Task<Job> Next(Wish step, CancellationTokenSource stop) => Thing<Queue>(step, "queue").NextAsync(stop.Token);

    private static async Task Ticks(Wish step)
    {
        var clock = Stopwatch.StartNew();
        long longest = 0;
        for (long last = 0; last < step.Number("ms");)
        {
            await Task.Delay(10);
            File.ReadAllText("/proc/self/stat");
            var now = clock.ElapsedMilliseconds;
            longest = Math.Max(longest, now - last);
            last = now;
        }
        Events.Print("ticks", "of", step.Text("as"), "longest_ms", longest);
    }
}
