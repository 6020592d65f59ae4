using Azure.Core;
using GraphUpload;

namespace Readme
{
    /// <summary>README's adapter, as it stands there.</summary>
    internal static class Credentials
    {
        internal static Client ClientFor(TokenCredential credential, ClientOptions options)
        {
            return new Client(async (request, cancellationToken) =>
            {
                var context = new TokenRequestContext(new[] { Client.Scope }, claims: request.Claims);
                return (await credential.GetTokenAsync(context, cancellationToken)).Token;
            }, options);
        }
    }
}
