using System;
using System.Collections.Generic;
using System.IO;

namespace GraphUpload
{
    /// <summary>
    /// An upload failed. <see cref="Status"/> tells what the caller can do about it, <see cref="InDoubt"/> whether the file
    /// may be stored all the same.
    /// </summary>
    /// <remarks>
    /// An upload that is cancelled throws an <see cref="OperationCanceledException"/> instead, and one whose timeout has
    /// passed a <see cref="TimeoutException"/>; this exception is then their <see cref="Exception.InnerException"/>.
    /// </remarks>
    public sealed class GraphUploadException : IOException
    {
        private GraphUploadException(Status status, IntPtr error) : base(MessageOf(status, error))
        {
            Status = status;
            StatusName = Native.String(Native.gu_status_name(status));
            HttpStatus = (int)Native.gu_error_http_status(error);
            var codes = Native.String(Native.gu_error_service_codes(error));
            ServiceCodes = Array.AsReadOnly(codes.Split(new[] { ' ' }, StringSplitOptions.RemoveEmptyEntries));
            RequestId = Native.String(Native.gu_error_request_id(error));
            Host = Native.String(Native.gu_error_host(error));
            Diagnostics = Native.String(Native.gu_error_diagnostics(error));
            Claims = Native.String(Native.gu_error_claims(error));
            RetryAfter = UploadProgress.Milliseconds(Native.gu_error_retry_after_ms(error));
            OSError = Native.gu_error_os_error(error);
            Retryable = Native.gu_error_is_retryable(error) != 0;
            InDoubt = Native.gu_error_in_doubt(error) != 0;
            SessionKept = Native.gu_error_session_kept(error) != 0;
            Offset = (long)Native.gu_error_offset(error);
            Attempts = (int)Native.gu_error_attempts(error);
        }

        /// <summary>What happened. Numbers that this version does not know are kept.</summary>
        public Status Status { get; }

        /// <summary>Its name, such as "GU_ERR_NETWORK", for logs.</summary>
        public string StatusName { get; }

        /// <summary>HTTP status of the response that caused the error, or 0.</summary>
        public int HttpStatus { get; }

        /// <summary>The service's error codes, from the outermost to the most specific.</summary>
        public IReadOnlyList<string> ServiceCodes { get; }

        /// <summary>The service's most specific error code, or "".</summary>
        public string ServiceCode => ServiceCodes.Count == 0 ? "" : ServiceCodes[ServiceCodes.Count - 1];

        /// <summary>The id by which the service's operators find the request, or "".</summary>
        public string RequestId { get; }

        /// <summary>The host that responded or could not be reached, or "".</summary>
        public string Host { get; }

        /// <summary>The service's diagnostics for its operators, or "".</summary>
        public string Diagnostics { get; }

        /// <summary>The claims challenge of a 401 response, or "".</summary>
        public string Claims { get; }

        /// <summary>How long the service asked to wait, or zero.</summary>
        public TimeSpan RetryAfter { get; }

        /// <summary>The operating system's error number, or 0.</summary>
        public int OSError { get; }

        /// <summary>Whether repeating the same call later may help.</summary>
        public bool Retryable { get; }

        /// <summary>
        /// Whether the file may be stored although the call failed. The same upload with the same state file finds out.
        /// </summary>
        public bool InDoubt { get; }

        /// <summary>Whether the upload session still exists at the service.</summary>
        public bool SessionKept { get; }

        /// <summary>The offset in the file that the error is about.</summary>
        public long Offset { get; }

        /// <summary>The number of attempts in a row without progress.</summary>
        public int Attempts { get; }

        /// <summary>The stored file, with <see cref="Status.Differs"/>; otherwise null.</summary>
        public Item Item { get; internal set; }

        /// <summary>The exception for an error, which is freed.</summary>
        internal static GraphUploadException Taken(Status status, IntPtr error)
        {
            try
            {
                return Of(status, error);
            }
            finally
            {
                Native.gu_error_free(error);
            }
        }

        /// <summary>The exception for an error that belongs to someone else.</summary>
        internal static GraphUploadException Of(Status status, IntPtr error)
        {
            return new GraphUploadException(status, error);
        }

        private static string MessageOf(Status status, IntPtr error)
        {
            var message = Native.String(Native.gu_error_message(error));
            return message.Length > 0 ? message : Native.String(Native.gu_status_name(status));
        }
    }
}
