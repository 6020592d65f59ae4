using System;
using System.Collections.Generic;
using System.Linq;
using System.Threading;
using System.Threading.Tasks;
using GraphUpload;
using NUnit.Framework;

[TestFixture]
public class SessionTests : Service
{
    [Test]
    public void PutsAndFinishes()
    {
        using (var session = Client.CreateSession("drive:/a.bin", 500000))
        {
            Assert.AreEqual(500000, session.Size);
            Assert.IsNotNull(session.Expires);
            var reported = new List<long>();
            session.OnProgress(new Reports(now => reported.Add(now.Sent)));
            session.Put(Bytes(500000).Take(200000).ToArray());
            Assert.AreEqual(200000, session.Offset);
            session.Put(new ArraySegment<byte>(Bytes(500000), 200000, 300000), 200000);
            Assert.AreEqual("a.bin", session.Finish().Name);
            Assert.AreEqual(500000, reported.Last());
        }
        Assert.AreEqual(Bytes(500000), Simulator.File("me/drive/root:/a.bin"));
    }

    [Test]
    public void AWrongOffsetTellsTheRightOne()
    {
        using (var session = Client.CreateSession("drive:/a.bin", 1000))
        {
            session.Put(new byte[10]);
            var error = Assert.Throws<GraphUploadException>(() => session.Put(new byte[10], 20));
            Assert.AreEqual(10, error.Offset);
            Assert.Throws<ArgumentOutOfRangeException>(() => session.Put(new byte[10], -1));
            Assert.AreEqual(Status.Incomplete, Thrown<GraphUploadException>(() => session.FinishAsync()).Status);
            session.Discard();
        }
    }

    [Test]
    public void StatesAreSavedAndResumed()
    {
        var states = new List<byte[]>();
        var options = new SessionOptions { Save = states.Add, Key = Bytes(32) };
        using (var session = Client.CreateSessionAsync("drive:/a.bin", 700000, options).Result)
        {
            Assert.AreEqual(1, states.Count);
            session.PutAsync(Bytes(700000).Take(400000).ToArray()).Wait();
        }
        using (var session = Client.ResumeSession("drive:/a.bin", states.Last(), new SessionOptions { Key = Bytes(32) }))
        {
            session.Put(Bytes(700000).Skip((int)session.Offset).ToArray());
            session.Finish();
        }
        Assert.AreEqual(Bytes(700000), Simulator.File("me/drive/root:/a.bin"));
        var error = Assert.Throws<GraphUploadException>(() => Client.ResumeSession("drive:/a.bin", states.Last()));
        Assert.AreEqual(Status.SavedState, error.Status);
    }

    [Test]
    public void WhatSaveThrowsIsThrownAndTheRequestIsNotSent()
    {
        var boom = new InvalidOperationException("boom");
        var fails = false;
        var options = new SessionOptions
        {
            Save = state =>
            {
                if (fails)
                {
                    throw boom;
                }
            },
        };
        using (var session = Client.CreateSession("drive:/a.bin", 1000, options))
        {
            fails = true;
            Assert.AreSame(boom, Assert.Throws<InvalidOperationException>(() => session.Put(Bytes(1000))));
            fails = false;
            session.Put(Bytes(1000).Skip((int)session.Offset).ToArray());
            session.Finish();
        }
        Assert.AreEqual(Bytes(1000), Simulator.File("me/drive/root:/a.bin"));
    }

    [Test]
    public void ACancelledCallCanBeRepeated()
    {
        Simulator.Fault("create:1=stall:100000");
        using (var stop = new CancellationTokenSource())
        {
            stop.CancelAfter(50);
            Thrown<OperationCanceledException>(() => Client.CreateSessionAsync("drive:/a.bin", 1000, null, stop.Token));
        }
        // The request may not have been sent.
        Simulator.Control("DELETE", "faults");
        using (var session = Client.CreateSession("drive:/b.bin", 1000))
        {
            using (var stop = new CancellationTokenSource())
            {
                stop.Cancel();
                Assert.Throws<OperationCanceledException>(() => session.Put(Bytes(1000), null, stop.Token));
            }
            session.Put(Bytes(1000).Skip((int)session.Offset).ToArray());
            session.Finish();
        }
    }

    [Test]
    public void ADisposedSessionSaysSo()
    {
        var session = Client.CreateSession("drive:/a.bin", 1000);
        session.Dispose();
        session.Dispose();
        Assert.Throws<ObjectDisposedException>(() => session.Put(new byte[1]));
        Assert.Throws<ObjectDisposedException>(() => session.Finish());
    }
}
