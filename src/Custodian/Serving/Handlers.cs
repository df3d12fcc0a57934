using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Serment.Custodian.Writer;
using Serment.CustodyProtocol;
using Serment.CustodyProtocol.Framing;

namespace Serment.Custodian.Serving;

/// <summary>Answers one message. The payload is valid until the returned task ends.</summary>
internal delegate Task<byte[]> MessageHandler(Caller caller, ReadOnlyMemory<byte> payload, CancellationToken stop);

/// <summary>Which code answers which message. Who may send it stands in <see cref="MessagePolicies"/>.</summary>
internal sealed class Handlers
{
    private readonly Dictionary<MessageKind, MessageHandler> handlers = [];

    /// <summary>Registers the handler of a message.</summary>
    public void Add(MessageKind kind, MessageHandler handler) => handlers.Add(kind, handler);

    /// <summary>Registers a handler of JSON messages.</summary>
    public void Add<TQuestion, TAnswer>(
        MessageKind kind, JsonTypeInfo<TQuestion> questionForm, JsonTypeInfo<TAnswer> answerForm,
        Func<Caller, TQuestion, CancellationToken, Task<TAnswer>> handler) =>
        handlers.Add(kind, async (caller, payload, stop) =>
        {
            TQuestion question;
            try
            {
                question = JsonSerializer.Deserialize(payload.Span, questionForm)
                    ?? throw new CustodyRefusal(ResponseStatus.BadRequest, "empty");
            }
            catch (JsonException)
            {
                throw new CustodyRefusal(ResponseStatus.BadRequest, "malformed");
            }

            // The reader checks what is written as null, not what is missing: {} must not become a failure further in.
            if (questionForm.Properties.Any(one => !one.IsGetNullable && one.Get?.Invoke(question!) is null))
            {
                throw new CustodyRefusal(ResponseStatus.BadRequest, "malformed");
            }

            return JsonSerializer.SerializeToUtf8Bytes(await handler(caller, question, stop), answerForm);
        });

    /// <summary>The handler of a message, if there is one.</summary>
    public MessageHandler? Find(MessageKind kind) => handlers.GetValueOrDefault(kind);
}
