using System;
using System.Collections.Generic;
using System.IO;
using System.IO.Pipes;
using System.Linq;
using System.Runtime.CompilerServices;
using System.Threading;
using System.Threading.Tasks;
using GraphUpload;

/// <summary>What the sources of a wish give.</summary>
internal sealed class Feed
{
    private static readonly ManualResetEvent Never = new ManualResetEvent(false);

    private readonly Wish _wish;
    private readonly byte[] _content;
    private readonly long _end;

    internal Feed(Wish wish)
    {
        _wish = wish;
        _content = File.ReadAllBytes(wish.Text("file"));
        _end = _content.Length - wish.Number("short_by");
    }

    internal long Size => _content.Length;

    internal int At(long at, byte[] buffer, int offset, int count)
    {
        if (at >= _wish.Number("raise_at", long.MaxValue))
        {
            throw new Boom();
        }
        var hang = _wish.Number("hang_at", long.MaxValue);
        if (at >= hang)
        {
            Never.WaitOne();
        }
        var length = new[] { count, _wish.Number("chunk", count), hang - at, _end - at }.Min();
        if (length <= 0)
        {
            return 0;
        }
        Array.Copy(_content, at, buffer, offset, length);
        return (int)length;
    }
}

/// <summary>A stream of the driver's own.</summary>
internal sealed class Given : Stream
{
    private readonly Release _release;
    private readonly Feed _feed;
    private readonly bool _isSeekable;
    private readonly bool _isAsync;
    private long _at;

    internal Given(Wish wish, Release release)
    {
        _feed = new Feed(wish);
        _release = release;
        _isSeekable = wish.Text("kind") == "seekable";
        _isAsync = wish.Text("kind") == "async";
    }

    public override bool CanRead => true;

    public override bool CanSeek => _isSeekable;

    public override bool CanWrite => false;

    public override long Length => _isSeekable ? _feed.Size : throw new NotSupportedException();

    public override long Position
    {
        get => _isSeekable ? _at : throw new NotSupportedException();
        set => _at = _isSeekable ? value : throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count)
    {
        if (_isAsync)
        {
            throw new NotSupportedException("this stream can only be read asynchronously");
        }
        return Take(buffer, offset, count);
    }

    public override async Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken)
    {
        await Task.Delay(1, cancellationToken);
        return Take(buffer, offset, count);
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    private int Take(byte[] buffer, int offset, int count)
    {
        var taken = _feed.At(_at, buffer, offset, count);
        _at += taken;
        return taken;
    }
}

internal sealed class Told : IProgress<UploadProgress>
{
    private readonly Release _release;
    private readonly Wish _wish;
    private readonly string _of;
    private readonly CancellationTokenSource _stop;

    internal Told(Wish wish, string of, CancellationTokenSource stop)
    {
        _release = new Release("progress", of);
        _wish = wish;
        _of = of;
        _stop = stop;
    }

    public void Report(UploadProgress now)
    {
        Events.Print("progress", "of", _of, "sent", now.Sent, "confirmed", now.Confirmed, "total", now.Total ?? 0, "spooled",
            now.Spooled);
        if (now.Sent >= _wish.Number("raise_at", long.MaxValue))
        {
            throw new Boom();
        }
        if (now.Sent >= _wish.Number("stop_at", long.MaxValue))
        {
            _stop.Cancel();
        }
    }
}

/// <summary>The functions that a client calls.</summary>
internal sealed class Tokens
{
    private readonly Release _release;
    private readonly Wish _wish;
    private readonly string _of;
    private readonly Queue<string> _tokens;

    internal Tokens(Wish wish, string of)
    {
        _release = new Release("token", of);
        _wish = wish;
        _of = of;
        _tokens = new Queue<string>(wish.List("tokens").Cast<string>());
    }

    internal string Fetch(TokenRequest request) => Following(request.Rejected, request.Claims);

    internal async Task<string> FetchLater(TokenRequest request, CancellationToken cancellationToken)
    {
        await Task.Yield();
        return Following(request.Rejected, request.Claims);
    }

    internal string Following(bool rejected, string claims)
    {
        Events.Print("token", "of", _of, "rejected", rejected, "claims", claims ?? "");
        if (_wish.Flag("raise"))
        {
            throw new Boom();
        }
        return _tokens.Count > 1 ? _tokens.Dequeue() : _tokens.Peek();
    }
}

internal sealed class Log
{
    private readonly Release _release;
    private readonly Wish _wish;
    private readonly string _of;

    internal Log(Wish wish, string of)
    {
        _release = new Release("log", of);
        _wish = wish;
        _of = of;
    }

    internal void Write(LogLevel level, string message)
    {
        Events.Print("log", "of", _of, "level", level.ToString().ToLowerInvariant(), "message", message);
        if (_wish.Flag("raise"))
        {
            throw new Boom();
        }
    }
}

internal static class Make
{
    private static readonly ConditionalWeakTable<byte[], Release> Releases = new ConditionalWeakTable<byte[], Release>();

