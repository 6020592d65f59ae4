using System;
using System.Collections.Generic;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using GraphUpload;
using GraphUpload.Testing;
using NUnit.Framework;

[TestFixture]
public class ClientTests : Service
{
    [Test]
    public void UploadsAndDescribesTheItem()
    {
        var bytes = Bytes(5000);
        var item = Client.Upload(bytes, Target.DrivePath("a/b.bin"));
        Assert.AreEqual("b.bin", item.Name);
        Assert.AreEqual(5000, item.Size);
        Assert.AreEqual(Integrity.Verified, item.Integrity);
        StringAssert.Contains("\"id\"", item.Json);
        Assert.AreEqual("b.bin", item.ToString());
        Assert.AreEqual(bytes, Simulator.File("me/drive/root:/a/b.bin"));
    }

    [Test]
    public void UploadAsyncStoresManyAtOnce()
    {
        Task.WaitAll(Enumerable.Range(0, 40).Select(one => Client.UploadAsync(Bytes(100 + one), $"drive:/{one}.bin")).ToArray());
        Assert.AreEqual(40, Simulator.Files().Count);
    }

    [Test]
    public void MissingArgumentsAreNamed()
    {
        Assert.AreEqual("source", Assert.Throws<ArgumentNullException>(() => Client.Upload((string)null, "drive:/a")).ParamName);
        Assert.AreEqual("target", Assert.Throws<ArgumentNullException>(() => Client.Upload(new byte[1], null)).ParamName);
        Assert.AreEqual("path", Assert.Throws<ArgumentNullException>(() => Target.DrivePath(null)).ParamName);
        Assert.AreEqual("read", Assert.Throws<ArgumentNullException>(() => Source.FromReader(null)).ParamName);
        Assert.AreEqual("token", Assert.Throws<ArgumentNullException>(() => new Client((Func<TokenRequest, string>)null)).ParamName);
        Assert.AreEqual("atOnce", Assert.Throws<ArgumentOutOfRangeException>(() => Client.CreateQueue(0)).ParamName);
        Assert.AreEqual(0, Simulator.Requests().Count);
    }

    [Test]
    public void WrongTextsAreNamed()
    {
        var error = Assert.Throws<ArgumentException>(() => Target.DrivePath("a\0b"));
        StringAssert.StartsWith("path: NUL inside", error.Message);
        error = Assert.Throws<ArgumentException>(() => Target.TodoTask("list", "task", "\ud800"));
        StringAssert.StartsWith("name: half of a surrogate pair", error.Message);
        var options = new UploadOptions { Key = new byte[31] };
        StringAssert.StartsWith("key: 32 bytes", Assert.Throws<ArgumentException>(
            () => Client.Upload(new byte[1], "drive:/a", options)).Message);
        options = new UploadOptions { Timeout = TimeSpan.Zero };
        StringAssert.StartsWith("Timeout:", Assert.Throws<ArgumentOutOfRangeException>(
            () => Client.Upload(new byte[1], "drive:/a", options)).Message);
    }

    [Test]
    public void AnUnknownOptionIsToldByName()
    {
        var error = Assert.Throws<GraphUploadException>(() => new Client(new ClientOptions().Set("no_such", "1")));
        Assert.AreEqual(Status.Argument, error.Status);
        StringAssert.Contains("no_such", error.Message);
        Assert.Throws<ArgumentException>(() => new Client(new ClientOptions { RetryAttempts = 2 }));
    }

    [Test]
    public void TypedOptionsReachTheWire()
    {
        var options = Simulator.Options(new ClientOptions
        {
            UserAgent = "NONISV|Tests|one/1.0",
            ApiVersion = ApiVersion.Beta,
            OneRequestBytes = 0,
            PieceBytes = 327680,
            RetryAttempts = 3,
            RetryTime = TimeSpan.FromSeconds(5),
            ConnectTimeout = TimeSpan.FromSeconds(5),
            ImmutableIds = true,
        });
        using (var client = new Client(Simulator.Token, options))
        {
            client.Upload(Bytes(700000), "drive:/a.bin");
        }
        var requests = Simulator.Requests();
        Assert.AreEqual(3, requests.Count(one => one["method"].Equals("PUT")));
        StringAssert.StartsWith("/beta/", (string)requests[0]["target"]);
    }

