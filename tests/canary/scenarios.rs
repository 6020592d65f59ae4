//! What goes wrong, one scenario after the other. `{token}` stands for the very token: a peer that has seen it can say
//! it wherever it likes.
//!
//! Each meets whole uploads and uploads in puts, of several kinds, and one through the C functions.

pub const SCENARIOS: [&[&str]; 32] = [
    &[],
    &["piece=503;retry-after: 0"],
    &["create=500", "look-up=502", "status=504"],
    &["last=lose"],
    &["create=lose"],
    &["inline=lose", "piece:2=lose"],
    &["piece:2=cut:1000", "create=truncate:30"],
    &["piece:2=cut-keep:1000", "status=truncate:10"],
    &["piece=early:503"],
    &["piece:2=hold:503"],
    &["piece:2=keep:1000"],
    &["piece:2=keep-then:1000:500"],
    &["piece:2=ranges:0-", "status=ranges:5-"],
    &["piece:2=forget"],
    &["piece:2=rewind:5"],
    &["last=commit-later:20:503"],
    &["create=throttle:5", "piece=delay:5"],
    &["piece:2=stall:1000"],
    &["create=401;www-authenticate: Bearer {token};body={token}"],
    &["piece:*=401;www-authenticate: Bearer {token}", "status:*=401;body={token}"],
    &["piece:*=403;body={\"error\":{\"code\":\"{token}\",\"message\":\"x {token} y\"}}", "create:2=403"],
    &["create=302;location: {base}/x?{token}"],
    &["piece:*=307;location: {base}/{token}", "status:*=308;location: {base}/{token}"],
    &["create=200;body={\"uploadUrl\":\"https://evil.example/{token}\",\"expirationDateTime\":\"{token}\"}"],
    &["create=200;body={\"uploadUrl\":\"https://{token}.example/\",\"expirationDateTime\":\"{token}\"}"],
    &["create=200;body={\"uploadUrl\":\"{outlook}/{token}#{token}"],
    &["create=409;request-id: {token};body={\"error\":{\"innerError\":{\"code\":\"{token}\"}}}"],
    &["look-up=200;body={\"@odata.nextLink\":\"{base}/v1.0/me?{token}\",\"value\":[]}"],
    &["piece:*=507;retry-after: {token};date: {token}"],
    &["create=200;body={\"error\":\"\\u0041{token}\\/\\n\",\"uploadUrl\":\"https:\\/\\/x\\/{token}\"}"],
    &["last=200;body={\"id\":\"x\",\"name\":\"y\"}"],
    &["piece:2x50=504", "status:1x50=504", "look-up:2x50=504"],
];