    internal static Source Source(Wish wish, string of, bool isAsync)
    {
        var file = wish.Text("file");
        switch (wish.Text("kind"))
        {
            case "path":
                return file;
            case "handle":
                return File.OpenRead(file);
            case "memory":
                var bytes = File.ReadAllBytes(file);
                Releases.Add(bytes, new Release("source", of));
                return bytes;
            case "pipe":
                return Pipe(wish);
            case "async":
                // Upload() reads a stream by Read(), and what can only be read asynchronously by a function.
                var stream = new Given(wish, new Release("source", of));
                return isAsync ? GraphUpload.Source.FromStream(stream) : GraphUpload.Source.FromReader(stream.ReadAsync);
            case "forward":
                return GraphUpload.Source.FromStream(new Given(wish, new Release("source", of)), new FileInfo(file).Length);
            default:
                return new Given(wish, new Release("source", of));
        }
    }

    internal static Target Target(Wish wish)
    {
        var target = Place(wish);
        var properties = wish.Part("properties");
        foreach (var name in properties?.Names ?? Enumerable.Empty<string>())
        {
            target.Set(name, properties.Text(name));
        }
        return target;
    }

    internal static UploadOptions Settings(Wish step)
    {
        var options = new UploadOptions();
        var settings = step.Part("settings") ?? new Wish(new Dictionary<string, object>());
        options.StateFile = settings.Text("state_file");
        options.Key = Key(settings);
        options.KeepOnCancel = settings.Has("keep_on_cancel") ? settings.Flag("keep_on_cancel") : (bool?)null;
        options.DiffersIsError = settings.Flag("differs_is_error");
        options.SpoolFolder = settings.Text("spool_folder");
        options.SpoolMaxBytes = settings.Has("spool_max_bytes") ? settings.Number("spool_max_bytes") : (long?)null;
        options.Timeout = step.Has("timeout_ms") ? TimeSpan.FromMilliseconds(step.Number("timeout_ms")) : (TimeSpan?)null;
        return options;
    }

    internal static byte[] Key(Wish wish)
    {
        var text = wish.Text("key");
        return text == null ? null
            : Enumerable.Range(0, text.Length / 2).Select(at => Convert.ToByte(text.Substring(2 * at, 2), 16)).ToArray();
    }

    internal static Client Client(Wish step, Wish service)
    {
        var of = step.Text("as", "client");
        var options = new ClientOptions { BaseUrl = service.Text("base_url"), Loopback = true };
        if (step.Flag("trust", true))
        {
            options.CaFiles.Add(service.Text("ca_file"));
        }
        var wished = step.Part("options");
        foreach (var name in wished?.Names ?? Enumerable.Empty<string>())
        {
            if (name == "log")
            {
                options.Log = new Log(wished.Part(name), of).Write;
            }
            else
            {
                options.Set(name, wished.Text(name));
            }
        }
        var token = step.Part("token");
        switch (token?.Text("kind"))
        {
            case null:
                return new Client(service.Text("token"), options);
            case "none":
                return new Client(options);
            case "callback":
                return new Client(new Tokens(token, of).Fetch, options);
            case "async":
                return new Client(new Tokens(token, of).FetchLater, options);
            case "credential":
                var credential = new Azure.Core.Credential(new Tokens(token, of).Following);
                return Readme.Credentials.ClientFor(credential, options);
            default:
                throw new NotSupportedException(token.Text("kind"));
        }
    }

    private static Target Place(Wish wish)
    {
        Func<string, string> T = name => wish.Text(name);
        switch (T("kind"))
        {
            case "drive_path":
                return GraphUpload.Target.DrivePath(T("path"), T("drive"));
            case "drive_child":
                return GraphUpload.Target.DriveChild(T("folder"), T("name"), T("drive"));
            case "drive_special":
                return GraphUpload.Target.DriveSpecial(T("special"), T("path"), T("drive"));
            case "drive_item":
                return GraphUpload.Target.DriveItem(T("item"), T("drive"));
            case "drive_share":
                return GraphUpload.Target.DriveShare(T("share"));
            case "todo_task":
                return GraphUpload.Target.TodoTask(T("list"), T("task"), T("name"), T("user"));
            case "message":
                return GraphUpload.Target.Message(T("message"), T("name"), T("user"), T("folder"));
            case "event":
                return GraphUpload.Target.Event(T("event"), T("name"), T("user"), T("calendar"));
            case "group_event":
                return GraphUpload.Target.GroupEvent(T("group"), T("event"), T("name"), wish.Flag("by_calendar"));
            case "group_post":
                return GraphUpload.Target.GroupPost(T("group"), T("thread"), T("post"), T("name"));
            case "group_post_in_reply_to":
                return GraphUpload.Target.GroupPostInReplyTo(T("group"), T("thread"), T("post"), T("name"), T("conversation"));
            case "print_document":
                return GraphUpload.Target.PrintDocument(T("printer"), T("job"), T("document"), T("name"));
            case "print_share_document":
                return GraphUpload.Target.PrintShareDocument(T("share"), T("job"), T("document"), T("name"));
            case "parse":
                return GraphUpload.Target.Parse(T("text"), T("name"), T("user"));
            default:
                throw new NotSupportedException(T("kind"));
        }
    }

    private static Source Pipe(Wish wish)
    {
        var writer = new AnonymousPipeServerStream(PipeDirection.Out);
        var reader = new AnonymousPipeClientStream(PipeDirection.In, writer.ClientSafePipeHandle);
        var feed = new Feed(wish);
        new Thread(() =>
        {
            var part = new byte[65536];
            using (writer)
            {
                long at = 0;
                for (int count; (count = feed.At(at, part, 0, part.Length)) > 0; at += count)
                {
                    writer.Write(part, 0, count);
                }
            }
        }) { IsBackground = true }.Start();
        return reader;
    }
}
