using Microsoft.AspNetCore.SignalR;

namespace Gateway.Bench.SignalRServer;

/// <summary>Clients subscribe to a channel.</summary>
internal sealed class EventsHub : Hub
{
    public Task Subscribe(string channel) => Groups.AddToGroupAsync(Context.ConnectionId, channel);
}
