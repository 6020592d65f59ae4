using System;
using System.IO;
using System.IO.Pipes;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using GraphUpload;
using NUnit.Framework;

[TestFixture]
public class SourceTests : Service
{
    private const string Address = "me/drive/root:/a.bin";

    [Test]
    public void AStreamIsReadFromItsPositionOn()
    {
        var bytes = Bytes(100000);
        var stream = new MemoryStream(bytes) { Position = 1000 };
        Client.Upload(stream, "drive:/a.bin");
        Assert.AreEqual(bytes.Skip(1000), Simulator.File(Address));
        Assert.IsTrue(stream.CanRead, "it is not closed");
    }

    [Test]
    public void AFileStreamIsFlushedAndReadFromItsStart()
    {
        var path = Path.GetTempFileName();
        try
        {
            using (var stream = new FileStream(path, FileMode.Create, FileAccess.ReadWrite))
            {
                stream.Write(Bytes(5000), 0, 5000);
                stream.Position = 0;
                Client.UploadAsync(stream, "drive:/a.bin").Wait();
            }
        }
        finally
        {
            File.Delete(path);
        }
        Assert.AreEqual(Bytes(5000), Simulator.File(Address));
    }

    [Test]
    public void StreamsOfKnownAndUnknownSize()
    {
        Client.Upload(Source.FromStream(new Forward(Bytes(300000)), 300000), "drive:/a.bin");
        Client.UploadAsync(new Forward(Bytes(300000)), "drive:/b.bin").Wait();
        Assert.AreEqual(Bytes(300000), Simulator.File(Address));
        Assert.AreEqual(Bytes(300000), Simulator.File("me/drive/root:/b.bin"));
    }

    [Test]
    public void PartOfAnArray()
    {
        Client.Upload(Source.FromBytes(new ArraySegment<byte>(Bytes(1000), 100, 300)), "drive:/a.bin");
        Assert.AreEqual(Bytes(1000).Skip(100).Take(300), Simulator.File(Address));
        Client.Upload(new byte[0], "drive:/empty.bin");
        Assert.AreEqual(0, Simulator.File("me/drive/root:/empty.bin").Length);
    }

    [Test]
    public void APipeByItsHandle()
    {
        using (var writer = new AnonymousPipeServerStream(PipeDirection.Out))
        using (var reader = new AnonymousPipeClientStream(PipeDirection.In, writer.ClientSafePipeHandle))
        {
            var upload = Client.UploadAsync(Source.FromHandle(reader.SafePipeHandle), "drive:/a.bin");
            writer.Write(Bytes(20000), 0, 20000);
            writer.Dispose();
            upload.Wait();
        }
        Assert.AreEqual(Bytes(20000), Simulator.File(Address));
    }

