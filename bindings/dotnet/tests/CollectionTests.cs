using System;
using System.Threading;
using GraphUpload;
using NUnit.Framework;

[TestFixture]
public class CollectionTests : Service
{
    [Test]
    public void CollectionsDoNotWaitForTheThreadsOfTheLibrary()
    {
        var ends = false;
        // Mono stops all threads that it knows, those of callbacks included, each time the young objects are full.
        var allocates = new Thread(() =>
        {
            for (var rows = new object[100][]; !Volatile.Read(ref ends);)
            {
                for (var row = 0; row < rows.Length; row++)
                {
                    rows[row] = new object[200];
                }
            }
        }) { IsBackground = true };
        allocates.Start();
        try
        {
            for (var one = 0; one < 50; one++)
            {
                Assert.IsTrue(Client.UploadAsync(Bytes(10), $"drive:/{one}.bin", null, new Ignored()).Wait(60_000), $"{one}");
            }
        }
        finally
        {
            Volatile.Write(ref ends, true);
            allocates.Join();
        }
    }

    private sealed class Ignored : IProgress<UploadProgress>
    {
        public void Report(UploadProgress value)
        {
        }
    }
}
