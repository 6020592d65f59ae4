using System;
using System.IO;
using System.Threading.Tasks;
using GraphUpload;
using GraphUpload.Testing;
using NUnit.Framework;

/// <summary>A simulated service and a client for each test.</summary>
public abstract class Service
{
    protected Simulator Simulator { get; private set; }

    protected Client Client { get; private set; }

    [SetUp]
    public void Start()
    {
        Simulator = new Simulator();
        Client = Simulator.Client();
    }

    [TearDown]
    public void Stop()
    {
        Client.Dispose();
        Simulator.Dispose();
    }

    protected static byte[] Bytes(int count)
    {
        var bytes = new byte[count];
        new Random(1).NextBytes(bytes);
        return bytes;
    }

    /// <summary>The exception that a task ends with.</summary>
    protected static T Thrown<T>(Func<Task> call) where T : Exception
    {
        try
        {
            call().GetAwaiter().GetResult();
        }
        catch (T error)
        {
            return error;
        }
        throw new AssertionException($"no {typeof(T).Name}");
    }
}

/// <summary>A stream that only reads on.</summary>
internal sealed class Forward : MemoryStream
{
    internal Forward(byte[] bytes) : base(bytes)
    {
    }

    public override bool CanSeek => false;
}
