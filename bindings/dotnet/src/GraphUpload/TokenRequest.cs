namespace GraphUpload
{
    /// <summary>What a token is wanted for.</summary>
    public sealed class TokenRequest
    {
        internal TokenRequest(bool rejected, string claims)
        {
            Rejected = rejected;
            Claims = claims;
        }

        /// <summary>Whether the service refused the last token, so that a cached one is of no use.</summary>
        public bool Rejected { get; }

        /// <summary>The claims that the service wants in the token, as JSON; null if it wants none.</summary>
        public string Claims { get; }
    }
}
