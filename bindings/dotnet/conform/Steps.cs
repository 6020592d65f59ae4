using System;
using System.Collections.Generic;
using System.Diagnostics;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using GraphUpload;

/// <summary>The steps of a scenario: the objects by name, and what both forms have in common.</summary>
internal abstract class Steps
{
    private static readonly string[] Silent =
    {
        "counts", "offset", "collect", "forget", "resources", "exit", "submit", "sync", "drop", "ticks", "drain", "wait",
    };

    private static readonly string[] Waiting =
    {
        "upload", "drain", "wait", "session", "resume", "put", "finish", "discard", "refresh",
    };

    protected readonly Wish Service;
    protected readonly TextReader Input;
    protected readonly Dictionary<string, object> Things = new Dictionary<string, object>();
    private readonly HashSet<Job> _told = new HashSet<Job>();
    private readonly object _lock = new object();
    private CancellationTokenSource _current;
    private bool _isInterrupted;

    protected Steps(Wish service, TextReader input)
    {
        Service = service;
        Input = input;
    }

    /// <summary>Ends the step that is waited for.</summary>
    internal void Interrupt()
    {
        Events.Print("interrupted");
        lock (_lock)
        {
            // Between two steps, the next one is meant.
            _isInterrupted = _current == null;
            _current?.Cancel();
        }
    }

    internal void Run(List<object> steps)
    {
        foreach (var step in steps.Select(one => new Wish(one)))
        {
            var verb = step.Text("do");
            var of = step.Text("as", verb);
            Events.Print("step", "do", verb, "of", step.Text("of", of));
            var stop = new CancellationTokenSource();
            if (step.Flag("background"))
            {
                Things[of] = new Background(Start(step, verb, of, stop), stop);
            }
            else
            {
                var isWaiting = Waiting.Contains(verb);
                lock (_lock)
                {
                    _current = isWaiting ? stop : null;
                    if (isWaiting && _isInterrupted)
                    {
                        _isInterrupted = false;
                        stop.Cancel();
                    }
                }
                Start(step, verb, of, stop).Wait();
                lock (_lock)
                {
                    _current = null;
                }
            }
        }
    }

    /// <summary>Carries out a step, whose result is printed.</summary>
    protected abstract Task Start(Wish step, string verb, string of, CancellationTokenSource stop);

    protected static void Tell(string verb, string of, object value, Exception error)
    {
        if (error != null || !Silent.Contains(verb))
        {
            Events.Result(of, value, error);
        }
    }

    /// <summary>The result of a job, once.</summary>
    protected void Tell(string of, Job job)
    {
        if (_told.Add(job))
        {
            Events.Result(of, job.Error == null ? job.Result() : null, job.Error);
        }
    }

    protected string NameOf(Job job)
    {
        return Things.Where(thing => thing.Value == job).Select(thing => thing.Key).FirstOrDefault() ?? Path.GetFileName(job.Path);
    }

    protected T Thing<T>(Wish step, string name) => (T)Things[step.Text(name)];

    protected Told Progress(Wish step, CancellationTokenSource stop)
    {
        return step.Has("progress") ? new Told(step.Part("progress"), step.Text("as"), stop) : null;
    }

    protected Job Submit(Wish step)
    {
        var stop = new CancellationTokenSource();
        var job = Thing<Queue>(step, "queue").Submit(
            Make.Source(step.Part("source"), step.Text("as"), true), Make.Target(step.Part("target")), Make.Settings(step),
            Progress(step, stop), stop.Token);
        Things[step.Text("as")] = job;
        return job;
    }

    protected static SessionOptions KeyOf(Wish step) => new SessionOptions { Key = Make.Key(step) };

    protected static byte[] PartOf(Wish step)
    {
        var all = File.ReadAllBytes(step.Text("file"));
        var offset = (int)step.Number("offset");
        return all.Skip(offset).Take((int)step.Number("length", all.Length)).ToArray();
    }

