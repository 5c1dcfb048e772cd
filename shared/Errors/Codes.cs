namespace Gateway.Shared.Errors;

/// <summary>The one table of codes of both services. docs/protocol.md shows it, and a test compares the two.</summary>
public static class Codes
{
    // RFC 6455, 7.4.1.
    public static readonly Code ProtocolError = new(1002, "protocol_error", 0, Retry.Never, "Send frames as RFC 6455 says: masked, with known opcodes, no reserved bits but what was negotiated, and compressed only as RFC 7692 says.");
    public static readonly Code InvalidUtf8 = new(1007, "invalid_utf8", 0, Retry.Never, "Send messages as valid UTF-8.");
    public static readonly Code MessageTooBig = new(1009, "message_too_big", 0, Retry.Never, "Keep each message within max_message_bytes of the connect reply, and connect itself within 20 KiB.");

    // The connection ends, through no fault of a command.
    public static readonly Code Draining = new(4000, "draining", 503, Retry.Now, "This node is being stopped; reconnect and resume from your last positions.");
    public static readonly Code ConnectTimeout = new(4001, "connect_timeout", 0, Retry.Backoff, "Send connect as the first command, within 10 s of opening the connection.");
    public static readonly Code PingTimeout = new(4002, "ping_timeout", 0, Retry.Now, "Nothing was received for too long; answer pings, and reconnect.");
    public static readonly Code Internal = new(4003, "internal_error", 500, Retry.Backoff, "The server failed; try again later and report it with the time.");
    public static readonly Code TooManyConnections = new(4004, "too_many_connections", 503, Retry.Backoff, "This node is full; try again later or add nodes.");
    public static readonly Code LogChanged = new(4005, "log_changed", 0, Retry.Now, "The topic was made anew or cut; reconnect and resume from your last positions: a gap tells what is lost.");
    public static readonly Code TooSlow = new(4010, "too_slow", 0, Retry.Backoff, "The client has read too slowly for too long; reconnect and resume from your last positions, or ask for conflation or less.");

    public static readonly Code TooManyAttempts = new(4012, "too_many_attempts", 429, Retry.Backoff, "Open connections from one address more slowly, or ask the operator for a higher Connections:RatePerAddress.");

    // The token: the answer to connect, then the close code.
    public static readonly Code TokenMissing = new(4100, "token_missing", 0, Retry.NewToken, "Give a token in connect.");
    public static readonly Code TokenInvalid = new(4101, "token_invalid", 401, Retry.NewToken, "Give a JSON Web Token of this app, signed with one of its keys and an algorithm that the key allows.");
    public static readonly Code TokenClaims = new(4102, "token_claims", 401, Retry.NewToken, "Give the token the claims app, sub and exp, and lists of channel patterns in read and write.");
    public static readonly Code TokenExpired = new(4103, "token_expired", 401, Retry.NewToken, "Get a new token, reconnect and resume from your last positions.");
    public static readonly Code TokenNotYetValid = new(4104, "token_not_yet_valid", 401, Retry.Backoff, "The token's nbf lies in the future; check the clocks.");
    public static readonly Code TokenWrongApp = new(4105, "token_wrong_app", 401, Retry.NewToken, "The token is for another app; use its address.");

