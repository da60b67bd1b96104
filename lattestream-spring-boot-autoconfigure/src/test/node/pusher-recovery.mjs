/** Lets a client of pusher-js get what it missed on channels with a history. To be called right after `new Pusher(…)`. */
export function recoverMissed(pusher) {
  const positions = new Map(); // by channel: {epoch, offset, socket_id}
  const send = pusher.send_event.bind(pusher);
  pusher.send_event = (event, data, channel) => {
    if (event === 'pusher:unsubscribe') positions.delete(data.channel);
    const recover = event === 'pusher:subscribe' ? positions.get(data.channel) : undefined;
    return send(event, recover ? { ...data, recover } : data, channel);
  };
  pusher.connection.bind('connected', () => {
    const { connection, socket_id } = pusher.connection;
    // pusher-js shows positions to nobody, so they are read from its socket
    connection.transport.socket.addEventListener('message', (message) => {
      const { event, channel, data, epoch, offset } = JSON.parse(message.data);
      const before = positions.get(channel);
      if (event === 'pusher_internal:subscription_succeeded') {
        const { position, recovered, reason } = JSON.parse(data);
        positions.delete(channel);
        if (position) positions.set(channel, { ...position, socket_id });
        if (before && !recovered) pusher.channel(channel)?.emit('pusher:position_lost', { ...position, reason });
      } else if (event === 'pusher:position_lost') {
        const { reason, ...position } = JSON.parse(data);
        positions.set(channel, { ...position, socket_id });
      } else if (epoch && before) {
        positions.set(channel, { epoch, offset, socket_id });
      }
    });
  });
}