    [Test]
    public void AReaderIsNotRunOnTheThreadThatWaits()
    {
        // As in a program with a window: what is awaited would come back to a thread that waits for the upload.
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new Stuck());
        try
        {
            var left = 3;
            Client.Upload(Source.FromReader(async (buffer, offset, count, stopped) =>
            {
                await Task.Yield();
                return left-- > 0 ? 100 : 0;
            }), "drive:/a.bin");
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(before);
        }
        Assert.AreEqual(300, Simulator.File(Address).Length);
    }

    [Test]
    public void AReaderThatHangsIsGivenUp()
    {
        using (var stop = new CancellationTokenSource())
        {
            var source = Source.FromReader((buffer, offset, count, stopped) =>
            {
                stop.Cancel();
                return new TaskCompletionSource<int>().Task;
            });
            Thrown<OperationCanceledException>(() => Client.UploadAsync(source, "drive:/a.bin", null, null, stop.Token));
        }
    }

    [Test]
    public void WrongCountsOfAReaderAreErrors()
    {
        foreach (var count in new[] { -1, int.MaxValue })
        {
            var source = Source.FromReader((buffer, offset, most, stopped) => Task.FromResult(count));
            StringAssert.Contains($"{count} bytes", Assert.Throws<InvalidOperationException>(
                () => Client.Upload(source, "drive:/a.bin")).Message);
        }
        Assert.AreEqual(0, Simulator.Files().Count);
    }

    [Test]
    public void WhatCallbacksThrowIsTheSameObject()
    {
        var boom = new InvalidOperationException("boom");
        Func<Source> source = () => Source.FromReader((buffer, offset, count, stopped) => Task.FromException<int>(boom));
        Assert.AreSame(boom, Assert.Throws<InvalidOperationException>(() => Client.Upload(source(), "drive:/a.bin")));
        Assert.AreSame(boom, Thrown<InvalidOperationException>(() => Client.UploadAsync(source(), "drive:/a.bin")));
        var progress = new Reports(now => throw boom);
        Assert.AreSame(boom, Assert.Throws<InvalidOperationException>(
            () => Client.Upload(Bytes(10), "drive:/a.bin", null, progress)));
    }

    [Test]
    public void WhatCannotBeReadIsRefused()
    {
        var closed = new MemoryStream();
        closed.Dispose();
        Assert.AreEqual("stream", Assert.Throws<ArgumentException>(() => Source.FromStream(closed)).ParamName);
        Assert.Throws<ArgumentOutOfRangeException>(() => Source.FromStream(new MemoryStream(), -1));
        var error = Assert.Throws<GraphUploadException>(() => Client.Upload("/no/such/file", "drive:/a.bin"));
        Assert.AreEqual(Status.SourceUnreadable, error.Status);
        Assert.AreEqual(2, error.OSError);
    }

    [Test]
    public void ASourceOfAStreamIsForOneUpload()
    {
        var sources = new[]
        {
            Source.FromStream(new MemoryStream(Bytes(100))),
            Source.FromStream(new Forward(Bytes(100))),
            Source.FromReader((buffer, offset, count, stopped) => Task.FromResult(0)),
        };
        foreach (var source in sources)
        {
            Client.Upload(source, Target.DrivePath("a.bin").SetConflict(Conflict.Replace));
            StringAssert.Contains("one upload", Assert.Throws<InvalidOperationException>(
                () => Client.Upload(source, "drive:/b.bin")).Message);
            StringAssert.Contains("one upload", Thrown<InvalidOperationException>(
                () => Client.UploadAsync(source, "drive:/b.bin")).Message);
        }
        Assert.AreEqual(1, Simulator.Files().Count);
    }

    [Test]
    public void ASourceThatWasRefusedMayBeSubmittedAgain()
    {
        Source source = new MemoryStream(Bytes(100));
        Assert.Throws<ArgumentOutOfRangeException>(
            () => Client.Upload(source, "drive:/a.bin", new UploadOptions { Timeout = TimeSpan.Zero }));
        Assert.Throws<ArgumentException>(
            () => Client.Upload(source, "drive:/a.bin", new UploadOptions { StateFile = "a", Key = new byte[1] }));
        using (var queue = Client.CreateQueue(1))
        {
            Assert.Throws<GraphUploadException>(() => queue.Submit(source, "no such target"));
            Assert.AreEqual("a.bin", queue.Submit(source, "drive:/a.bin").Result().Name);
            Assert.Throws<InvalidOperationException>(() => queue.Submit(source, "drive:/b.bin"));
        }
        Assert.AreEqual(Bytes(100), Simulator.File(Address));
    }

    [Test]
    public void AReaderThatReturnsNullIsToldByName()
    {
        var source = Source.FromReader((buffer, offset, count, stopped) => null);
        StringAssert.StartsWith("read:", Assert.Throws<InvalidOperationException>(
            () => Client.Upload(source, "drive:/a.bin")).Message);
    }

    private sealed class Stuck : SynchronizationContext
    {
        public override void Post(SendOrPostCallback callback, object state)
        {
        }
    }
}
