using System;
using System.IO;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using GraphUpload;
using NUnit.Framework;

[TestFixture]
public class QueueTests : Service
{
    [Test]
    public void JobsComeInTheOrderOfEndingAndOnce()
    {
        using (var queue = Client.CreateQueue(1))
        {
            var jobs = Enumerable.Range(0, 5).Select(one => queue.Submit(Bytes(100), $"drive:/{one}.bin")).ToArray();
            Assert.AreEqual(jobs, queue.AsCompleted().ToArray());
            Assert.IsNull(queue.Next());
            Assert.AreEqual(5, queue.Counts.Stored);
            Assert.AreEqual(500, queue.Progress.Sent);
            Assert.AreEqual(new[] { 1, 2, 3, 4, 5 }, jobs.Select(one => one.Id));
            Assert.IsTrue(jobs.All(one => one.Done && one.Error == null && one.Stage == Stage.Ended));
        }
    }

    [Test]
    public void AJobThatWasWaitedForIsNotReturned()
    {
        using (var queue = Client.CreateQueue())
        {
            queue.Submit(Bytes(100), "drive:/a.bin").ResultAsync().Wait();
            Assert.IsNull(queue.NextAsync().Result);
        }
    }

    [Test]
    public void AJobTellsHowItFailed()
    {
        using (var queue = Client.CreateQueue())
        {
            Simulator.Fault("inline:1=403");
            var job = queue.Submit(Bytes(100), "drive:/a.bin");
            Assert.AreEqual(Status.Denied, Thrown<GraphUploadException>(() => job.ResultAsync()).Status);
            Assert.AreEqual(Status.Denied, Assert.Throws<GraphUploadException>(() => job.Result()).Status);
            Assert.AreEqual(Status.Denied, ((GraphUploadException)job.Error).Status);
        }
    }

    [Test]
    public void AWaitEndsByItsTokenAndTheJobGoesOn()
    {
        using (var queue = Client.CreateQueue())
        using (var stop = new CancellationTokenSource())
        {
            queue.Pause();
            var job = queue.Submit(Bytes(100), "drive:/a.bin");
            stop.Cancel();
            Assert.Throws<OperationCanceledException>(() => job.Wait(stop.Token));
            Assert.Throws<OperationCanceledException>(() => queue.Next(stop.Token));
            Thrown<OperationCanceledException>(() => job.ResultAsync(stop.Token));
            Thrown<OperationCanceledException>(() => queue.NextAsync(stop.Token));
            Assert.IsFalse(job.Wait(TimeSpan.FromMilliseconds(1)));
            queue.Resume();
            Assert.AreEqual("a.bin", job.Result().Name);
        }
    }

    [Test]
    public void TheTokenOfASubmissionCancelsTheJob()
    {
        using (var queue = Client.CreateQueue())
        using (var stop = new CancellationTokenSource())
        {
            queue.Pause();
            var job = queue.Submit(Bytes(100), "drive:/a.bin", null, null, stop.Token);
            stop.Cancel();
            Assert.AreEqual(stop.Token, Thrown<OperationCanceledException>(() => job.ResultAsync()).CancellationToken);
            // One that is cancelled already.
            Thrown<OperationCanceledException>(() => queue.Submit(Bytes(1), "drive:/b.bin", null, null, stop.Token).ResultAsync());
        }
    }

    [Test]
    public void DisposingCancelsAndEveryWaiterIsTold()
    {
        var queue = Client.CreateQueue(1);
        queue.Pause();
        var jobs = Enumerable.Range(0, 3).Select(one => queue.Submit(Bytes(100), $"drive:/{one}.bin")).ToArray();
        var waits = jobs.Select(job => job.ResultAsync()).ToArray();
        queue.Dispose();
        queue.Dispose();
        queue.CloseAsync().Wait();
        foreach (var wait in waits)
        {
            Thrown<OperationCanceledException>(() => wait);
        }
        Assert.Throws<ObjectDisposedException>(() => queue.Submit(Bytes(1), "drive:/a.bin"));
        Assert.Throws<ObjectDisposedException>(() => queue.Pause());
    }

    [Test]
    public void AQueueMayBeDisposedByACallbackOfItsJob()
    {
        var queue = Client.CreateQueue(1);
        var done = new ManualResetEventSlim();
        var job = queue.Submit(Bytes(100), "drive:/a.bin", null, new Reports(now =>
        {
            queue.Dispose();
            done.Set();
        }));
        Assert.IsTrue(done.Wait(10000));
        Assert.IsTrue(job.Wait(TimeSpan.FromSeconds(10)));
    }

    [Test]
    public void AFullQueueIsBusy()
    {
        using (var queue = Client.CreateQueue(1, new QueueOptions { MaxWaiting = 1, RoomTimeout = TimeSpan.Zero }))
        {
            queue.Pause();
            queue.Submit(Bytes(1), "drive:/a.bin");
            Assert.AreEqual(Status.Busy, Assert.Throws<GraphUploadException>(() => queue.Submit(Bytes(1), "drive:/b.bin")).Status);
        }
    }

    [Test]
    public void AStateFolderOutlivesTheQueue()
    {
        var folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());
        var options = new QueueOptions { StateFolder = Path.Combine(folder, "state"), Key = Bytes(32) };
        Directory.CreateDirectory(folder);
        try
        {
            var file = Path.Combine(folder, "a.bin");
            File.WriteAllBytes(file, Bytes(1000));
            using (var queue = Client.CreateQueue(1, options))
            {
                queue.Pause();
                queue.Submit(file, "drive:/a.bin");
            }
            using (var queue = Client.CreateQueue(1, options))
            {
                var job = queue.Next();
                Assert.AreEqual(file, job.Path);
                Assert.AreEqual("a.bin", job.Result().Name);
                Assert.IsNull(queue.Next());
            }
        }
        finally
        {
            Directory.Delete(folder, true);
        }
    }
}
