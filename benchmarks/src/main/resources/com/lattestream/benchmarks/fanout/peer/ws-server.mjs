// The broadcast of the library's own readme, among the subscribers of a channel.
import { createServer } from "node:http";
import { WebSocket, WebSocketServer } from "ws";

const channels = new Map();

const channelOf = (request) => new URL(request.url, "http://localhost").searchParams.get("channel");

const server = createServer((request, response) => {
  const chunks = [];
  request.on("data", (chunk) => chunks.push(chunk));
  request.on("end", () => {
    const channel = channelOf(request);
    // A buffer, so that the text is encoded once
    const message = Buffer.from(`{"event":"e","channel":"${channel}","data":${Buffer.concat(chunks)}}`);
    channels.get(channel)?.forEach((client) => {
      if (client.readyState === WebSocket.OPEN) {
        client.send(message, { binary: false });
      }
    });
    response.end();
  });
});

new WebSocketServer({ server, path: "/ws" }).on("connection", (client, request) => {
  const channel = channelOf(request);
  if (!channels.has(channel)) {
    channels.set(channel, new Set());
  }
  const subscribers = channels.get(channel);
  subscribers.add(client);
  client.on("error", () => client.terminate());
  client.on("close", () => subscribers.delete(client));
  client.send('{"event":"subscribed"}');
});

const port = Number(process.argv[2].substring("--port=".length));
server.listen({ port, host: "127.0.0.1", backlog: 1000 }, () => console.log(`READY ${server.address().port}`));
