using System;

namespace GraphUpload
{
    /// <summary>What saves the states of a session.</summary>
    public sealed class SessionOptions
    {
        /// <summary>
        /// Gets each new state for <see cref="Client.ResumeSession"/>: once the session is created, and before each request
        /// that changes anything at the service. What it throws ends the call before that request, which throws it.
        /// </summary>
        public Action<byte[]> Save { get; set; }

        /// <summary>32 bytes that seal the states.</summary>
        public byte[] Key { get; set; }
    }
}
