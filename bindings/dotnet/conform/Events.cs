using System;
using System.Collections.Generic;
using System.IO;
using System.Text;
using GraphUpload;
using GraphUpload.Testing;

/// <summary>What callbacks throw.</summary>
internal sealed class Boom : Exception
{
    internal Boom() : base("boom")
    {
    }
}

/// <summary>What the driver prints.</summary>
internal static class Events
{
    private static readonly object Printing = new object();

    // Written at once, whatever ends the process.
    private static readonly Stream Output = Console.OpenStandardOutput();
    private static bool _done;

    internal static void Print(string name, params object[] members)
    {
        var all = new Dictionary<string, object> { ["event"] = name };
        for (var at = 0; at < members.Length; at += 2)
        {
            all[(string)members[at]] = members[at + 1];
        }
        var line = Encoding.UTF8.GetBytes(Json.Write(all) + "\n");
        lock (Printing)
        {
            if (_done)
            {
                return;
            }
            _done = name == "done";
            Output.Write(line, 0, line.Length);
            Output.Flush();
        }
    }

    internal static void Result(string of, object value, Exception error)
    {
        var details = error as GraphUploadException ?? error?.InnerException as GraphUploadException;
        if (error is OperationCanceledException || error is TimeoutException)
        {
            if (details == null)
            {
                Print("result", "of", of, "status", "GU_ERR_CANCELLED");
            }
            else
            {
                Print("result", "of", of, "status", details.StatusName, "error", Fields(details));
            }
        }
        else if (error is GraphUploadException)
        {
            if (details.Item == null)
            {
                Print("result", "of", of, "status", details.StatusName, "error", Fields(details));
            }
            else
            {
                Print("result", "of", of, "status", details.StatusName, "error", Fields(details), "item", Fields(details.Item));
            }
        }
        else if (error != null)
        {
            Print("result", "of", of, "raised", error is Boom ? error.Message : $"{error.GetType().Name}: {error.Message}");
            if (!(error is Boom))
            {
                Console.Error.WriteLine(error);
            }
        }
        else if (value is Item item)
        {
            Print("result", "of", of, "status", "GU_OK", "item", Fields(item));
        }
        else
        {
            Print("result", "of", of, "status", "GU_OK");
        }
    }

    private static Dictionary<string, object> Fields(Item item)
    {
        return new Dictionary<string, object>
        {
            ["id"] = item.Id,
            ["name"] = item.Name,
            ["size"] = item.Size ?? -1,
            ["etag"] = item.ETag,
            ["web_url"] = item.WebUrl,
            ["integrity"] = item.Integrity.ToString().ToLowerInvariant(),
            ["recovered"] = item.Recovered,
        };
    }

    private static Dictionary<string, object> Fields(GraphUploadException error)
    {
        return new Dictionary<string, object>
        {
            ["status_name"] = error.StatusName,
            ["message"] = error.Message,
            ["http_status"] = error.HttpStatus,
            ["service_codes"] = error.ServiceCodes,
            ["request_id"] = error.RequestId,
            ["host"] = error.Host,
            ["diagnostics"] = error.Diagnostics,
            ["claims"] = error.Claims,
            ["retry_after_ms"] = (long)error.RetryAfter.TotalMilliseconds,
            ["os_error"] = error.OSError,
            ["retryable"] = error.Retryable,
            ["in_doubt"] = error.InDoubt,
            ["session_kept"] = error.SessionKept,
            ["offset"] = error.Offset,
            ["attempts"] = error.Attempts,
        };
    }
}

/// <summary>Tells when nothing refers any more to what has it.</summary>
internal sealed class Release
{
    private readonly string _what;
    private readonly string _of;

    internal Release(string what, string of)
    {
        _what = what;
        _of = of;
    }

    ~Release()
    {
        // At the end of the process all that is left is finalised, and nothing can be printed.
        if (!Environment.HasShutdownStarted)
        {
            Events.Print("released", "what", _what, "of", _of);
        }
    }
}