    [Test]
    public void PropertiesOfTargetsReachTheService()
    {
        Client.Upload(Bytes(10), Target.DrivePath("a.bin"));
        var error = Assert.Throws<GraphUploadException>(() => Client.Upload(Bytes(20), Target.DrivePath("a.bin")));
        Assert.AreEqual(Status.Conflict, error.Status);
        Assert.AreEqual(409, error.HttpStatus);
        Assert.AreEqual("nameAlreadyExists", error.ServiceCode);
        var item = Client.Upload(Bytes(20), Target.DrivePath("a.bin").SetConflict(Conflict.Rename));
        Assert.AreNotEqual("a.bin", item.Name);
        Client.Upload(Bytes(30), Target.DrivePath("a.bin").SetConflict(Conflict.Replace).SetModified(DateTimeOffset.UtcNow));
        Assert.AreEqual(30, Simulator.File("me/drive/root:/a.bin").Length);
        Assert.Throws<GraphUploadException>(() => Target.DrivePath("a.bin").SetInline("id"));
    }

    [Test]
    public void ATargetInAStringGetsTheNameOfItsFile()
    {
        var path = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        File.WriteAllText(path, "content");
        try
        {
            Target folder = "drive:/Reports/";
            Client.Upload(path, folder);
            Client.Upload(new FileInfo(path), "drive:/Other/");
        }
        finally
        {
            File.Delete(path);
        }
        CollectionAssert.AreEquivalent(
            new[] { "me/drive/root:/Reports/" + Path.GetFileName(path), "me/drive/root:/Other/" + Path.GetFileName(path) },
            Simulator.Files().Keys);
    }

    [Test]
    public void TokensComeFromFunctions()
    {
        var requests = new List<TokenRequest>();
        using (var client = new Client(request =>
        {
            requests.Add(request);
            return request.Rejected ? Simulator.Token : "stale";
        }, Simulator.Options()))
        {
            client.Upload(Bytes(10), "drive:/a.bin");
        }
        Assert.AreEqual(2, requests.Count);
        Assert.IsFalse(requests[0].Rejected);
        Assert.IsTrue(requests[1].Rejected);
        using (var client = new Client(async cancellationToken =>
        {
            await Task.Delay(1, cancellationToken);
            return Simulator.Token;
        }, Simulator.Options()))
        {
            client.Upload(Bytes(10), "drive:/b.bin");
        }
        Assert.AreEqual(2, Simulator.Files().Count);
    }

    [Test]
    public void ATokenFunctionThatGivesNothingIsAnError()
    {
        using (var client = new Client((TokenRequest request) => (string)null, Simulator.Options()))
        {
            StringAssert.StartsWith("token:", Assert.Throws<InvalidOperationException>(
                () => client.Upload(Bytes(10), "drive:/a.bin")).Message);
        }
        using (var client = new Client((request, cancellationToken) => Task.FromResult<string>(null), Simulator.Options()))
        {
            StringAssert.StartsWith("token:", Thrown<InvalidOperationException>(
                () => client.UploadAsync(Bytes(10), "drive:/a.bin")).Message);
        }
    }

    [Test]
    public void ATokenFunctionThatGivesNoTaskIsAnError()
    {
        using (var client = new Client((request, cancellationToken) => null, Simulator.Options()))
        {
            StringAssert.StartsWith("token:", Thrown<InvalidOperationException>(
                () => client.UploadAsync(Bytes(10), "drive:/a.bin")).Message);
        }
    }

    [Test]
    public void WrongNumbersAreToldByName()
    {
        Assert.AreEqual("UploadsAtOnce", Assert.Throws<ArgumentOutOfRangeException>(
            () => new ClientOptions { UploadsAtOnce = 0 }).ParamName);
        Assert.AreEqual("SpoolMaxBytes", Assert.Throws<ArgumentOutOfRangeException>(
            () => Client.Upload(new byte[1], "drive:/a", new UploadOptions { SpoolMaxBytes = -1 })).ParamName);
    }

    [Test]
    public void AnInfiniteTimeoutIsNone()
    {
        var options = new UploadOptions { Timeout = Timeout.InfiniteTimeSpan };
        Assert.AreEqual("a.bin", Client.Upload(Bytes(10), "drive:/a.bin", options).Name);
        Assert.AreEqual("b.bin", Client.UploadAsync(Bytes(10), "drive:/b.bin", options).Result.Name);
        var room = new QueueOptions { MaxWaiting = 1, RoomTimeout = Timeout.InfiniteTimeSpan };
        using (var queue = Client.CreateQueue(1, room))
        {
            Assert.AreEqual("c.bin", queue.Submit(Bytes(10), "drive:/c.bin").Result().Name);
        }
    }