    // A command or request is refused; the connection stays.
    public static readonly Code MalformedFrame = new(4200, "malformed_frame", 400, Retry.Never, "Send one JSON object with an id and one command.");
    public static readonly Code UnknownCommand = new(4201, "unknown_command", 0, Retry.Never, "Use connect, subscribe, unsubscribe, ack, publish or ping.");
    public static readonly Code InvalidCommand = new(4202, "invalid_command", 0, Retry.Never, "Give the command the fields that docs/protocol.md names.");
    public static readonly Code DuplicateId = new(4203, "duplicate_id", 0, Retry.Never, "Use an id greater than all ids before it on this connection.");
    public static readonly Code NotConnected = new(4204, "not_connected", 0, Retry.Never, "Send connect first; until then nothing else is taken.");
    public static readonly Code AlreadyConnected = new(4205, "already_connected", 0, Retry.Never, "Send connect once.");
    public static readonly Code ChannelInvalid = new(4206, "channel_invalid", 400, Retry.Never, "Name a channel with 1 to 200 bytes of UTF-8, segments separated by dots and not empty, without control characters, '*' and '>'.");
    public static readonly Code NotPermitted = new(4207, "not_permitted", 403, Retry.NewToken, "Ask for a token or key that permits this channel.");
    public static readonly Code AlreadySubscribed = new(4208, "already_subscribed", 0, Retry.Never, "Unsubscribe first to start elsewhere.");
    public static readonly Code NotSubscribed = new(4209, "not_subscribed", 0, Retry.Never, "Unsubscribe or acknowledge only what is subscribed.");
    public static readonly Code PositionInvalid = new(4210, "position_invalid", 400, Retry.Never, "Give a position as it was received on this channel, or none.");
    public static readonly Code TooManySubscriptions = new(4211, "too_many_subscriptions", 0, Retry.Never, "Unsubscribe what is not needed, or open a second connection.");
    public static readonly Code EventInvalid = new(4212, "event_invalid", 400, Retry.Never, "Send a CloudEvents 1.0 event, or plain data with its content type.");
    public static readonly Code EventTooLarge = new(4213, "event_too_large", 413, Retry.Never, "Keep the event's data within 1 MiB, or what the operator allows.");
    public static readonly Code StartInvalid = new(4214, "start_invalid", 400, Retry.Never, "Give start as earliest or as an RFC 3339 time with offset that has passed; or a position or last instead.");
    public static readonly Code CountInvalid = new(4215, "count_invalid", 400, Retry.Never, "Give last, and limit, as a whole number from 1 to 1000, or to what the operator allows.");
    public static readonly Code BatchInvalid = new(4216, "batch_invalid", 400, Retry.Never, "Send a JSON array of CloudEvents 1.0 events, each of them good; nothing of this one was written.");
    public static readonly Code BatchTooLarge = new(4217, "batch_too_large", 413, Retry.Never, "Send at most 1,000 events and 8 MiB in a batch, or what the operator allows; nothing of this one was written.");
    public static readonly Code RateInvalid = new(4218, "rate_invalid", 0, Retry.Never, "Give max_rate as a number from 0.01 to 100, in updates of a key a second.");
    public static readonly Code TooManyChannels = new(4219, "too_many_channels", 0, Retry.Never, "Name at most 1,000 channels in one command, and the others in further ones.");
    public static readonly Code PositionNotSent = new(4220, "position_not_sent", 0, Retry.Never, "Acknowledge only positions that were received on this subscription.");
    public static readonly Code NotDurable = new(4221, "not_durable", 0, Retry.Never, "Subscribe with a durable name to acknowledge or forget.");
    public static readonly Code DurableInvalid = new(4222, "durable_invalid", 400, Retry.Never, "Name a durable subscription with 1 to 64 of A-Z, a-z, 0-9, '_', '.' and '-'.");

    // Table channels.
    public static readonly Code TooManyDurables = new(4225, "too_many_durables", 0, Retry.Never, "Use a durable name again, or forget one that is not needed (unsubscribe with forget).");
    public static readonly Code RowKeyMissing = new(4230, "row_key_missing", 400, Retry.Never, "Name the row of a table channel: in the address, as the attribute partitionkey, or as key.");
    public static readonly Code RowKeyInvalid = new(4231, "row_key_invalid", 400, Retry.Never, "Name a row with 1 to 200 bytes of UTF-8, without control characters.");
    public static readonly Code NotATable = new(4232, "not_a_table", 400, Retry.Never, "Use rows and row keys on a table channel only; the operator configures which channels are tables.");
    public static readonly Code RowDataMissing = new(4233, "row_data_missing", 400, Retry.Never, "Give the row its data, or delete it with DELETE.");
    public static readonly Code TableHasNoStart = new(4234, "table_has_no_start", 400, Retry.Never, "Subscribe to a table channel without start, last and durable: it begins with the whole table.");
    public static readonly Code TableTooLarge = new(4235, "table_too_large", 422, Retry.Never, "Subscribe to the table over WebSocket: its partition holds more than one request may read.");
    public static readonly Code RowNotFound = new(4236, "row_not_found", 404, Retry.Never, "Name a row that the table has; this one was never written, or was deleted.");
    public static readonly Code IdConflict = new(4224, "id_conflict", 409, Retry.Never, "Give another event another id, or Idempotency-Key: this id was published before, with other content.");
    public static readonly Code PageInvalid = new(4223, "page_invalid", 400, Retry.Never, "Give next as the page before gave it, with the same address, or leave it out.");