    /// <summary>What does not wait, in either form.</summary>
    protected object Common(Wish step, string verb)
    {
        switch (verb)
        {
            case "client":
                Things[step.Text("as")] = Make.Client(step, Service);
                return null;
            case "queue":
                var room = step.Part("room");
                var options = new QueueOptions { StateFolder = step.Text("state_folder"), Key = Make.Key(step) };
                if (room != null)
                {
                    options.MaxWaiting = (int)room.Number("most");
                    options.RoomTimeout = TimeSpan.FromMilliseconds(room.Number("wait_ms"));
                }
                Things[step.Text("as")] = Thing<Client>(step, "client").CreateQueue((int)step.Number("at_once", 1), options);
                return null;
            case "cancel":
                Do(step, job => job.Cancel(), queue => queue.Cancel());
                return null;
            case "pause":
                Do(step, job => job.Pause(), queue => queue.Pause());
                return null;
            case "continue":
                Do(step, job => job.Resume(), queue => queue.Resume());
                return null;
            case "front":
                Thing<Job>(step, "of").MoveToFront();
                return null;
            case "set_token":
                Thing<Client>(step, "client").SetToken(step.Text("token"));
                return null;
            case "save":
                File.WriteAllBytes(step.Text("to"), Thing<Session>(step, "session").Save(Make.Key(step)));
                return null;
            case "counts":
                var counts = Thing<Queue>(step, "of").Counts;
                Events.Print("counts", "of", step.Text("of"), "waiting", counts.Waiting, "running", counts.Running, "paused",
                    counts.Paused, "stored", counts.Stored, "failed", counts.Failed);
                return null;
            case "offset":
                var session = Thing<Session>(step, "of");
                Events.Print("offset", "of", step.Text("of"), "next", session.Offset, "confirmed", session.Confirmed, "size",
                    session.Size);
                return null;
            case "collect":
                Collect();
                return null;
            case "forget":
                Things.Remove(step.Text("of"));
                return null;
            case "resources":
                Warm();
                Events.Print("resources", "of", step.Text("as"), "descriptors", Directory.GetFiles("/proc/self/fd").Length,
                    "threads", Threads());
                return null;
            case "exit":
                Environment.Exit((int)step.Number("status"));
                return null;
            case "drop":
                for (var count = step.Number("count"); count > 0; count--)
                {
                    Drop();
                }
                return null;
            default:
                throw new NotSupportedException(verb);
        }
    }

    private void Do(Wish step, Action<Job> ofJob, Action<Queue> ofQueue)
    {
        var thing = Things[step.Text("of")];
        (thing as Background)?.Stop.Cancel();
        if (thing is Job)
        {
            ofJob((Job)thing);
        }
        if (thing is Queue)
        {
            ofQueue((Queue)thing);
        }
    }

    /// <summary>Lets the pool have all the threads that it starts at once, so that it has as many each time.</summary>
    private static void Warm()
    {
        ThreadPool.GetMinThreads(out var count, out _);
        using (var all = new Barrier(count))
        {
            Task.WaitAll(Enumerable.Range(0, count).Select(one => Task.Run(() => all.SignalAndWait(1000))).ToArray());
        }
    }

    /// <summary>
    /// How many threads there are. One that has ended is still listed for a moment, and .NET has one that watches over the pool for
    /// half a second after its last work.
    /// </summary>
    private static int Threads()
    {
        return Enumerable.Range(0, 75).Min(one =>
        {
            Thread.Sleep(20);
            return Directory.GetDirectories("/proc/self/task").Length;
        });
    }

    private void Drop()
    {
        var wish = new Wish(GraphUpload.Testing.Json.Parse(
            "{\"as\": \"drop\", \"token\": {\"kind\": \"callback\", \"tokens\": [\"x\"]}, \"options\": {\"log\": {}}}"));
        Make.Client(wish, Service).CreateQueue();
        Target.DrivePath("never");
    }

    private static void Collect()
    {
        for (var round = 0; round < 5; round++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
    }

    /// <summary>
    /// Does something on a thread of its own: it neither leaves anything on the stack of another one, nor holds up the pool, which
    /// would grow.
    /// </summary>
    protected static Task<object> Alone(Func<object> action)
    {
        var done = new TaskCompletionSource<object>();
        new Thread(() =>
        {
            try
            {
                done.SetResult(action());
            }
            catch (Exception error)
            {
                done.SetException(error);
            }
        }) { IsBackground = true }.Start();
        return done.Task;
    }

    protected sealed class Background
    {
        internal Background(Task task, CancellationTokenSource stop)
        {
            Task = task;
            Stop = stop;
        }

        internal Task Task { get; }

        internal CancellationTokenSource Stop { get; }
    }
}