    [Test]
    public void DisposedObjectsAreNamed()
    {
        var target = Target.DrivePath("a.bin");
        target.Dispose();
        Named("Target", () => Client.Upload(Bytes(10), target));
        Named("Target", () => target.SetConflict(Conflict.Replace));
        var queue = Client.CreateQueue();
        queue.Dispose();
        Named("Queue", () => queue.Submit(Bytes(10), "drive:/a.bin"));
        Named("Queue", () => queue.Pause());
        Named("Queue", () => queue.Cancel());
        Named("Queue", () => Assert.IsNull(queue.Counts));
        var session = Client.CreateSession("drive:/a.bin", 10);
        session.Dispose();
        Named("Session", () => session.Put(new byte[10]));
        Named("Session", () => session.Finish());
        Named("Session", () => session.Save());
        Named("Session", () => session.OnProgress(null));
        Named("Session", () => Assert.AreEqual(0, session.Offset));
        Client.Dispose();
        Named("Client", () => Client.Upload(Bytes(10), "drive:/a.bin"));
        var simulator = new Simulator();
        simulator.Dispose();
        Named("Simulator", () => simulator.Files());
    }

    [Test]
    public void ASimulatorThatDoesNotStartSaysWhy()
    {
        StringAssert.Contains("--help", Assert.Throws<InvalidOperationException>(() => new Simulator("--help")).Message);
        StringAssert.Contains("--no-such", Assert.Throws<InvalidOperationException>(() => new Simulator("--no-such")).Message);
    }

    private static void Named(string name, TestDelegate call)
    {
        Assert.AreEqual(name, Assert.Throws<ObjectDisposedException>(call).ObjectName);
    }

    [Test]
    public void ATokenIsStillFetchedForWhatRunsWhenTheClientIsDisposed()
    {
        var asked = new TaskCompletionSource<bool>();
        var token = new TaskCompletionSource<string>();
        var client = new Client(cancellationToken =>
        {
            asked.SetResult(true);
            return token.Task;
        }, Simulator.Options());
        var upload = client.UploadAsync(Bytes(10), "drive:/a.bin");
        Assert.IsTrue(asked.Task.Wait(10000));
        client.Dispose();
        token.SetResult(Simulator.Token);
        Assert.AreEqual("a.bin", upload.GetAwaiter().GetResult().Name);
    }

    [Test]
    public void ACancelledUploadIsACancelledTaskThatTellsMore()
    {
        Simulator.Fault("inline:1=stall:100000");
        using (var stop = new CancellationTokenSource())
        {
            var progress = new Reports(now => stop.Cancel());
            var upload = Client.UploadAsync(Bytes(1000), "drive:/a.bin", null, progress, stop.Token);
            var error = Thrown<OperationCanceledException>(() => upload);
            Assert.AreEqual(stop.Token, error.CancellationToken);
            Assert.IsTrue(upload.IsCanceled);
            Assert.AreEqual(Status.Cancelled, ((GraphUploadException)error.InnerException).Status);
            Assert.Throws<OperationCanceledException>(() => Client.Upload(Bytes(10), "drive:/b.bin", null, null, stop.Token));
        }
        Assert.AreEqual(0, Simulator.Files().Count);
    }

    [Test]
    public void ATimeoutIsATimeoutException()
    {
        Simulator.Fault("inline:1x*=stall:100000");
        var options = new UploadOptions { Timeout = TimeSpan.FromMilliseconds(100) };
        var error = Assert.Throws<TimeoutException>(() => Client.Upload(Bytes(10), "drive:/a.bin", options));
        Assert.AreEqual(Status.Cancelled, ((GraphUploadException)error.InnerException).Status);
        Thrown<TimeoutException>(() => Client.UploadAsync(Bytes(10), "drive:/b.bin", options));
    }

    [Test]
    public void ADisposedClientSaysSo()
    {
        Client.Dispose();
        Client.Dispose();
        Assert.Throws<ObjectDisposedException>(() => Client.Upload(Bytes(10), "drive:/a.bin"));
        Thrown<ObjectDisposedException>(() => Client.UploadAsync(Bytes(10), "drive:/a.bin"));
        Assert.Throws<ObjectDisposedException>(() => Client.CreateQueue());
        Assert.Throws<ObjectDisposedException>(() => Client.SetToken("x"));
    }

    [Test]
    public void KnowsItsVersionAndRules()
    {
        StringAssert.IsMatch(@"^\d+\.\d+\.\d+$", Client.LibraryVersion);
        StringAssert.Contains("Tasks.ReadWrite", Client.RulesJson);
        Assert.AreEqual(Client.LibraryVersion + ".0", typeof(Client).Assembly.GetName().Version.ToString());
    }
}

/// <summary>Calls a function at once, unlike Progress.</summary>
internal sealed class Reports : IProgress<UploadProgress>
{
    private readonly Action<UploadProgress> _report;

    internal Reports(Action<UploadProgress> report)
    {
        _report = report;
    }

    public void Report(UploadProgress value) => _report(value);
}
