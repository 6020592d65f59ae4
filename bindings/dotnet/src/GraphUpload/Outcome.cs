using System;
using System.Runtime.ExceptionServices;
using System.Threading;

namespace GraphUpload
{
    /// <summary>How an upload or another blocking call has ended.</summary>
    internal static class Outcome
    {
        /// <summary>
        /// What an upload throws: what its callbacks have thrown, as it is, or else what the library says. null if it is stored.
        /// </summary>
        internal static ExceptionDispatchInfo Of(
            Status status, GraphUploadException error, Run run, TokenSource token, CancellationToken cancelled, bool isLate)
        {
            if (run?.Raised != null)
            {
                return run.Raised;
            }
            if (status == Status.Ok)
            {
                return null;
            }
            if (status == Status.SignIn && token?.Raised != null)
            {
                return token.Raised;
            }
            return ExceptionDispatchInfo.Capture(Of(error, cancelled, isLate));
        }

        /// <summary>The exception that .NET has for an error.</summary>
        internal static Exception Of(GraphUploadException error, CancellationToken cancelled, bool isLate)
        {
            if (error.Status != Status.Cancelled)
            {
                return error;
            }
            return isLate && !cancelled.IsCancellationRequested
                ? (Exception)new TimeoutException("the upload has taken longer than its timeout", error)
                : new OperationCanceledException(error.Message, error, cancelled);
        }
    }
}