    // HTTP only.
    public static readonly Code Unauthorized = new(4300, "unauthorized", 401, Retry.Never, "Give one of the app's API keys, or to read a user's token, in 'Authorization: Bearer'.");
    public static readonly Code UnsupportedMediaType = new(4301, "unsupported_media_type", 415, Retry.Never, "Send application/cloudevents+json, where events are posted a batch of them, or ce- headers with any content type.");
    public static readonly Code NotFound = new(4302, "not_found", 404, Retry.Never, "Use an address that the API documents.");
    public static readonly Code UnsupportedSubprotocol = new(4303, "unsupported_subprotocol", 400, Retry.Never, "Offer the WebSocket subprotocol gateway.v1.json, or none; a token besides as gateway.token.<JWT>.");
    public static readonly Code MethodNotAllowed = new(4304, "method_not_allowed", 405, Retry.Never, "Use a method that the API documents for this address.");
    public static readonly Code MalformedRequest = new(4305, "malformed_request", 400, Retry.Never, "Send a request as RFC 9112 says, with a body as long as it claims.");
    public static readonly Code RequestTimeout = new(4306, "request_timeout", 408, Retry.Backoff, "Send the request's body without long pauses: 16 KiB/s after the first 10 s.");
    public static readonly Code HandshakeInvalid = new(4308, "handshake_invalid", 400, Retry.Never, "Open the WebSocket as RFC 6455, 4.1 says.");
    public static readonly Code ParameterUnknown = new(4309, "parameter_unknown", 400, Retry.Never, "Give only the query parameters that this address has, each once.");
    public static readonly Code UnsupportedEncoding = new(4310, "unsupported_encoding", 415, Retry.Never, "Send the body without a content coding.");
    public static readonly Code HeaderTooLarge = new(4311, "header_too_large", 431, Retry.Never, "Send at most 100 headers, of 32 KiB together.");
    public static readonly Code UpgradeRequired = new(4312, "upgrade_required", 426, Retry.Never, "Open a WebSocket here: ask with 'Upgrade: websocket' and 'Sec-WebSocket-Version: 13'.");

    // Kafka.
    public static readonly Code OriginNotAllowed = new(4307, "origin_not_allowed", 403, Retry.Never, "Open the page from the service's own address, or have the operator add its origin to those of the app.");
    public static readonly Code KafkaUnavailable = new(4400, "kafka_unavailable", 503, Retry.Backoff, "Kafka did not answer in time; try again, an event with the same id.");
    public static readonly Code Overloaded = new(4401, "overloaded", 503, Retry.Backoff, "Too much is waiting for Kafka; try again, an event with the same id.");
    public static readonly Code BatchIncomplete = new(4402, "batch_incomplete", 503, Retry.Backoff, "Kafka does not have all events of the batch; send it again, or those that it lacks, with the same ids.");

    public static readonly Code KafkaRefused = new(4403, "kafka_refused", 502, Retry.Never, "Kafka refuses this for good, as where this service lacks a permission; tell the operator, whose log has Kafka's reason.");

    /// <summary>All rows, in the order of their numbers.</summary>
    public static IReadOnlyList<Code> All { get; } =
    [
        .. typeof(Codes).GetFields().Select(field => field.GetValue(null)).OfType<Code>().OrderBy(code => code.Number),
    ];
}
