// The part of Azure.Core that README's adapter uses, with its names and types, as Azure.Identity's credentials have it.
using System;
using System.Threading;
using System.Threading.Tasks;

namespace Azure.Core
{
    internal struct TokenRequestContext
    {
        internal TokenRequestContext(string[] scopes, string parentRequestId = null, string claims = null)
        {
            Scopes = scopes;
            Claims = claims;
        }

        internal string[] Scopes { get; }

        internal string Claims { get; }
    }

    internal struct AccessToken
    {
        internal AccessToken(string accessToken, DateTimeOffset expiresOn)
        {
            Token = accessToken;
            ExpiresOn = expiresOn;
        }

        internal string Token { get; }

        internal DateTimeOffset ExpiresOn { get; }
    }

    internal abstract class TokenCredential
    {
        internal abstract Task<AccessToken> GetTokenAsync(TokenRequestContext requestContext, CancellationToken cancellationToken);
    }

    internal sealed class Credential : TokenCredential
    {
        private readonly Func<bool, string, string> _following;

        internal Credential(Func<bool, string, string> following)
        {
            _following = following;
        }

        internal override async Task<AccessToken> GetTokenAsync(TokenRequestContext context, CancellationToken cancellationToken)
        {
            if (context.Scopes.Length != 1 || context.Scopes[0] != "https://graph.microsoft.com/.default")
            {
                throw new ArgumentException("scopes");
            }
            await Task.Yield();
            return new AccessToken(_following(false, context.Claims), DateTimeOffset.UtcNow.AddHours(1));
        }
    }
}
